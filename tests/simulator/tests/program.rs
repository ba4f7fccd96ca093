//! The simulator as a program.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Output, Stdio};

use tsc_simulator::State;

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tsc-simulator"));
    command.args(arguments);
    command
}

fn run(arguments: &[&str]) -> Output {
    program(arguments).output().expect("runs")
}

/// Starts the program, and reads its output up to "ready".
fn start(arguments: &[&str]) -> (Child, Vec<(String, String)>) {
    let mut child = program(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let lines = lines
        .map(|line| line.expect("text"))
        .take_while(|line| line != "ready");
    let facts = lines.map(|line| {
        let (key, value) = line.split_once(' ').expect("a key and a value");
        (key.to_owned(), value.to_owned())
    });
    let facts = facts.collect();
    (child, facts)
}

#[test]
fn prints_its_urls_and_exits_at_end_of_input() {
    let (mut child, facts) = start(&["--exit-with-stdin"]);
    let keys: Vec<&str> = facts.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["https", "http", "control", "ca"]);
    let ca = facts[3].1.clone();
    assert!(
        std::fs::read_to_string(&ca)
            .expect("a file")
            .contains("BEGIN CERTIFICATE")
    );
    drop(child.stdin.take());
    assert!(child.wait().expect("ends").success());
    assert!(!std::path::Path::new(&ca).exists());
}

#[cfg(unix)]
#[test]
fn removes_its_files_on_sigterm() {
    let (mut child, facts) = start(&[]);
    let told = Command::new("kill").arg(child.id().to_string()).status();
    assert!(told.expect("runs").success());
    assert!(child.wait().expect("ends").success());
    assert!(!std::path::Path::new(&facts[3].1).exists());
}

#[test]
fn options_are_applied() {
    let directory = tempfile::tempdir().expect("a directory");
    let state = directory.path().join("state.json");
    let ca = directory.path().join("authority.pem");
    std::fs::write(&state, r#"{"sites": [{"name": "Mine"}], "users": []}"#).expect("written");
    let (mut child, facts) = start(&[
        "--exit-with-stdin",
        "--state",
        state.to_str().expect("text"),
        "--ca",
        ca.to_str().expect("text"),
        "--api-version=3.19",
        "--product-version=2023.1.4",
        "--cloud",
        "--idle-minutes=1",
        "--host",
        "tableau.example.com",
        "--host",
        "other.example.com",
    ]);
    let url = |index: usize, path: &str| format!("{}{path}", facts[index].1);
    let get = |url: String| {
        let mut response = ureq::get(url).call().expect("an answer");
        response.body_mut().read_to_string().expect("text")
    };
    assert!(get(url(1, "/api/2.4/serverInfo")).contains("2023.1.4"));
    assert!(get(url(2, "/state")).contains("Mine"));
    assert_eq!(facts[3].1, ca.display().to_string());
    drop(child.stdin.take());
    assert!(child.wait().expect("ends").success());
}

#[test]
fn faults_can_be_armed_from_the_start() {
    let (mut child, facts) = start(&[
        "--exit-with-stdin",
        "--fault",
        r#"{"every": 2, "times": null, "action": {"status": {"status": 429}}}"#,
        "--fault",
        r#"{"action": {"status": {"status": 503}}}"#,
    ]);
    let url = format!("{}/api/2.4/serverInfo", facts[1].1);
    let agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .new_agent();
    let statuses = [(); 4].map(|()| agent.get(&url).call().expect("an answer").status().as_u16());
    assert_eq!(statuses, [503, 429, 200, 429]);
    drop(child.stdin.take());
    assert!(child.wait().expect("ends").success());
}

#[test]
fn trouble_for_long_jobs_can_be_chosen() {
    let (mut child, facts) = start(&[
        "--exit-with-stdin",
        "--workbooks=3",
        "--session-calls=2",
        "--session-seconds=3600",
        "--dead-session-code=401000",
        "--nodes=2",
        "--downloads-at-once=0",
    ]);
    let agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .new_agent();
    let base = format!("{}/api/3.24", facts[1].1);
    let sign_in = "<tsRequest><credentials name='alice' password='alice-password'>\
        <site contentUrl=''/></credentials></tsRequest>";
    let mut response = agent
        .post(format!("{base}/auth/signin"))
        .send(sign_in)
        .expect("an answer");
    let cookie = response.headers()["set-cookie"].to_str().expect("text");
    let cookie = cookie.split(';').next().expect("a cookie").to_owned();
    let body = response.body_mut().read_to_string().expect("text");
    let document = roxmltree::Document::parse(&body).expect("XML");
    let attribute = |element: &str, name: &str| {
        let mut elements = document.descendants();
        let element = elements.find(|node| node.tag_name().name() == element);
        let value = element.and_then(|element| element.attribute(name));
        value.expect("an attribute").to_owned()
    };
    let (token, site) = (attribute("credentials", "token"), attribute("site", "id"));
    let get = |path: &str| {
        let mut response = agent
            .get(format!("{base}/sites/{site}/{path}"))
            .header("X-Tableau-Auth", &token)
            .header("Cookie", &cookie)
            .call()
            .expect("an answer");
        response.body_mut().read_to_string().expect("text")
    };
    assert!(get("workbooks").contains("totalAvailable=\"3\""));
    assert!(get("views/1/data").contains("429000"));
    assert!(get("workbooks").contains("totalAvailable=\"3\""));
    assert!(get("workbooks").contains("401000"));
    drop(child.stdin.take());
    assert!(child.wait().expect("ends").success());
}

#[test]
fn built_in_state_is_a_valid_state_file() {
    let output = run(&["--print-state"]);
    let json = String::from_utf8(output.stdout).expect("text");
    assert_eq!(State::from_json(&json).expect("a state"), State::default());
}

#[test]
fn help_says_that_it_is_a_test_tool() {
    let output = run(&["--help"]);
    assert!(output.status.success());
    let help = String::from_utf8(output.stdout).expect("text");
    for part in [
        "test tool",
        "not a product of",
        "demo-token-secret",
        "curl",
        "--exit-with-stdin",
    ] {
        assert!(help.contains(part), "{part}");
    }
}

#[test]
fn version_is_that_of_the_package() {
    let output = run(&["--version"]);
    let expected = format!("tsc-simulator {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(String::from_utf8(output.stdout).expect("text"), expected);
}

#[test]
fn invalid_options_are_refused_with_a_reason() {
    for (arguments, reason) in [
        (&["--colour"][..], "--colour"),
        (&["extra"], "extra"),
        (&["--api-version"], "--api-version"),
        (&["--api-version", "new"], "not an API version"),
        (&["--idle-minutes", "long"], "long"),
        (&["--http-port", "70000"], "70000"),
        (&["--state", "no-such-file.json"], "no-such-file.json"),
        (&["--session-calls", "many"], "many"),
        (&["--host", "no host"], "not a host name"),
        (&["--fault", r#"{"action": "nonsense"}"#], "nonsense"),
    ] {
        // If an invalid option were accepted, the program would end with its input, which is empty.
        let output = run(&[&["--exit-with-stdin"], arguments].concat());
        let complaint = String::from_utf8(output.stderr).expect("text");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {complaint}");
        assert!(complaint.contains(reason), "{complaint}");
        assert!(output.stdout.is_empty());
    }
}
