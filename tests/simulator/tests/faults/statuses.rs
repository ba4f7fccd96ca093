//! Error responses of servers, proxies and load balancers.

use super::{INFO, with};
use crate::common::{password, setup};
use tsc_simulator::{Action, ErrorBody, Fault, RetryAfter};

#[test]
fn every_status_has_every_body() {
    for status in [408, 429, 500, 502, 503, 504] {
        for body in [
            ErrorBody::Tableau,
            ErrorBody::Json,
            ErrorBody::Html,
            ErrorBody::Empty,
        ] {
            let (_setup, outcome) = with(Action::Status {
                status,
                body,
                retry_after: None,
                executed: false,
            });
            let answer = outcome.expect("an answer");
            assert_eq!(answer.status, status);
            assert_eq!(answer.header("retry-after"), None);
            let content_type = answer.header("content-type").unwrap_or_default();
            match body {
                ErrorBody::Tableau => assert_eq!(answer.code(), format!("{status}000")),
                ErrorBody::Json => {
                    let json: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
                    assert_eq!(json["error"]["code"], format!("{status}000"));
                    assert!(content_type.starts_with("application/json"));
                }
                ErrorBody::Html => {
                    assert!(content_type.starts_with("text/html"));
                    assert!(answer.body.contains(&status.to_string()));
                }
                ErrorBody::Empty => assert_eq!((answer.body.as_str(), content_type), ("", "")),
            }
        }
    }
}

#[test]
fn retry_after_is_a_number_or_a_date() {
    let header = |retry_after| {
        let (_setup, outcome) = with(Action::Status {
            status: 503,
            body: ErrorBody::Empty,
            retry_after: Some(retry_after),
            executed: false,
        });
        let answer = outcome.expect("an answer");
        answer.header("retry-after").expect("a header").to_owned()
    };
    assert_eq!(header(RetryAfter::Seconds(7)), "7");
    let date = header(RetryAfter::Date(3600));
    let date = httpdate::parse_http_date(&date).expect("a date");
    let distance = date
        .duration_since(std::time::SystemTime::now())
        .expect("in the future");
    assert!((3500..=3600).contains(&distance.as_secs()), "{distance:?}");
}

#[test]
fn request_can_be_executed_before_an_error_response() {
    for executed in [false, true] {
        let setup = setup();
        setup.simulator.fault(Fault::on(
            "/signin",
            Action::Status {
                status: 504,
                body: ErrorBody::Tableau,
                retry_after: None,
                executed,
            },
        ));
        let answer = setup.post_sign_in(&password("alice", ""));
        assert_eq!(answer.status, 504);
        assert_eq!(setup.simulator.live_sessions(), usize::from(executed));
        let requests = setup.simulator.requests();
        assert_eq!((requests[0].executed, requests[0].status), (executed, 504));
        setup.get(INFO);
        assert!(setup.simulator.requests()[1].executed);
    }
}
