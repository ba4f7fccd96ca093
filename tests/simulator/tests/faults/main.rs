//! Faults, and the log of requests.

#[path = "../common/mod.rs"]
mod common;
mod cuts;
mod log;
mod sequence;
mod statuses;

use common::{Setup, agent_for, setup};
use std::thread;
use std::time::{Duration, Instant};
use tsc_simulator::{Action, Fault};

const INFO: &str = "/api/2.4/serverInfo";

fn call(setup: &Setup) -> Result<common::Answer, ureq::Error> {
    setup.call("GET", INFO, &[], "")
}

/// Arms an action for the next server info, and makes the call.
fn with(action: Action) -> (Setup, Result<common::Answer, ureq::Error>) {
    let setup = setup();
    setup.simulator.fault(Fault::on("/serverInfo", action));
    let outcome = call(&setup);
    assert_eq!(call(&setup).expect("the fault is over").status, 200);
    (setup, outcome)
}

#[test]
fn answer_fault_replaces_the_response() {
    let (_setup, outcome) = with(Action::Answer {
        status: 503,
        headers: vec![("Retry-After".to_owned(), "7".to_owned())],
        body: b"<html>down</html>".to_vec(),
    });
    let answer = outcome.expect("an answer");
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (503, "<html>down</html>")
    );
    assert_eq!(answer.header("retry-after"), Some("7"));
    assert_eq!(answer.header("content-type"), None);
}

#[test]
fn tableau_error_fault_is_well_formed() {
    let (_setup, outcome) = with(Action::TableauError {
        code: 429_000,
        summary: "Too Many Requests".to_owned(),
        detail: "a < b & c".to_owned(),
        headers: vec![("Retry-After".to_owned(), "3".to_owned())],
    });
    let answer = outcome.expect("an answer");
    assert_eq!(answer.code(), "429000");
    assert_eq!(answer.header("retry-after"), Some("3"));
    assert!(answer.body.contains("<detail>a &lt; b &amp; c</detail>"));
}

#[test]
fn redirect_fault_fills_in_the_path() {
    let setup = setup();
    let redirect = |location: &str| {
        let action = Action::Redirect {
            status: 307,
            location: location.to_owned(),
        };
        setup.simulator.fault(Fault::on("", action));
        let answer = setup.get("/api/2.4/serverInfo?a=b");
        assert_eq!(answer.status, 307);
        answer.header("location").map(str::to_owned)
    };
    let there = redirect("https://other{path_and_query}");
    assert_eq!(
        there.as_deref(),
        Some("https://other/api/2.4/serverInfo?a=b")
    );
    assert_eq!(redirect("{path}").as_deref(), Some(INFO));
    assert_eq!(redirect(""), None);
}

#[test]
fn headers_fault_adds_headers_to_the_response() {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let headers = vec![header("Set-Cookie", "a=b"), header("X-Also", "c")];
    let (_setup, outcome) = with(Action::Headers(headers));
    let answer = outcome.expect("an answer");
    assert_eq!(
        (answer.header("set-cookie"), answer.header("x-also")),
        (Some("a=b"), Some("c"))
    );
    assert!(answer.header("content-type").is_some() && answer.body.contains("serverInfo"));
}

#[test]
fn cookie_challenge_ends_when_the_cookie_is_sent() {
    let setup = setup();
    let action = Action::Challenge {
        status: 307,
        cookie: "pass=1; Path=/".to_owned(),
    };
    setup.simulator.fault(Fault {
        times: None,
        ..Fault::on("", action)
    });
    for (cookies, status) in [
        ("", 307),
        ("pass=2", 307),
        ("a=b; pass=1", 200),
        ("pass=1", 200),
    ] {
        let headers = [("Cookie", cookies)];
        let answer = setup.call("GET", "/api/2.4/serverInfo?a=b", &headers, "");
        let answer = answer.expect("an answer");
        assert_eq!(answer.status, status, "{cookies}");
        let is_redirect = status == 307;
        let expected = is_redirect.then_some("pass=1; Path=/");
        assert_eq!(answer.header("set-cookie"), expected);
        let expected = is_redirect.then_some("/api/2.4/serverInfo?a=b");
        assert_eq!(answer.header("location"), expected);
    }
}

