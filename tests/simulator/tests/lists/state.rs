//! The state behind the lists.

use super::*;
use crate::common::start;
use tsc_simulator::state::{Contents, Site, User};
use tsc_simulator::{Options, State};

#[test]
fn custom_state_can_be_small() {
    let state = State {
        sites: vec![Site {
            name: "Here".to_owned(),
            workbooks: Contents::Names(vec!["One\nline".to_owned(), "\u{1}<&\"'>".to_owned()]),
            ..Site::default()
        }],
        users: vec![User {
            name: "me".to_owned(),
            password: "me-password".to_owned(),
            full_name: String::new(),
            server_administrator: false,
            sites: vec![String::new()],
        }],
        personal_access_tokens: Vec::new(),
        json_web_tokens: Vec::new(),
        connected_apps: Vec::new(),
    };
    assert_eq!(State::from_json(&state.to_json()).expect("JSON"), state);
    let setup = start(Options {
        state,
        ..Options::default()
    });
    let me = setup.sign_in_with_password("me", "");
    let names = setup.get_as(&me, WORKBOOKS).attributes("workbook", "name");
    assert_eq!(names, ["One\nline", "\u{fffd}<&\"'>"]);
    assert!(
        setup
            .get_as(&me, "/api/3.24/sites/{site}/jobs")
            .body
            .contains("<backgroundJobs/>")
    );
}

#[test]
fn inconsistent_state_is_refused() {
    for (json, reason) in [
        (r#"{"sites": []}"#, "users"),
        (r#"{"sites": [{"nmae": "x"}], "users": []}"#, "nmae"),
        (r#"{"sites": [{}, {}], "users": []}"#, "two sites"),
        (
            r#"{"sites": [], "users": [{"name": "a", "password": "b", "sites": ["c"]}]}"#,
            "no site",
        ),
        (
            r#"{"sites": [], "users": [], "json_web_tokens": [{"token": "a", "user": "b"}]}"#,
            "no user",
        ),
    ] {
        let complaint = State::from_json(json).expect_err(json);
        assert!(complaint.contains(reason), "{complaint}");
    }
}

#[test]
fn ids_are_the_same_in_every_run() {
    let (first, second) = (signed(), signed());
    assert_eq!(first.signed.user_id, second.signed.user_id);
    assert_eq!(
        first.get("workbooks").attributes("workbook", "id"),
        second.get("workbooks").attributes("workbook", "id")
    );
}
