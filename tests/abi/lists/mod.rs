//! Lists: all items come in order, however the pages are cut.

mod look_ahead;
mod queries;
mod totals;

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
        assert!(
            pages(&simulator).is_empty(),
            "a request before one was needed"
        );
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
fn default_page_size_is_1000() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    session.list("workbooks").unwrap().next().unwrap();
    assert_eq!(pages(&simulator), ["pageNumber=1&pageSize=1000"]);
}

#[test]
fn node_gives_attributes_and_children() {
    use crate::library::*;
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
    // Asking for the total later leaves the node valid.
    list.total().unwrap();
    assert_eq!(node.attribute("name").as_deref(), Some("Superstore"));
}

#[test]
fn list_continues_after_a_failed_page() {
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
        respond(200, &[], "<html>login</html>"),
        respond(200, &[], "<tsResponse><workbooks><workbook id='x'/>"),
        Action::Rewrite {
            from: "pageNumber=\"2\"".into(),
            to: "pageNumber=\"1\"".into(),
        },
    ] {
        let list = session.list("workbooks").unwrap();
        list.set_page_size(1000).unwrap();
        simulator.fault(Fault {
            query: "pageNumber=2".into(),
            // Over a pooled connection, the request is sent a second time.
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
fn list_without_pagination_is_complete() {
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
fn list_path_may_start_at_the_server_root() {
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
fn refused_page_size_falls_back_to_100() {
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

    // A page size that every server accepts is not reduced further: its refusal is an error.
    simulator.fault(Fault {
        query: "pageSize=50".into(),
        ..Fault::on("/workbooks", refusal)
    });
    let list = session.list("workbooks").unwrap();
    list.set_page_size(50).unwrap();
    assert_eq!(list.next().err().unwrap().code.as_deref(), Some("403014"));
}

#[test]
fn list_can_be_freed_before_its_end() {
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
fn list_is_refused_after_a_site_switch() {
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

/// Items of a page that was read need no request, but the same checks.
#[test]
fn items_of_a_page_are_refused_after_cancellation_and_sign_out() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let list = session.list("workbooks").unwrap();
    list.set_page_size(100).unwrap();
    list.next().unwrap().unwrap();
    simulator.clear_requests();
    let (cancelled, over) = (Cancellation::new(), Cancellation::with_timeout(0));
    cancelled.cancel();
    for (cancellation, name) in [
        (&cancelled, "TSC_ERROR_CANCELLED"),
        (&over, "TSC_ERROR_TIMEOUT"),
    ] {
        let failure = list.next_or_cancelled(cancellation.0).err().unwrap();
        assert_eq!(failure.name(), name);
        let during = "list \"workbooks\" of http";
        assert!(failure.message.contains(during), "{}", failure.message);
    }
    assert_eq!(list.total().unwrap(), 2345);
    let live = Cancellation::new();
    list.next_or_cancelled(live.0).unwrap().unwrap();
    assert!(sent(&simulator).is_empty());
    session.sign_out().unwrap();
    assert_eq!(list.next().err().unwrap().name(), "TSC_ERROR_NOT_SIGNED_IN");
}

#[test]
fn list_in_use_by_another_thread_returns_invalid_state() {
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
fn node_text_joins_text_and_cdata() {
    use crate::library::*;
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let body = "<tsResponse><things><thing a='1'>x<b/>y<![CDATA[<z>]]></thing><thing/></things></tsResponse>";
    simulator.fault(Fault::on("/things", respond(200, &[], body)));
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
