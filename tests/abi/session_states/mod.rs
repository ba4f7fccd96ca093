//! The state table: the state of the session and of the server after each call that signs in,
//! switches site or signs out, for each response.

mod door;
mod event;
mod rows;

use crate::calls::*;
use crate::library::*;
use crate::support::*;
use door::*;
use event::*;
use rows::*;
use std::ptr;
use std::time::Duration;
use tsc_simulator::{Fault, Simulator};

/// The values of a session's getters.
#[derive(PartialEq, Eq)]
struct Told {
    is_signed_in: bool,
    token: Option<String>,
    site: Option<String>,
    ids: [Option<String>; 2],
    expiration: Option<String>,
}

fn told(session: &Session) -> Told {
    Told {
        is_signed_in: session.is_signed_in(),
        token: session.token(),
        site: session.site(),
        ids: [session.site_id(), session.user_id()],
        expiration: session.estimated_time_to_expiration(),
    }
}

/// The state after a call; `None` if no call may leave it.
fn state(before: &Told, after: &Told, new: Option<&Session>, call: Call) -> Option<State> {
    let nothing = Told {
        is_signed_in: false,
        token: None,
        site: None,
        ids: [None, None],
        expiration: None,
    };
    let is_another = |one: &Option<String>, other: &Option<String>| one.is_some() && one != other;
    let is_moved = after.is_signed_in
        && after.site.as_deref() == Some("marketing")
        && is_another(&after.token, &before.token)
        && is_another(&after.ids[0], &before.ids[0])
        && is_another(&after.ids[1], &before.ids[1]);
    match new {
        Some(new) => {
            let keeps_token = call == Call::Way(Way::Resume);
            let is_right = new.is_signed_in()
                && new.site().as_deref() == Some("")
                && new.site_id() == before.ids[0]
                && new.user_id() == before.ids[1]
                && (new.token() == before.token) == keeps_token;
            (is_right && after == before).then_some(New)
        }
        None if *after == nothing => Some(Out),
        None if after == before => Some(Same),
        None => is_moved.then_some(Moved),
    }
}

/// Makes the server close the pooled connection, so that each call opens one of its own. What
/// happens on a closed pooled connection is tested in `connections`.
fn hang_up(simulator: &Simulator, server: &Server) {
    simulator.fault(Fault::on(
        "serverInfo",
        respond(200, &[("Connection", "close")], "<tsResponse><serverInfo><restApiVersion>3.24</restApiVersion></serverInfo></tsResponse>"),
    ));
    server.get_info().unwrap();
}

