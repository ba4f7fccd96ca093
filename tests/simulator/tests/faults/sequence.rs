//! Which requests faults apply to, and in which order.

use super::{INFO, call};
use crate::common::{Setup, setup};
use tsc_simulator::{Action, Fault};

fn statuses(setup: &Setup, count: usize) -> Vec<u16> {
    (0..count)
        .map(|_| call(setup).expect("an answer").status)
        .collect()
}

#[test]
fn faults_are_used_up_in_the_order_in_which_they_were_armed() {
    let setup = setup();
    setup.simulator.faults([
        Fault::on("/serverInfo", Action::status(429)),
        Fault {
            times: Some(2),
            ..Fault::on("/serverInfo", Action::status(503))
        },
        Fault {
            method: Some("POST".to_owned()),
            ..Fault::on("/serverInfo", Action::status(500))
        },
        Fault::on("/serverInfo", Action::status(504)),
    ]);
    assert_eq!(statuses(&setup, 5), [429, 503, 503, 504, 200]);
}

#[test]
fn fault_can_apply_to_every_nth_request() {
    let setup = setup();
    setup.simulator.faults([
        Fault {
            skip: 1,
            every: 3,
            times: Some(2),
            ..Fault::on("/serverInfo", Action::status(429))
        },
        Fault {
            every: 2,
            times: None,
            ..Fault::on("/serverInfo", Action::status(503))
        },
    ]);
    assert_eq!(
        statuses(&setup, 9),
        [200, 503, 200, 429, 503, 200, 429, 503, 200]
    );
}

#[test]
fn star_in_a_path_is_any_text() {
    for (pattern, applies) in [
        ("", true),
        ("*", true),
        ("/api/*/serverInfo", true),
        ("/api/*Info", true),
        ("api*2.4*Info*", true),
        ("/serverInfo*/api", false),
        ("/api/*/sites", false),
        ("/api/2.4/serverInfo*serverInfo", false),
    ] {
        let setup = setup();
        setup
            .simulator
            .fault(Fault::on(pattern, Action::status(410)));
        let expected = if applies { 410 } else { 200 };
        assert_eq!(setup.get(INFO).status, expected, "{pattern}");
    }
}
