//! Pages that are fetched ahead: the same items as without, at the same time, and no request too many.

use super::*;
use crate::process;
use std::time::{Duration, Instant};

/// A list of workbooks with pages of a size, and pages ahead.
fn list_ahead(session: &Session, page_size: u32, pages: u32) -> List {
    let list = session.list("workbooks").unwrap();
    list.set_page_size(page_size).unwrap();
    list.set_lookahead(pages).unwrap();
    list
}

/// Holds the responses with all pages from `first` on, of pages with 100 items.
fn hold_from(simulator: &Simulator, first: usize) {
    for number in first..=24 {
        simulator.fault(Fault {
            query: format!("pageNumber={number}&"),
            times: None,
            ..Fault::on("/workbooks", Action::Hold)
        });
    }
}

/// A list of which the reader is on the second page, while four pages are held.
fn list_with_held_pages(simulator: &Simulator, session: &Session) -> List {
    hold_from(simulator, 3);
    let list = list_ahead(session, 100, 4);
    read(&list, 101);
    simulator.wait_until_held(4);
    list
}

fn release(simulator: &Simulator) {
    simulator.clear_faults();
    simulator.release();
}

fn read(list: &List, count: usize) {
    for _ in 0..count {
        list.next().unwrap().unwrap();
    }
}

#[test]
fn items_and_requests_are_those_of_a_list_without_look_ahead() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let all = session.list("workbooks").unwrap().rest("id").unwrap();
    let depths: [&[u32]; 2] = [&[0, 1, 3, 8], &[8]];
    for (size, calls, depths) in [
        (1000, 3, depths[0]),
        (100, 24, depths[0]),
        (469, 5, depths[0]),
        (14, 168, depths[1]),
    ] {
        for ahead in depths.iter().copied() {
            simulator.clear_requests();
            let list = list_ahead(&session, size, ahead);
            assert!(list.rest("id").unwrap() == all, "{size} {ahead}");
            assert!(list.next().unwrap().is_none());
            let pages = pages(&simulator);
            assert_eq!(pages.len(), calls, "{size} {ahead}");
            assert_eq!(pages.iter().collect::<HashSet<_>>().len(), calls);
        }
    }
}

#[test]
fn pages_are_fetched_at_the_same_time_when_the_second_is_needed() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let list = list_ahead(&session, 100, 4);
    hold_from(&simulator, 2);
    simulator.clear_requests();
    assert_eq!(list.total().unwrap(), 2345);
    read(&list, 100);
    assert_eq!(pages(&simulator).len(), 1, "a page was fetched too early");
    let reader = thread::spawn(move || list.rest("id").map(|ids| ids.len()));
    simulator.wait_until_held(4);
    assert_eq!(pages(&simulator).len(), 5, "a page is too far ahead");
    release(&simulator);
    assert_eq!(reader.join().unwrap().unwrap(), 2245);
    assert_eq!(pages(&simulator).len(), 24);
}

#[test]
fn first_error_in_order_is_returned_and_the_list_goes_on() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let all = session.list("workbooks").unwrap().rest("id").unwrap();
    let error = |code| Action::TableauError {
        code,
        summary: String::new(),
        detail: String::new(),
        headers: vec![],
    };
    for action in [
        error(500000),
        Action::CutAfter(5000),
        respond(200, &[], "<html>login</html>"),
        Action::Rewrite {
            from: "pageNumber=\"3\"".into(),
            to: "pageNumber=\"1\"".into(),
        },
    ] {
        for (number, action) in [(5, error(503000)), (3, action.clone())] {
            simulator.fault(Fault {
                query: format!("pageNumber={number}&"),
                ..Fault::on("/workbooks", action)
            });
        }
        let list = list_ahead(&session, 100, 8);
        let mut ids = Vec::new();
        let mut failures = Vec::new();
        loop {
            match list.next() {
                Ok(Some(node)) => ids.push(node.attribute("id").unwrap()),
                Ok(None) => break,
                Err(failure) => failures.push((ids.len(), failure)),
            }
        }
        assert!(ids == all, "{action:?}");
        let (read, first) = &failures[0];
        assert_eq!(*read, 200, "{action:?}");
        let message = &first.message;
        assert!(
            message.contains("page 3, after 200 of 2345 items"),
            "{message}"
        );
        // Page 5 may have been fetched and dropped with page 3, or fetched again.
        assert!(failures.len() <= 2, "{failures:?}");
        simulator.clear_faults();
    }
}

