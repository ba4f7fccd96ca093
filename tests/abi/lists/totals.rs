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
        with_total(&simulator, total, None);
        let list = session.list("workbooks").unwrap();
        assert_eq!(list.total().unwrap().to_string(), total);
        assert!(list.rest("id").unwrap() == all, "total {total}");
        assert!(list.next().unwrap().is_none());
        simulator.clear_faults();
    }
    // If a correct total is a multiple of the page size, no empty page is requested.
    simulator.clear_requests();
    let list = session.list("workbooks").unwrap();
    list.set_page_size(469).unwrap();
    assert_eq!(list.rest("id").unwrap().len(), 2345);
    assert_eq!(pages(&simulator).len(), 5);
}

/// Programs a list with these pages and no more, whatever it is asked for.
pub fn serve_pages(simulator: &Simulator, pages: &[(u64, u64, &[u32])]) {
    for (index, (size, total, ids)) in pages.iter().enumerate() {
        let number = index + 1;
        let items: String = ids.iter().map(|id| format!("<thing id='{id}'/>")).collect();
        let body = format!(
            "<tsResponse><pagination pageNumber='{number}' pageSize='{size}' totalAvailable='{total}'/>\
             <things>{items}</things></tsResponse>"
        );
        let action = Action::Answer {
            status: 200,
            headers: vec![],
            body: body.into_bytes(),
        };
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
    for (what, pages, ids, end) in [
        (
            "a server that gives less than it says",
            [
                (1000, 5, [1, 2].as_slice()),
                (1000, 5, &[3, 4]),
                (1000, 5, &[5]),
            ]
            .as_slice(),
            5,
            "TSC_OK",
        ),
        (
            "a page that is empty for once",
            &[(2, 6, &[1, 2]), (2, 6, &[]), (2, 6, &[3, 4])],
            4,
            "TSC_OK",
        ),
        (
            "items that one may not see",
            &[(2, 6, &[1]), (2, 6, &[]), (2, 6, &[])],
            1,
            "TSC_OK",
        ),
        (
            "items that went away",
            &[(2, 6, &[1, 2]), (2, 3, &[3])],
            3,
            "TSC_OK",
        ),
        ("items that came", &[(2, 2, &[1, 2])], 2, "TSC_OK"),
        (
            "a server that broke down",
            &[(2, 60, &[1, 2]), (2, 60, &[]), (2, 60, &[])],
            2,
            "TSC_ERROR_PROTOCOL",
        ),
        (
            "a server that forgot the rest",
            &[(2, 60, &[1, 2])],
            2,
            "TSC_ERROR_BAD_REQUEST",
        ),
        ("nothing", &[(1000, 0, &[])], 0, "TSC_OK"),
        ("nothing that one may see", &[(1000, 7, &[])], 0, "TSC_OK"),
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
