//! Responses whose XML would exhaust the stack or the processor, after prefixes that could hide it
//! from the library's limits.

use crate::calls::{Act, Call, Way, status};
use crate::process;
use crate::support::*;
use std::ptr;
use std::thread;
use std::time::Duration;
use tsc_simulator::{Fault, Simulator};

/// The smallest stack that tsc.h asks for. Unoptimised code needs more.
const STACK: usize = if cfg!(debug_assertions) { 512 } else { 128 } * 1024;
/// The limit for a call's processor time.
const CPU: Duration = Duration::from_secs(1);
/// The largest response to a call of the library's own.
const SMALL: usize = 1024 * 1024;
/// Costly parts above this size are tried after few prefixes.
const LARGE: usize = 100 * 1024;

/// Prefixes of the costly part. To a scanner with other rules than the parser's, each seems to
/// begin a comment or the like, or not to end one.
const PREFIXES: [&str; 44] = [
    "",
    "<!--><![CDATA[-->",
    "<!---><![CDATA[-->",
    "<!--><?-->",
    "<!--><a b=\"-->",
    "<!--><a b='-->",
    "<!--> --><!--",
    "<!-- --><![CDATA[",
    "<!-- ---><![CDATA[-->",
    "<!-- -- --><?",
    "<!--><!-->",
    "<!--><!---->",
    "<!-->-->",
    "<!- -><![CDATA[>",
    "<!><![CDATA[",
    "<!a b=\"><![CDATA[\">",
    "<![CDATA[>]]>",
    "<![CDATA[]]]>",
    "<![CDATA[]]>]]>",
    "<![CDATA[]><!--]]>",
    "<![CDATA[<!--]]>",
    "<![CDATA[\"]]>",
    "<![cdata[<!--]]>",
    "<![CDATA><![CDATA[",
    "<?><![CDATA[?>",
    "<?a?>",
    "<?a?><!--?>",
    "<?a ?><![CDATA[?>",
    "<?a b='?>'?>",
    "<??><!--",
    "<?xml version='1.0'?>",
    "<?xml version='?>'?><!--?>",
    "<?xml version='1.0' encoding='?><!--'?>",
    "\u{feff}<!--><![CDATA[-->",
    "\r\n<!--\r\n--\r\n>",
    "<a b='>'>",
    "<a b=\"'>\" c='\">'>",
    "<a b='/>'>",
    "<a b=\"\"c='>'>",
    "<a b='<!--'>",
    "<a/ >",
    "<a",
    "<!DOCTYPE a [<!ENTITY e '<b>'>]>",
    "<!DOCTYPE a SYSTEM \"><!--\">",
];

/// Documents ten times as costly as the limits allow.
fn costly() -> [(&'static str, String); 8] {
    let numbered =
        |count: usize, make: fn(usize) -> String| -> String { (0..count).map(make).collect() };
    [
        ("depth", "<a>".repeat(640)),
        ("great depth", "<a>".repeat(60_000)),
        (
            "attributes",
            format!("<a{}>", numbered(2560, |n| format!(" a{n}=''"))),
        ),
        (
            "many attributes",
            format!("<a{}>", numbered(40_000, |n| format!(" a{n}=''"))),
        ),
        (
            "namespaces",
            numbered(320, |n| format!("<a xmlns:n{n}='{n}'>")),
        ),
        (
            "many namespaces",
            numbered(6000, |n| format!("<a xmlns:n{n}='{n}'>")),
        ),
        (
            "names",
            format!(
                "<{0}></{0}><a {0}=''/><a xmlns:x='{0}'/>",
                "n".repeat(10 * 1024)
            ),
        ),
        ("text", "&#x41;t".repeat(10 * SMALL / 7)),
    ]
}

/// Makes a call on a thread with a small stack, and checks its processor time.
fn on_little_stack<T: Send>(what: &str, call: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK);
        let called = thread.spawn_scoped(scope, || {
            let before = process::cpu_time_of_thread();
            let told = call();
            (told, process::cpu_time_of_thread().saturating_sub(before))
        });
        let (told, took) = called.unwrap().join().unwrap();
        assert!(took < CPU, "{what} took {took:?}");
        told
    })
}

/// The prefixes for a test of many calls: few for large documents, otherwise every `step`th.
fn prefixes(costly: &str, step: usize, from: usize) -> impl Iterator<Item = &'static str> {
    let (few, from) = match costly.len() > LARGE {
        true => (2, 0),
        false => (PREFIXES.len(), from % step),
    };
    PREFIXES.into_iter().take(few).skip(from).step_by(step)
}