#[test]
fn errors_contain_no_secret_of_the_call_that_fetched_the_page() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let token = session.token().unwrap();
    let page = |pagination: &str| {
        format!("<tsResponse>{pagination}<w><x id='{token}'/></w><y>{token}</y></tsResponse>")
    };
    let wrong = page("<pagination pageNumber='9' pageSize='100' totalAvailable='2345'/>");
    for (status, body) in [(500, page("")), (200, page("<")), (200, wrong)] {
        simulator.fault(Fault {
            query: "pageNumber=3&".into(),
            ..Fault::on("/workbooks", respond(status, &[], body))
        });
        let list = list_ahead(&session, 100, 4);
        read(&list, 200);
        let failure = list.next().err().unwrap();
        assert!(failure.body.is_some());
        let everything = failure.everything();
        assert!(everything.contains("***"), "{everything}");
        assert!(!everything.contains(&token), "{everything}");
    }
}

#[test]
fn page_too_large_for_a_thread_is_fetched_when_it_is_needed() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let item = format!("<workbook id='x' description='{}'/>", "d".repeat(60_000));
    let page = format!(
        "<tsResponse><pagination pageNumber='3' pageSize='100' totalAvailable='2345'/>\
         <workbooks>{}</workbooks></tsResponse>",
        item.repeat(100)
    );
    simulator.fault(Fault {
        query: "pageNumber=3&".into(),
        times: None,
        ..Fault::on("/workbooks", respond(200, &[], page))
    });
    simulator.clear_requests();
    let ids = list_ahead(&session, 100, 8).rest("id").unwrap();
    assert_eq!(ids.len(), 2345);
    assert_eq!(ids.iter().filter(|id| *id == "x").count(), 100);
    let pages = pages(&simulator);
    let third = |page: &&String| page.starts_with("pageNumber=3&");
    assert_eq!(pages.iter().filter(third).count(), 2);
    assert_eq!(pages.len(), 25);
}

#[test]
fn freeing_a_list_does_not_wait_for_its_pages() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let list = list_with_held_pages(&simulator, &session);
    // The responses are held until they are released below.
    drop(list);
    release(&simulator);
    let list = list_ahead(&session, 100, 4);
    assert_eq!(list.rest("id").unwrap().len(), 2345);
    session.sign_out().unwrap();
}

#[test]
fn cancellation_and_time_limit_end_the_wait_for_a_page() {
    let simulator = simulator();
    let (server, session) = signed_in(&simulator, "");
    hold_from(&simulator, 3);
    let list = list_ahead(&session, 100, 4);
    read(&list, 200);
    let cancellation = Cancellation::new();
    let list = thread::scope(|scope| {
        let cancellation = &cancellation;
        let reader = scope.spawn(move || {
            let failure = list.next_or_cancelled(cancellation.0).err().unwrap();
            assert_eq!(failure.name(), "TSC_ERROR_CANCELLED");
            list
        });
        simulator.wait_until_held(4);
        cancellation.cancel();
        reader.join().unwrap()
    });
    server.set_timeouts(0, 0, 50);
    let failure = list.next().err().unwrap();
    assert_eq!(failure.name(), "TSC_ERROR_TIMEOUT");
    assert!(failure.message.contains("page 3"), "{}", failure.message);
    server.set_timeouts(0, 0, 0);
    release(&simulator);
    assert_eq!(list.rest("id").unwrap().len(), 2145);
}

