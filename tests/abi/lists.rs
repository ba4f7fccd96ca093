//! Lists: all items, in order, whatever the pages do.

use crate::support::*;
use std::collections::HashSet;
use std::ffi::CStr;
use std::sync::Arc;
use std::thread;
use tsc_simulator::{Action, Fault, Simulator};

fn pages(simulator: &Simulator) -> Vec<String> {
    let of_list = |request: &tsc_simulator::Recorded| request.path.ends_with("/workbooks");
    let requests = simulator.requests();
    requests
        .iter()
        .filter(|request| of_list(request))
        .map(|request| request.query.clone())
        .collect()
}

#[test]
fn all_items_come_in_order_at_every_page_size() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let mut all: Vec<Vec<String>> = Vec::new();
    for (size, calls) in [(1000, 3), (100, 24), (7, 335)] {
        simulator.clear_requests();
        let list = session.list("workbooks").unwrap();
        list.set_page_size(size).unwrap();
        assert!(pages(&simulator).is_empty(), "a call before it was needed");
        assert_eq!(list.total().unwrap(), 2345);
        all.push(list.rest("id").unwrap());
        assert!(list.next().unwrap().is_none(), "an item after the end");
        assert_eq!(list.total().unwrap(), 2345);
        let pages = pages(&simulator);
        assert_eq!(pages.len(), calls);
        assert_eq!(pages[1], format!("pageNumber=2&pageSize={size}"));
    }
    assert_eq!(all[0].len(), 2345);
    assert_eq!(all[0].iter().collect::<HashSet<_>>().len(), 2345);
    assert!(all[0] == all[1] && all[0] == all[2]);
}

#[test]
fn a_thousand_items_are_asked_for_at_first() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    session.list("workbooks").unwrap().next().unwrap();
    assert_eq!(pages(&simulator), ["pageNumber=1&pageSize=1000"]);
}

#[test]
fn a_node_shows_attributes_and_children() {
    use tsc::capi::*;
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let list = session.list("workbooks").unwrap();
    let node = list.next().unwrap().unwrap();
    assert_eq!(node.attribute("name").as_deref(), Some("Superstore"));
    assert_eq!(node.attribute("no such"), None);
    // SAFETY: the list lends the node until its next item.
    unsafe {
        assert_eq!(string(tsc_node_name(node.0)).as_deref(), Some("workbook"));
        let count = tsc_node_attribute_count(node.0);
        let names =
            (0..count).map(|index| string(tsc_node_attribute_name_at(node.0, index)).unwrap());
        assert!(names.collect::<Vec<_>>().contains(&"name".to_owned()));
        assert!(tsc_node_attribute_name_at(node.0, count).is_null());
        assert!(tsc_node_attribute_value_at(node.0, usize::MAX).is_null());
        let project = tsc_node_child(node.0, c"project".as_ptr());
        assert!(!project.is_null());
        assert!(Node(project).attribute("id").is_some());
        let first = tsc_node_child_at(node.0, 0);
        assert!(!first.is_null());
        assert!(tsc_node_child_at(node.0, tsc_node_child_count(node.0)).is_null());
        assert!(tsc_node_child(node.0, c"no such".as_ptr()).is_null());
    }
    // A total asked for later leaves the node as it is.
    list.total().unwrap();
    assert_eq!(node.attribute("name").as_deref(), Some("Superstore"));
}

#[test]
fn awkward_names_are_found_by_filters() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let all = session.list("workbooks").unwrap().rest("name").unwrap();
    let awkward: Vec<&String> = all
        .iter()
        .filter(|name| name.contains(|c: char| !c.is_ascii_alphanumeric() && !" -_.".contains(c)))
        .collect();
    for part in ["\"", "'", "&", ",", "<", "%", "+", ":", "ü", "売"] {
        assert!(
            awkward.iter().any(|name| name.contains(part)),
            "no name with {part}"
        );
    }
    for name in awkward {
        let list = session.list("workbooks").unwrap();
        // Tableau takes commas and ampersands for separators, encoded or not.
        let value = name.replace([',', '&'], "*");
        list.add_filter("name", "eq", &value).unwrap();
        assert_eq!(list.rest("name").unwrap(), [name.as_str()]);
    }
}