/// The document after the prefix, at the top level and inside the expected element.
fn bodies(prefix: &str, costly: &str) -> [String; 2] {
    [
        format!("{prefix}{costly}"),
        format!("<tsResponse>{prefix}{costly}</tsResponse>"),
    ]
}

const REFUSED: [&str; 2] = ["TSC_ERROR_TOO_LARGE", "TSC_ERROR_PROTOCOL"];

#[test]
fn costly_xml_is_refused_behind_every_prefix() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    server.get_info().unwrap();
    for (kind, costly) in costly() {
        for prefix in prefixes(&costly, 1, 0) {
            for body in bodies(prefix, &costly) {
                let what = format!("{kind} behind {prefix:?}");
                simulator.fault(Fault::on("serverInfo", respond(200, &[], body)));
                let told = on_little_stack(&what, || status(&server.get_info()));
                assert!(REFUSED.contains(&told), "{what}: {told}");
            }
        }
    }
}

/// Each call, and the path that it requests.
fn calls() -> Vec<(&'static str, Call)> {
    let mut calls: Vec<_> = Way::ALL
        .into_iter()
        .map(|way| ("auth/signin", Call::Way(way)))
        .collect();
    calls[5].0 = "sessions/current";
    calls.push(("auth/switchSite", Call::Act(Act::SwitchSite)));
    calls.push(("projects", Call::Act(Act::List)));
    calls
}

fn make(call: Call, server: &Server, session: &Session, token: &str) -> &'static str {
    match call {
        Call::Way(way) => status(&way.take(server, token, None, ptr::null_mut())),
        Call::Act(act) => status(&act.run(session, ptr::null_mut())),
    }
}

/// A session on which the calls are made.
fn session(simulator: &Simulator) -> (Server, Session, String) {
    let (server, session) = signed_in(simulator, "");
    let token = session.token().unwrap();
    (server, session, token)
}

/// Every call gets a response of costly XML of each kind, after every `step`th prefix.
fn respond_to_every_call(status: u16, step: usize, is_right: impl Fn(&str) -> bool) {
    let simulator = crate::calls::simulator_with("3.24", true, &[]);
    let (server, session, token) = session(&simulator);
    for (index, (kind, costly)) in costly().into_iter().enumerate() {
        if costly.len() > SMALL {
            continue;
        }
        for (path, call) in calls() {
            for prefix in prefixes(&costly, step, index) {
                for body in bodies(prefix, &costly) {
                    let what = format!("{call}, {kind} behind {prefix:?}");
                    simulator.fault(Fault::on(path, respond(status, &[], body)));
                    let told = on_little_stack(&what, || make(call, &server, &session, &token));
                    assert!(is_right(told), "{what}: {told}");
                }
            }
        }
    }
}

#[test]
fn costly_xml_is_refused_in_the_response_to_every_call() {
    respond_to_every_call(200, 11, |told| REFUSED.contains(&told));
}

#[test]
fn costly_xml_in_an_error_response_leaves_its_status() {
    respond_to_every_call(500, 22, |told| told == "TSC_ERROR_SERVER");
}

#[test]
fn response_of_costly_xml_has_its_bytes_and_no_root() {
    let simulator = simulator();
    let (_server, session, _) = session(&simulator);
    for (kind, costly) in costly() {
        if costly.len() > SMALL {
            continue;
        }
        for prefix in prefixes(&costly, 1, 0) {
            let what = format!("{kind} behind {prefix:?}");
            let body = format!("<tsResponse>{prefix}{costly}</tsResponse>");
            simulator.fault(Fault::on("/x", respond(200, &[], body.clone())));
            let request = session.request("GET", "x").unwrap();
            on_little_stack(&what, || {
                let response = request.send().unwrap();
                assert!(response.root().is_none(), "{what}");
                assert_eq!(response.text(), body);
            });
        }
    }
}

#[test]
fn deepest_allowed_xml_is_read_on_a_small_stack() {
    let simulator = simulator();
    let (_server, session, _) = session(&simulator);
    let body = format!("{}{}", "<a>".repeat(64), "</a>".repeat(64));
    simulator.fault(Fault::on("/x", respond(200, &[], body)));
    let request = session.request("GET", "x").unwrap();
    on_little_stack("the deepest", || {
        let response = request.send().unwrap();
        assert_eq!(response.root().unwrap().name(), "a");
    });
}
