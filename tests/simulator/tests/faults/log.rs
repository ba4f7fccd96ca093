//! The log of requests, and the control endpoint.

use super::*;
use crate::common::{agent_for, setup};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::time::Duration;
use tsc_simulator::{Action, CutAt, ErrorBody, Fault, Options, RetryAfter, Simulator};

#[test]
fn requests_are_logged_as_they_were_sent() {
    let setup = setup();
    setup.get("/api/2.4/serverInfo/?filter=name:eq:%C3%BC+%2B&x");
    let headers = [
        ("X-Tableau-Auth", "none|of=these"),
        ("Content-Type", "application/octet-stream"),
    ];
    setup
        .call("POST", "/api/3.24/auth/signout", &headers, "body")
        .expect("an answer");
    let requests = setup.simulator.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].method, "GET");
    assert_eq!(requests[0].scheme, "https");
    assert_eq!(requests[0].path, "/api/2.4/serverInfo/");
    assert_eq!(requests[0].query, "filter=name:eq:%C3%BC+%2B&x");
    assert_eq!(requests[0].status, 200);
    assert_eq!(requests[1].header("x-tableau-AUTH"), Some("none|of=these"));
    assert_eq!(requests[1].header("no-such-header"), None);
    assert_eq!(requests[1].body, b"body");
    assert_eq!(requests[1].status, 401);
    setup.simulator.clear_requests();
    assert!(setup.simulator.requests().is_empty());
}

#[test]
fn connections_are_numbered_and_kept_alive() {
    let setup = setup();
    setup.get(INFO);
    setup.get(INFO);
    let agent = agent_for(&setup.simulator);
    agent
        .get(format!("{}{INFO}", setup.simulator.http_url()))
        .call()
        .expect("an answer");
    let requests = setup.simulator.requests();
    assert_eq!(requests[0].connection, requests[1].connection);
    assert_ne!(requests[1].connection, requests[2].connection);
    assert_eq!(requests[2].scheme, "http");
}

#[test]
fn several_simulators_can_run_at_once() {
    let (first, second) = (setup(), setup());
    let alice = first.sign_in_with_password("alice", "");
    assert!(first.is_alive(&alice));
    assert!(!second.is_alive(&alice));
    assert_eq!(second.simulator.requests().len(), 1);
}

#[test]
fn stopped_simulator_leaves_no_files() {
    let simulator = Simulator::start(Options::default()).expect("starts");
    let ca = simulator.ca_path().to_owned();
    let address = simulator.control_url().replace("http://", "");
    assert!(ca.exists());
    drop(simulator);
    assert!(!ca.exists());
    assert!(!ca.parent().expect("a directory").exists());
    std::net::TcpStream::connect(address).expect_err("nobody listens");
}