#[test]
fn a_filter_value_arrives_as_it_was_given() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let list = session.list("workbooks").unwrap();
    list.add_filter("name", "eq", "a&b=c, \"d\" 'e' +%ü売#?/:")
        .unwrap();
    list.add_filter("tags", "has", "x").unwrap();
    // Tableau itself does not understand the comma, and says so.
    assert_eq!(list.next().err().unwrap().name(), "TSC_ERROR_BAD_REQUEST");
    assert_eq!(
        pages(&simulator)[0],
        "filter=name:eq:a%26b%3Dc%2C%20%22d%22%20%27e%27%20%2B%25%C3%BC%E5%A3%B2%23%3F%2F%3A,tags:has:x\
         &pageNumber=1&pageSize=1000"
    );
}

#[test]
fn filters_add_up_and_sort_keys_keep_their_order() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let two = session.list("workbooks").unwrap();
    two.add_filter("name", "in", "[Superstore,World Indicators]")
        .unwrap();
    two.add_sort("name", true).unwrap();
    assert_eq!(
        two.rest("name").unwrap(),
        ["World Indicators", "Superstore"]
    );
    let one = session.list("workbooks").unwrap();
    one.add_filter("name", "in", "[Superstore,World Indicators]")
        .unwrap();
    one.add_filter("name", "eq", "Superstore").unwrap();
    assert_eq!(one.rest("name").unwrap(), ["Superstore"]);

    simulator.clear_requests();
    let sorted = session.list("workbooks").unwrap();
    sorted.add_sort("size", true).unwrap();
    sorted.add_sort("name", false).unwrap();
    sorted.set_parameter("fields", "_all_").unwrap();
    let mut seen: Vec<(u64, String)> = Vec::new();
    while let Some(node) = sorted.next().unwrap() {
        seen.push((
            node.attribute("size").unwrap().parse().unwrap(),
            node.attribute("name").unwrap(),
        ));
    }
    assert_eq!(seen.len(), 2345);
    assert!(seen.windows(2).all(|pair| pair[0].0 >= pair[1].0));
    let of_one_size = |pair: &[(u64, String)]| pair[0].0 == pair[1].0;
    assert!(seen.windows(2).any(of_one_size));
    assert!(pages(&simulator)[0].starts_with("sort=size:desc,name:asc&fields=_all_&"));
}

#[test]
fn what_cannot_be_asked_for_is_refused() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let list = session.list("workbooks").unwrap();
    let refused = [
        list.set_page_size(0),
        list.set_page_size(1001),
        list.set_page_size(u32::MAX),
        list.add_filter("", "eq", "x"),
        list.add_filter("name", "like", "x"),
        list.add_filter("a:b", "eq", "x"),
        list.add_sort("a,b", false),
        list.set_parameter("pageSize", "7"),
        list.set_parameter("", "7"),
    ];
    for refused in refused {
        assert_eq!(refused.unwrap_err().name(), "TSC_ERROR_INVALID_ARGUMENT");
    }
    for path in [
        "",
        "//x",
        "https://evil/x",
        "../x",
        "a/%2e%2e",
        "a?b",
        "a#b",
        "a b",
        "a\r\nb",
        "{token}",
        "a\\b",
    ] {
        assert_eq!(
            session.list(path).err().unwrap().name(),
            "TSC_ERROR_INVALID_ARGUMENT",
            "{path}"
        );
    }
    list.next().unwrap();
    let late = [
        list.set_page_size(7),
        list.add_filter("name", "eq", "x"),
        list.add_sort("name", false),
        list.set_parameter("fields", "_all_"),
    ];
    for late in late {
        assert_eq!(late.unwrap_err().name(), "TSC_ERROR_INVALID_STATE");
    }
}