#[test]
fn delayed_response_is_unchanged() {
    let delay = Duration::from_millis(50);
    let started = Instant::now();
    let (_setup, outcome) = with(Action::Delay(delay));
    assert_eq!(outcome.expect("an answer").status, 200);
    assert!(started.elapsed() >= delay);
}

#[test]
fn held_response_is_sent_after_release() {
    let setup = setup();
    setup.simulator.fault(Fault {
        times: Some(2),
        ..Fault::on("/serverInfo", Action::Hold)
    });
    thread::scope(|scope| {
        let held = [(); 2].map(|()| scope.spawn(|| call(&setup)));
        setup.simulator.wait_until_held(2);
        assert!(
            setup
                .simulator
                .requests()
                .iter()
                .all(|request| request.status == 0)
        );
        setup.simulator.release();
        for call in held {
            assert_eq!(call.join().expect("joins").expect("an answer").status, 200);
        }
    });
    assert!(
        setup
            .simulator
            .requests()
            .iter()
            .all(|request| request.status == 200)
    );
}

#[test]
fn held_request_is_logged_before_its_release() {
    let setup = setup();
    for _ in 0..200 {
        setup.simulator.clear_requests();
        setup
            .simulator
            .fault(Fault::on("/serverInfo", Action::Hold));
        thread::scope(|scope| {
            let call = scope.spawn(|| call(&setup));
            while setup.simulator.requests().is_empty() {
                thread::yield_now();
            }
            setup.simulator.release();
            assert_eq!(call.join().expect("joins").expect("an answer").status, 200);
        });
    }
}

#[test]
fn held_sign_in_is_executed_at_once() {
    let setup = setup();
    setup.simulator.fault(Fault::on("/signin", Action::Hold));
    thread::scope(|scope| {
        let call = scope.spawn(|| setup.sign_in_with_password("alice", ""));
        setup.simulator.wait_until_held(1);
        assert_eq!(setup.simulator.live_sessions(), 1);
        setup.simulator.release();
        call.join().expect("joins");
    });
}

#[test]
fn response_can_be_cut_after_any_byte() {
    for count in [0, 1, 20, 100, 300] {
        let (setup, outcome) = with(Action::CutAfter(count));
        outcome.expect_err("cut");
        assert_eq!(setup.simulator.requests()[0].status, 0);
    }
    // The response is complete; the connection ends, though its headers say that it stays open.
    let setup = setup();
    setup
        .simulator
        .fault(Fault::on("", Action::CutAfter(100_000)));
    assert_eq!(call(&setup).expect("an answer").status, 200);
}

#[test]
fn close_fault_records_but_does_not_execute_the_request() {
    let setup = setup();
    setup.simulator.fault(Fault::on("/signin", Action::Close));
    let body = format!("<tsRequest>{}</tsRequest>", common::password("alice", ""));
    setup
        .call("POST", "/api/3.24/auth/signin", &[], &body)
        .expect_err("closed");
    assert_eq!(setup.simulator.live_sessions(), 0);
    let requests = setup.simulator.requests();
    assert_eq!((requests.len(), requests[0].status), (1, 0));
    assert_eq!(requests[0].body_text(), body);
}

#[test]
fn lose_fault_executes_the_request_without_a_response() {
    let setup = setup();
    setup.simulator.fault(Fault::on("/signin", Action::Lose));
    let body = format!("<tsRequest>{}</tsRequest>", common::password("alice", ""));
    setup
        .call("POST", "/api/3.24/auth/signin", &[], &body)
        .expect_err("closed");
    assert_eq!(setup.simulator.live_sessions(), 1);
}