#[test]
fn sign_out_and_switch_end_the_pages_under_way() {
    for (switches, name) in [
        (true, "TSC_ERROR_INVALID_STATE"),
        (false, "TSC_ERROR_NOT_SIGNED_IN"),
    ] {
        let simulator = simulator();
        let (_server, session) = signed_in(&simulator, "");
        hold_from(&simulator, 3);
        let list = list_ahead(&session, 100, 4);
        read(&list, 200);
        let reader = thread::spawn(move || {
            assert_eq!(list.next().err().unwrap().name(), name);
            list
        });
        simulator.wait_until_held(4);
        match switches {
            true => session.switch_site("marketing").unwrap(),
            false => session.sign_out().unwrap(),
        }
        // The pages are still held.
        let list = reader.join().unwrap();
        assert_eq!(list.next().err().unwrap().name(), name);
        simulator.release();
    }
}

#[test]
fn list_goes_on_after_a_sign_out_that_failed() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let list = list_ahead(&session, 100, 4);
    read(&list, 150);
    simulator.fault(Fault::on(
        "/auth/signout",
        respond(503, &[], "<html>busy</html>"),
    ));
    session.sign_out().unwrap_err();
    assert_eq!(list.rest("id").unwrap().len(), 2195);
}

#[test]
fn process_has_a_limit_of_workers() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    if own_process::task().is_none() {
        let test = "lists::look_ahead::process_has_a_limit_of_workers";
        return own_process::check(test, "it");
    }
    let lists: Vec<List> = (0..5)
        .map(|_| list_ahead(&session, 100, 8))
        .inspect(|list| read(list, 100))
        .collect();
    hold_from(&simulator, 2);
    simulator.clear_requests();
    thread::scope(|scope| {
        let mut lists = lists.into_iter();
        let mut read_rest = |list: List| scope.spawn(move || list.rest("id").map(|ids| ids.len()));
        let mut readers: Vec<_> = lists.by_ref().take(4).map(&mut read_rest).collect();
        simulator.wait_until_held(32);
        // The reader of the fifth list finds no worker, and fetches its page itself.
        readers.extend(lists.map(&mut read_rest));
        simulator.wait_until_held(33);
        assert_eq!(pages(&simulator).len(), 33);
        release(&simulator);
        for reader in readers {
            assert_eq!(reader.join().unwrap().unwrap(), 2245);
        }
    });
    assert_eq!(pages(&simulator).len(), 5 * 23);
    // No worker is left over.
    let begun = Instant::now();
    while thread_names().iter().any(|name| name == "tsc-pages") {
        assert!(begun.elapsed() < Duration::from_secs(30), "workers stay");
        thread::yield_now();
    }
}

fn thread_names() -> Vec<String> {
    let tasks = std::fs::read_dir(format!("{}/task", process::folder())).unwrap();
    tasks
        .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok())
        .map(|name| name.trim().to_owned())
        .collect()
}

#[test]
fn list_with_pages_under_way_can_be_freed_in_a_forked_child() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let list = list_with_held_pages(&simulator, &session);
    // SAFETY: the child calls a function that the header allows there, and ends.
    let child = unsafe { libc::fork() };
    if child == 0 {
        // SAFETY: as above; the alarm ends a child that waits for ever.
        unsafe {
            libc::alarm(30);
            crate::library::tsc_list_free(list.0);
            libc::_exit(0);
        }
    }
    let mut status = -1;
    // SAFETY: the child is ours, and `status` outlives the call.
    unsafe { libc::waitpid(child, &raw mut status, 0) };
    assert_eq!(status, 0);
    release(&simulator);
    assert_eq!(list.rest("id").unwrap().len(), 2244);
}

#[test]
fn look_ahead_is_set_before_reading_and_is_at_most_8() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let list = session.list("workbooks").unwrap();
    for pages in [9, u32::MAX] {
        let failure = list.set_lookahead(pages).unwrap_err();
        assert_eq!(failure.name(), "TSC_ERROR_INVALID_ARGUMENT");
        let says = format!("the look-ahead of {pages} pages is not from 0 to 8");
        assert!(failure.message.contains(&says), "{}", failure.message);
    }
    list.set_lookahead(8).unwrap();
    list.next().unwrap();
    let failure = list.set_lookahead(0).unwrap_err();
    assert_eq!(failure.name(), "TSC_ERROR_INVALID_STATE");
}