#[test]
fn a_failure_on_page_2_is_an_error_and_then_the_list_goes_on() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let all = session.list("workbooks").unwrap().rest("id").unwrap();
    for action in [
        Action::Close,
        Action::CutAfter(5000),
        Action::TableauError {
            code: 500000,
            summary: String::new(),
            detail: String::new(),
            headers: vec![],
        },
        Action::Answer {
            status: 200,
            headers: vec![],
            body: b"<html>login</html>".to_vec(),
        },
        Action::Answer {
            status: 200,
            headers: vec![],
            body: b"<tsResponse><workbooks><workbook id='x'/>".to_vec(),
        },
        Action::Rewrite {
            from: "pageNumber=\"2\"".into(),
            to: "pageNumber=\"1\"".into(),
        },
    ] {
        let list = session.list("workbooks").unwrap();
        list.set_page_size(1000).unwrap();
        simulator.fault(Fault {
            query: "pageNumber=2".into(),
            // Over a connection that was kept, it is asked for once more.
            times: Some(if action == Action::Close { 2 } else { 1 }),
            ..Fault::on("/workbooks", action.clone())
        });
        let mut ids = Vec::new();
        let failure = loop {
            match list.next() {
                Ok(Some(node)) => ids.push(node.attribute("id").unwrap()),
                Ok(None) => panic!("the list ended early, after {}", ids.len()),
                Err(failure) => break failure,
            }
        };
        assert_eq!(ids.len(), 1000, "{action:?}");
        assert!(failure.message.contains("page 2"), "{}", failure.message);
        ids.extend(list.rest("id").unwrap());
        assert!(ids == all, "{action:?}");
    }
}

#[test]
fn a_list_without_pagination_is_complete() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let workbook = session
        .list("workbooks")
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .attribute("id")
        .unwrap();
    simulator.clear_requests();
    let list = session
        .list(&format!("workbooks/{workbook}/connections"))
        .unwrap();
    let connections = list.rest("id").unwrap();
    assert!(!connections.is_empty());
    assert_eq!(list.total().unwrap(), connections.len() as u64);
    assert_eq!(sent(&simulator).len(), 1);
}

#[test]
fn a_list_may_be_of_the_server() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let session = server.sign_in(ADMIN_TOKEN, "").unwrap();
    let sites = session
        .list("/api/{version}/sites")
        .unwrap()
        .rest("contentUrl")
        .unwrap();
    assert_eq!(sites, ["", "marketing", "finance"]);
    let own = session
        .list("/api/{version}/sites/{site-id}/users/{user-id}/workbooks")
        .unwrap();
    assert!(own.total().is_ok());
}

#[test]
fn a_page_size_that_the_server_refuses_becomes_100() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let refusal = Action::TableauError {
        code: 403014,
        summary: String::new(),
        detail: String::new(),
        headers: vec![],
    };
    simulator.fault(Fault {
        query: "pageSize=500".into(),
        times: None,
        ..Fault::on("/workbooks", refusal.clone())
    });
    let list = session.list("workbooks").unwrap();
    list.set_page_size(500).unwrap();
    assert_eq!(list.rest("id").unwrap().len(), 2345);
    let pages = pages(&simulator);
    assert_eq!(pages.len(), 25);
    assert_eq!(
        pages[..3],
        [
            "pageNumber=1&pageSize=500",
            "pageNumber=1&pageSize=100",
            "pageNumber=2&pageSize=100"
        ]
    );

    // Of a size that every server has, a refusal is an error and not an endless game.
    simulator.fault(Fault {
        query: "pageSize=50".into(),
        ..Fault::on("/workbooks", refusal)
    });
    let list = session.list("workbooks").unwrap();
    list.set_page_size(50).unwrap();
    assert_eq!(list.next().err().unwrap().code.as_deref(), Some("403014"));
}