#[test]
fn control_endpoint_offers_the_same_functions() {
    let setup = setup();
    let agent = agent_for(&setup.simulator);
    let url = |path: &str| format!("{}{path}", setup.simulator.control_url());
    let get = |path: &str| -> serde_json::Value {
        let mut response = agent.get(url(path)).call().expect("an answer");
        let body = response.body_mut().read_to_string().expect("text");
        serde_json::from_str(&body).expect("JSON")
    };
    let post = |path: &str, json: &str| {
        let request = agent
            .post(url(path))
            .header("Content-Type", "application/json");
        request.send(json).expect("an answer").status().as_u16()
    };

    assert_eq!(
        post(
            "/faults",
            r#"{"path": "/serverInfo", "action": {"answer": {"status": 418, "body": "tea"}}}"#
        ),
        204
    );
    let answer = setup.get(INFO);
    assert_eq!((answer.status, answer.body.as_str()), (418, "tea"));
    assert_eq!(
        post(
            "/faults",
            r#"{"path": "/serverInfo", "action": "nonsense"}"#
        ),
        422
    );
    assert_eq!(
        post("/faults", r#"{"paht": "/serverInfo", "action": "close"}"#),
        422
    );
    assert_eq!(
        post("/faults", r#"{"times": null, "action": "close"}"#),
        204
    );
    agent.delete(url("/faults")).call().expect("an answer");
    assert_eq!(setup.get(INFO).status, 200);

    let body = format!("<tsRequest>{}</tsRequest>", common::password("alice", ""));
    setup
        .call("POST", "/api/3.24/auth/signin", &[], &body)
        .expect("an answer");
    assert_eq!(get("/sessions")["live"], 1);
    assert_eq!(get("/requests")[2]["body"], body);
    assert_eq!(get("/requests")[2]["status"], 200);
    assert_eq!(post("/clock", r#"{"advance_seconds": 14400}"#), 204);
    assert_eq!(get("/sessions")["live"], 0);
    assert_eq!(get("/state")["sites"][1]["content_url"], "marketing");
    assert_eq!(post("/release", ""), 204);
    agent.delete(url("/requests")).call().expect("an answer");
    assert_eq!(get("/requests"), serde_json::json!([]));
}

#[test]
fn control_endpoint_returns_every_byte_of_a_body() {
    let setup = setup();
    let all: Vec<u8> = (0..=u8::MAX).collect();
    for body in [&all[..], "größer".as_bytes(), b""] {
        setup
            .exchange("POST", "/api/3.24/auth/signin", &[], body)
            .expect("an answer");
    }
    let url = format!("{}/requests", setup.simulator.control_url());
    let mut response = ureq::get(url).call().expect("an answer");
    let text = response.body_mut().read_to_string().expect("text");
    let requests: serde_json::Value = serde_json::from_str(&text).expect("JSON");

    let encoded = requests[0]["body_base64"].as_str().expect("text");
    assert_eq!(STANDARD.decode(encoded).expect("base64"), all);
    assert!(requests[0].get("body").is_none());
    assert_eq!(requests[1]["body"], "größer");
    assert!(requests[1].get("body_base64").is_none());
    assert_eq!(requests[2]["body"], "");
}

#[test]
fn faults_round_trip_through_json() {
    for action in [
        Action::Answer {
            status: 200,
            headers: vec![("A".to_owned(), "b".to_owned())],
            body: vec![0xff],
        },
        Action::TableauError {
            code: 409_000,
            summary: "s".to_owned(),
            detail: "d".to_owned(),
            headers: Vec::new(),
        },
        Action::Redirect {
            status: 302,
            location: "x".to_owned(),
        },
        Action::Status {
            status: 503,
            body: ErrorBody::Html,
            retry_after: Some(RetryAfter::Date(-5)),
            executed: true,
        },
        Action::Cut {
            at: CutAt::Body(7),
            executed: true,
        },
        Action::Silence { executed: true },
        Action::Delay(Duration::from_millis(1500)),
        Action::Hold,
        Action::CutAfter(3),
        Action::Close,
        Action::Lose,
        Action::Garbage,
        Action::Rewrite {
            from: "a".to_owned(),
            to: "b".to_owned(),
        },
    ] {
        let fault = Fault {
            times: None,
            skip: 2,
            ..Fault::on("/x", action)
        };
        let json = serde_json::to_string(&fault).expect("JSON");
        assert_eq!(
            serde_json::from_str::<Fault>(&json).expect("a fault"),
            fault,
            "{json}"
        );
    }
}

#[test]
fn short_forms_of_faults_in_json_are_accepted() {
    let action = |json: &str| -> Action { serde_json::from_str(json).expect("an action") };
    assert_eq!(
        action(r#"{"status": {"status": 503}}"#),
        Action::status(503)
    );
    assert_eq!(
        action(r#"{"status": {"status": 429, "body": "empty", "retry_after": {"seconds": 5}}}"#),
        Action::Status {
            status: 429,
            body: ErrorBody::Empty,
            retry_after: Some(RetryAfter::Seconds(5)),
            executed: false,
        }
    );
    for (json, at) in [
        (r#""request_body""#, CutAt::RequestBody),
        (r#""start""#, CutAt::Start),
        (r#"{"head": 3}"#, CutAt::Head(3)),
        (r#"{"body": 3}"#, CutAt::Body(3)),
    ] {
        let executed = false;
        assert_eq!(
            action(&format!(r#"{{"cut": {{"at": {json}}}}}"#)),
            Action::Cut { at, executed }
        );
    }
    assert_eq!(
        action(r#"{"silence": {}}"#),
        Action::Silence { executed: false }
    );
}
