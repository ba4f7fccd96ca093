//! The limit of downloads from one site that are under way at once.

mod common;

use std::thread;

use common::{Setup, Signed, setup, start};
use tsc_simulator::{Action, Fault, Options};

/// The id of the first item of a list.
fn first(setup: &Setup, signed: &Signed, list: &str) -> String {
    let item = list.strip_suffix('s').expect("a plural");
    let path = format!("/api/3.24/sites/{{site}}/{list}?pageSize=1");
    let list = setup.get_as(signed, &path);
    list.attribute(item, "id").expect("an id")
}

/// The path of each kind of download, and how its content begins.
fn downloads(setup: &Setup, signed: &Signed) -> Vec<(String, &'static [u8])> {
    let (view, workbook, datasource) = (
        first(setup, signed, "views"),
        first(setup, signed, "workbooks"),
        first(setup, signed, "datasources"),
    );
    let path = |rest: String| format!("/api/3.24/sites/{{site}}/{rest}");
    vec![
        (path(format!("views/{view}/data")), b"Region"),
        (path(format!("views/{view}/image")), b"\x89PNG"),
        (path(format!("views/{view}/pdf")), b"%PDF-"),
        (path(format!("views/{view}/crosstab/excel")), b"PK"),
        (path(format!("workbooks/{workbook}/pdf")), b"%PDF-"),
        (path(format!("workbooks/{workbook}/powerpoint")), b"PK"),
        (path(format!("datasources/{datasource}/content")), b""),
    ]
}

#[test]
fn each_kind_of_download_has_its_content() {
    let setup = setup();
    let alice = setup.sign_in_with_password("alice", "");
    for (path, beginning) in downloads(&setup, &alice) {
        let download = setup.download_as(&alice, &path);
        assert_eq!(download.status, 200, "{path}");
        assert!(download.body.starts_with(beginning), "{path}");
        let id = path.split('/').nth(6).expect("an id");
        let nowhere = path.replace(id, "nowhere");
        assert_eq!(setup.get_as(&alice, &nowhere).code(), "404002");
    }
}

#[test]
fn download_beyond_the_limit_is_refused() {
    const LIMIT: usize = 20;
    let setup = setup();
    let alice = setup.sign_in_with_password("alice", "");
    let marketing = setup.sign_in_with_password("alice", "marketing");
    let downloads = downloads(&setup, &alice);
    let elsewhere = first(&setup, &marketing, "views");
    let elsewhere = format!("/api/3.24/sites/{{site}}/views/{elsewhere}/data");
    setup.simulator.fault(Fault {
        times: Some(LIMIT),
        ..Fault::on("/views/*/data", Action::Hold)
    });
    thread::scope(|scope| {
        let held: Vec<_> = (0..LIMIT)
            .map(|_| scope.spawn(|| setup.download_as(&alice, &downloads[0].0).status))
            .collect();
        setup.simulator.wait_until_held(LIMIT);
        let url = format!("{}/held", setup.simulator.control_url());
        let mut held_now = ureq::get(url).call().expect("an answer");
        let held_now = held_now.body_mut().read_to_string().expect("text");
        assert_eq!(held_now, r#"{"held":20}"#);
        for (path, _) in &downloads {
            let refused = setup.get_as(&alice, path);
            assert_eq!(refused.code(), "429000", "{path}");
            assert_eq!(refused.header("retry-after"), None);
        }
        let last = setup.simulator.requests().pop().expect("a request");
        assert_eq!((last.executed, last.status), (false, 429));
        // Other calls and other sites are not affected.
        assert!(setup.is_alive(&alice));
        assert_eq!(setup.download_as(&marketing, &elsewhere).status, 200);
        setup.simulator.release();
        for download in held {
            assert_eq!(download.join().expect("joins"), 200);
        }
    });
    for (path, _) in &downloads {
        assert_eq!(setup.download_as(&alice, path).status, 200);
    }
}

#[test]
fn limit_can_be_set() {
    let setup = start(Options {
        downloads_at_once: 0,
        ..Options::default()
    });
    let alice = setup.sign_in_with_password("alice", "");
    let (path, _) = &downloads(&setup, &alice)[0];
    assert_eq!(setup.get_as(&alice, path).code(), "429000");
}