fn with_total(simulator: &Simulator, total: &str, times: Option<usize>) {
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
fn a_total_that_lies_loses_no_item_and_repeats_none() {
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
    // A multiple of the page size that is right costs no call for an empty page.
    simulator.clear_requests();
    let list = session.list("workbooks").unwrap();
    list.set_page_size(469).unwrap();
    assert_eq!(list.rest("id").unwrap().len(), 2345);
    assert_eq!(pages(&simulator).len(), 5);
}

/// A server that gives these pages, whatever it is asked for, and no more.
fn serve_pages(simulator: &Simulator, pages: &[(u64, u64, &[u32])]) {
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

/// Whether a list comes to its end, and what it gives before.
#[test]
fn a_list_ends_when_all_have_come_and_not_before() {
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
fn a_total_that_is_no_number_is_no_answer() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    for total in ["", "many", "-1", "1e3"] {
        with_total(&simulator, total, Some(1));
        let failure = session.list("workbooks").unwrap().total().unwrap_err();
        assert_eq!(failure.name(), "TSC_ERROR_PROTOCOL", "{total}");
    }
}

#[test]
fn a_list_may_be_left_early() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    for read in [0, 1, 1000, 1001] {
        let list = session.list("workbooks").unwrap();
        for _ in 0..read {
            list.next().unwrap().unwrap();
        }
    }
    session.sign_out().unwrap();
}

#[test]
fn a_list_does_not_go_to_another_site() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let begun = session.list("workbooks").unwrap();
    begun.next().unwrap();
    let fresh = session.list("workbooks").unwrap();
    session.switch_site("marketing").unwrap();
    simulator.clear_requests();
    for failure in [
        begun.next().err().unwrap(),
        begun.total().unwrap_err(),
        fresh.next().err().unwrap(),
    ] {
        assert_eq!(failure.name(), "TSC_ERROR_INVALID_STATE");
    }
    session.switch_site("").unwrap();
    assert_eq!(
        fresh.next().err().unwrap().name(),
        "TSC_ERROR_INVALID_STATE"
    );
    assert_eq!(sent(&simulator), ["POST /api/3.24/auth/switchSite"]);
}

#[test]
fn a_second_thread_gets_an_error_and_does_no_harm() {
    struct Shared(List);
    // SAFETY: that is what is tested: a list says so when a second thread uses it.
    unsafe impl Sync for Shared {}

    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let list = Arc::new(Shared(session.list("workbooks").unwrap()));
    simulator.fault(Fault::on("/workbooks", Action::Hold));
    let reader = thread::spawn({
        let list = Arc::clone(&list);
        move || list.0.next().map(|node| node.unwrap().attribute("name"))
    });
    simulator.wait_until_held(1);
    assert_eq!(
        list.0.next().err().unwrap().name(),
        "TSC_ERROR_INVALID_STATE"
    );
    assert_eq!(
        list.0.set_page_size(7).unwrap_err().name(),
        "TSC_ERROR_INVALID_STATE"
    );
    simulator.release();
    assert_eq!(
        reader.join().unwrap().unwrap().as_deref(),
        Some("Superstore")
    );
    assert_eq!(list.0.rest("id").unwrap().len(), 2344);
}

#[test]
fn text_is_what_the_document_says() {
    use tsc::capi::*;
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let body = "<tsResponse><things><thing a='1'>x<b/>y<![CDATA[<z>]]></thing><thing/></things></tsResponse>";
    simulator.fault(Fault::on(
        "/things",
        Action::Answer {
            status: 200,
            headers: vec![],
            body: body.into(),
        },
    ));
    let list = session.list("things").unwrap();
    let node = list.next().unwrap().unwrap();
    // SAFETY: the list lends the node until its next item.
    unsafe {
        assert_eq!(CStr::from_ptr(tsc_node_text(node.0)), c"xy<z>");
        assert!(tsc_node_text(tsc_node_child(node.0, c"b".as_ptr())).is_null());
    }
    let node = list.next().unwrap().unwrap();
    assert_eq!(node.attribute("a"), None);
    assert!(list.next().unwrap().is_none());
}
