//! Totals and pages that do not agree with the items.

use super::*;
use crate::support::*;
use tsc_simulator::{Action, Fault, Simulator};

pub fn with_total(simulator: &Simulator, total: &str, times: Option<usize>) {
    let lie = Action::Rewrite {
        from: "totalAvailable=\"2345\"".into(),
        to: format!("totalAvailable=\"{total}\""),
    };
    simulator.fault(Fault {
        times,
        ..Fault::on("/workbooks", lie)
    });
}

#[test]
fn wrong_total_loses_and_repeats_no_item() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let all = session.list("workbooks").unwrap().rest("id").unwrap();
    for total in [
        "0",
        "10",
        "999",
        "1001",
        "2344",
        "2346",
        "5000",
        "18446744073709551615",
    ] {
        for ahead in [0, 1, 8] {
            with_total(&simulator, total, None);
            let list = session.list("workbooks").unwrap();
            list.set_lookahead(ahead).unwrap();
            assert_eq!(list.total().unwrap().to_string(), total);
            assert!(list.rest("id").unwrap() == all, "total {total}, {ahead}");
            assert!(list.next().unwrap().is_none());
            simulator.clear_faults();
        }
    }
    // If a correct total is a multiple of the page size, no empty page is requested.
    simulator.clear_requests();
    let list = session.list("workbooks").unwrap();
    list.set_page_size(469).unwrap();
    assert_eq!(list.rest("id").unwrap().len(), 2345);
    assert_eq!(pages(&simulator).len(), 5);
}

/// A page of a list.
pub struct Page {
    size: u64,
    total: u64,
    ids: &'static [u32],
}

const fn page(size: u64, total: u64, ids: &'static [u32]) -> Page {
    Page { size, total, ids }
}

/// Programs a list with these pages and no more, whatever it is asked for.
pub fn serve_pages(simulator: &Simulator, pages: &[Page]) {
    for (index, Page { size, total, ids }) in pages.iter().enumerate() {
        let number = index + 1;
        let items: String = ids.iter().map(|id| format!("<thing id='{id}'/>")).collect();
        let body = format!(
            "<tsResponse><pagination pageNumber='{number}' pageSize='{size}' totalAvailable='{total}'/>\
             <things>{items}</things></tsResponse>"
        );
        let action = respond(200, &[], body);
        let query = format!("pageNumber={number}&");
        simulator.fault(Fault {
            query,
            times: None,
            ..Fault::on("/things", action)
        });
    }
    let none = Action::TableauError {
        code: 400006,
        summary: String::new(),
        detail: String::new(),
        headers: vec![],
    };
    simulator.fault(Fault {
        times: None,
        ..Fault::on("/things", none)
    });
}

/// The items that a list gives, and the status at its end.
#[test]
fn list_ends_only_when_all_items_were_given() {
    struct Case<'a> {
        what: &'a str,
        pages: &'a [Page],
        /// The number of items that the list gives.
        ids: usize,
        /// The status at its end.
        end: &'a str,
    }
    for Case {
        what,
        pages,
        ids,
        end,
    } in [
        Case {
            what: "smaller pages than announced",
            pages: [
                page(1000, 5, &[1, 2]),
                page(1000, 5, &[3, 4]),
                page(1000, 5, &[5]),
            ]
            .as_slice(),
            ids: 5,
            end: "TSC_OK",
        },
        Case {
            what: "one empty page",
            pages: &[page(2, 6, &[1, 2]), page(2, 6, &[]), page(2, 6, &[3, 4])],
            ids: 4,
            end: "TSC_OK",
        },
        Case {
            what: "hidden items",
            pages: &[page(2, 6, &[1]), page(2, 6, &[]), page(2, 6, &[])],
            ids: 1,
            end: "TSC_OK",
        },
        Case {
            what: "items removed meanwhile",
            pages: &[page(2, 6, &[1, 2]), page(2, 3, &[3])],
            ids: 3,
            end: "TSC_OK",
        },
        Case {
            what: "items added meanwhile",
            pages: &[page(2, 2, &[1, 2])],
            ids: 2,
            end: "TSC_OK",
        },
        Case {
            what: "empty pages to the end",
            pages: &[page(2, 60, &[1, 2]), page(2, 60, &[]), page(2, 60, &[])],
            ids: 2,
            end: "TSC_ERROR_PROTOCOL",
        },
        Case {
            what: "missing pages",
            pages: &[page(2, 60, &[1, 2])],
            ids: 2,
            end: "TSC_ERROR_BAD_REQUEST",
        },
        Case {
            what: "no items",
            pages: &[page(1000, 0, &[])],
            ids: 0,
            end: "TSC_OK",
        },
        Case {
            what: "no visible items",
            pages: &[page(1000, 7, &[])],
            ids: 0,
            end: "TSC_OK",
        },
    ] {
        let simulator = simulator();
        let (_server, session) = signed_in(&simulator, "");
        serve_pages(&simulator, pages);
        let list = session.list("things").unwrap();
        let mut given = Vec::new();
        let ended = loop {
            match list.next() {
                Ok(Some(node)) => given.push(node.attribute("id").unwrap()),
                Ok(None) => break "TSC_OK",
                Err(failure) => break failure.name(),
            }
        };
        let expected: Vec<String> = (1..=ids).map(|id| id.to_string()).collect();
        assert_eq!((given, ended), (expected, end), "{what}");
    }
}

#[test]
fn non_numeric_total_is_a_protocol_error() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    for total in ["", "many", "-1", "1e3"] {
        with_total(&simulator, total, Some(1));
        let failure = session.list("workbooks").unwrap().total().unwrap_err();
        assert_eq!(failure.name(), "TSC_ERROR_PROTOCOL", "{total}");
    }
}
