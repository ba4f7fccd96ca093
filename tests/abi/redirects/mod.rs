//! The redirect table: where each redirect leads, and, by the logs of all hosts, that no secret
//! came to a host that must not have it.
//!
//! Redirects of a server that demands a client certificate are in
//! tests/python/test_client_certificates.py. Headers that the program sets are not in this table.

mod calls;
mod hosts;
mod probe;
mod probe_rows;
mod reply;

use crate::calls::*;
use crate::support::*;
use hosts::{Hosts, marks};
use std::collections::BTreeMap;
use std::ptr;
use tsc_simulator::builtin::{JSON_WEB_TOKEN, UNIFIED_ACCESS_TOKEN};

const REDIRECT: &str = "TSC_ERROR_REDIRECT";
const LOGIN: &str =
    "<html><body><form action='/login'><input type='password'/></form></body></html>";

/// The secrets of the program, and the tokens that servers gave out.
fn secrets(tokens: &[String]) -> Vec<String> {
    let mut secrets: Vec<String> = [
        TOKEN.1,
        ADMIN_TOKEN.1,
        PASSWORD.1,
        ADMIN_PASSWORD.1,
        JSON_WEB_TOKEN,
        UNIFIED_ACCESS_TOKEN,
    ]
    .map(str::to_owned)
    .to_vec();
    secrets.extend_from_slice(tokens);
    secrets
}

/// The ways in which an error is not as expected.
fn problems_of(failure: &Failure, says: &str, secrets: &[String]) -> Vec<String> {
    let mut problems = vec![];
    if !failure.message.contains(says) {
        problems.push(format!("{says:?} is not in {:?}", failure.message));
    }
    if failure.message.contains("hush") {
        problems.push(format!("a password or a query in {:?}", failure.message));
    }
    let everything = failure.everything();
    for mark in secrets.iter().flat_map(|secret| marks(secret)) {
        if everything.contains(&mark) {
            problems.push(format!("{mark} is shown: {everything}"));
        }
    }
    problems
}

/// A short form, as `front: GET serverInfo | pod: GET serverInfo, POST signin`.
fn short(sent: &BTreeMap<String, Vec<String>>) -> String {
    let last = |line: &String| {
        let (method, path) = line.split_once(' ').unwrap();
        format!("{method} {}", path.rsplit('/').next().unwrap())
    };
    let host = |(host, lines): (&String, &Vec<String>)| {
        let lines: Vec<String> = lines.iter().map(last).collect();
        format!("{host}: {}", lines.join(", "))
    };
    sent.iter().map(host).collect::<Vec<_>>().join(" | ")
}

/// The table relies on the check for leaks, so the check has to find them.
#[test]
fn leak_check_detects_the_secret_of_every_sign_in() {
    let hosts = Hosts::new(true);
    for way in Way::ALL {
        hosts.forget();
        let server = hosts.server(&hosts.fill("{front}"));
        let session = server.sign_in_with_password(PASSWORD, None, None).unwrap();
        let token = session.token().unwrap();
        hosts.forget();
        way.take(&server, &token, None, ptr::null_mut()).unwrap();
        let secrets = secrets(&[token]);
        assert!(hosts.leaks(&["front"], &secrets).is_empty(), "{way}");
        for may in [vec![], vec!["front-http"], vec!["pod"]] {
            let leaks = hosts.leaks(&may, &secrets);
            assert!(leaks[0].starts_with("front got "), "{way}: {leaks:?}");
        }
    }
}