/// One cell: makes a call that meets an event. Returns what it leaves behind, the requests that it
/// sent, and other problems.
fn meet(event: Event, call: Call) -> (Option<Then>, Vec<String>, Vec<String>) {
    let is_cloud = call == Call::Way(Way::UnifiedAccessToken);
    let simulator = simulator_with("3.24", is_cloud, &[DOOR]);
    let door = (event == Refused).then(|| Door::to(&simulator));
    let url = match &door {
        Some(door) => format!("https://{}", door.address),
        None => simulator.https_url(),
    };
    let server = Server::new(&url).unwrap();
    server.set_ca_pem(simulator.ca_pem().as_bytes()).unwrap();
    let nobody = ptr::null_mut();
    let session = match call {
        Call::Way(Way::Resume) => server.sign_in(TOKEN, "").unwrap(),
        Call::Way(way) => way.take(&server, "", None, nobody).unwrap(),
        Call::Act(_) => server.sign_in(ADMIN_TOKEN, "").unwrap(),
    };
    let token = session.token().unwrap();
    match event {
        SignedOut => session.sign_out().unwrap(),
        Idle => simulator.advance_clock(Duration::from_secs(241 * 60)),
        _ => {}
    }
    let before = told(&session);
    hang_up(&simulator, &server);
    if let Some(door) = door {
        door.shut();
    }
    let last = simulator.requests().last().unwrap().connection;
    simulator.clear_requests();
    if let Some(action) = event.action() {
        // The fault applies to all requests, so that a second one would not succeed.
        simulator.fault(Fault {
            times: None,
            ..Fault::on("", action)
        });
    }

    let cancellation = tsc_cancellation_new();
    if event == Cancelled {
        // SAFETY: it lives until the end of this function.
        unsafe { tsc_cancellation_cancel(cancellation) };
    }
    let result = match call {
        Call::Way(way) => way.take(&server, &token, None, cancellation).map(Some),
        Call::Act(act) => act.run(&session, cancellation).map(|()| None),
    };
    // SAFETY: freed once.
    unsafe { tsc_cancellation_free(cancellation) };

    let (lines, requests) = (sent(&simulator), simulator.requests());
    let live = simulator.live_sessions();
    simulator.clear_faults();
    let mut wrong = vec![];
    if requests.iter().any(|request| request.connection == last) {
        wrong.push("it did not open a connection of its own".to_owned());
    }
    let new = result.as_ref().ok().and_then(Option::as_ref);
    if let Some(session) = new {
        let next = status(&Act::List.run(session, nobody));
        if next != OK {
            wrong.push(format!("a list of the new session: {next}"));
        }
    }
    if let Err(failure) = &result {
        let response = (failure.http_status, failure.code.clone());
        if event != Idle && response != event.answer() {
            wrong.push(format!("the response in the error: {response:?}"));
        }
        if failure.everything().contains(&token) {
            wrong.push(format!("the token is shown: {}", failure.everything()));
        }
        let is_in_doubt = failure.message.contains("not known");
        let may_have_moved = call == Call::Act(Act::SwitchSite) && event.is_in_doubt();
        if is_in_doubt != may_have_moved {
            wrong.push(format!(
                "wrong about whether the outcome is unknown: {}",
                failure.message
            ));
        }
    }
    let then = state(&before, &told(&session), new, call).map(|state| Then {
        status: status(&result),
        state,
        live,
        next: status(&Act::List.run(&session, nobody)),
    });
    (then, lines, wrong)
}

fn line(call: Call) -> String {
    match call {
        Call::Way(way) => way.line("3.24"),
        Call::Act(act) => act.line("3.24", ""),
    }
}

#[test]
fn each_response_leaves_the_expected_session_state() {
    let mut all_wrong = vec![];
    let mut cells = 0;
    for row in ROWS {
        let Row {
            name: words,
            event,
            cells: row,
        } = row;
        println!("{words}");
        for (call, expected) in row.by_call() {
            let (then, sent, mut wrong) = meet(*event, call);
            cells += 1;
            match then {
                Some(then) => println!(
                    "    {call:<22} {:<30} {:<6} {} live, then {:<26} sent {sent:?}",
                    then.status,
                    format!("{:?}", then.state),
                    then.live,
                    then.next,
                ),
                None => wrong.push("an invalid state".to_owned()),
            }
            if then != Some(expected) {
                wrong.push(format!("{then:?}, not {expected:?}"));
            }
            if sent != Vec::from_iter(event.is_sent().then(|| line(call))) {
                wrong.push(format!("sent {sent:?}"));
            }
            all_wrong.extend(
                wrong
                    .iter()
                    .map(|wrong| format!("{words}: {call}: {wrong}")),
            );
        }
    }

    println!("{cells} cells");
    assert!(all_wrong.is_empty(), "{all_wrong:#?}");
}

/// After whatever failure, a second sign-out succeeds.
#[test]
fn failed_sign_out_can_be_repeated() {
    for event in [
        Event::Error(403_004),
        Event::Error(500_000),
        Html(200),
        Html(401),
        Html(502),
        Closed,
        Lost,
        Cut(12),
    ] {
        let simulator = simulator();
        let (server, session) = signed_in(&simulator, "");
        hang_up(&simulator, &server);
        simulator.fault(Fault::on("signout", event.action().unwrap()));
        session.sign_out().unwrap_err();
        assert!(session.is_signed_in());
        session.sign_out().unwrap();
        assert!(!session.is_signed_in());
        assert_eq!(simulator.live_sessions(), 0);
    }
}