#[test]
fn garbage_fault_is_not_http() {
    let (_setup, outcome) = with(Action::Garbage);
    outcome.expect_err("garbage");
}

#[test]
fn rewrite_fault_replaces_text_in_the_response() {
    let (_setup, outcome) = with(Action::Rewrite {
        from: "<restApiVersion>3.24</restApiVersion>".to_owned(),
        to: "<restApiVersion>soon</restApiVersion>".to_owned(),
    });
    let answer = outcome.expect("an answer");
    assert!(
        answer
            .body
            .contains("<restApiVersion>soon</restApiVersion>")
    );
}

#[test]
fn faults_match_scheme_method_path_and_query() {
    let setup = setup();
    let gone = Action::Answer {
        status: 410,
        headers: Vec::new(),
        body: Vec::new(),
    };
    let statuses = |setup: &Setup, paths: &[&str]| {
        let statuses = paths.iter().map(|path| setup.get(path).status);
        statuses.collect::<Vec<_>>()
    };
    setup.simulator.fault(Fault {
        query: "page=2".to_owned(),
        method: Some("get".to_owned()),
        ..Fault::on("Info", gone.clone())
    });
    setup.simulator.fault(Fault {
        method: Some("POST".to_owned()),
        ..Fault::on("Info", gone.clone())
    });
    assert_eq!(
        statuses(&setup, &[INFO, "/api/2.4/serverInfo?page=2", INFO]),
        [200, 410, 200]
    );
    setup.simulator.fault(Fault {
        skip: 1,
        times: Some(2),
        ..Fault::on("", gone.clone())
    });
    assert_eq!(
        statuses(&setup, &[INFO, INFO, INFO, INFO]),
        [200, 410, 410, 200]
    );
    setup.simulator.fault(Fault {
        times: None,
        ..Fault::on("", gone)
    });
    assert_eq!(statuses(&setup, &[INFO, INFO, INFO]), [410, 410, 410]);
    setup.simulator.clear_faults();
    assert_eq!(statuses(&setup, &[INFO]), [200]);
}

#[test]
fn http_can_redirect_to_https() {
    let setup = setup();
    setup.simulator.fault(Fault {
        scheme: Some("http".to_owned()),
        times: None,
        ..Fault::on(
            "",
            Action::Redirect {
                status: 301,
                location: setup.url("{path_and_query}"),
            },
        )
    });
    let agent = agent_for(&setup.simulator);
    let answer = agent
        .get(format!("{}{INFO}", setup.simulator.http_url()))
        .call()
        .expect("an answer");
    assert_eq!(answer.status(), 301);
    assert_eq!(answer.headers()["location"], setup.url(INFO));
    assert_eq!(setup.get(INFO).status, 200);
}

#[test]
fn rewrite_fault_leaves_other_bytes_unchanged() {
    let setup = setup();
    let alice = setup.sign_in_with_password("alice", "");
    let id = setup
        .get_as(&alice, "/api/3.24/sites/{site}/workbooks?pageSize=1")
        .attribute("workbook", "id")
        .expect("an id");
    let path = format!("/api/3.24/sites/{{site}}/workbooks/{id}/content");
    let before = setup.download_as(&alice, &path).body;
    let rewrite = |from: &str| Action::Rewrite {
        from: from.to_owned(),
        to: "four".to_owned(),
    };
    // The last bytes are cut one by one, so every position in them is covered.
    setup.simulator.fault(Fault::on("/content", rewrite("ABC")));
    let after = setup.download_as(&alice, &path).body;
    let rest = before.len() - 256;
    assert_eq!(after[..rest], before[..rest]);
    assert!(after[rest..].windows(4).any(|four| four == b"four"));
    assert_eq!(after.len(), before.len() + 1);
    setup.simulator.fault(Fault::on("/content", rewrite("")));
    assert!(setup.download_as(&alice, &path).body == before);
}
