//! The request table: hostile and odd methods, paths, headers and parameters, and the outcome of
//! each. Nothing of a refused request reaches a server, the intended one or another.

mod rows;

use crate::support::*;
use rows::*;
use tsc_simulator::{Fault, Recorded, Simulator};

impl Odd {
    fn words(&self) -> (&'static str, String) {
        match self {
            Method(text) => ("method", text.clone()),
            Path(text) => ("path", text.clone()),
            HeaderName(text) => ("header name", text.clone()),
            HeaderValue(text) => ("header value", text.clone()),
            Authorization(text) => ("authorization", text.clone()),
            ContentType(text) => ("content type", text.clone()),
            Parameter(name, value) => ("parameter", format!("{name}={value}")),
        }
    }

    fn with(self, evil: &str) -> Odd {
        match self {
            Path(path) => Path(path.replace("EVIL", evil)),
            other => other,
        }
    }

    /// Makes a request with the oddity and sends it, as far as the library allows.
    fn send(&self, session: &Session) -> Result<Response> {
        let method = match self {
            Method(method) => method,
            ContentType(_) => "POST",
            _ => "GET",
        };
        let path = match self {
            Path(path) => path,
            _ => "x",
        };
        let request = session.request(method, path)?;
        match self {
            Method(_) | Path(_) => {}
            HeaderName(name) => request.set_header(name, Some("value"))?,
            HeaderValue(value) => request.set_header("X-Odd", Some(value))?,
            Authorization(value) => request.set_header("Authorization", Some(value))?,
            ContentType(kind) => request.set_body(Some(kind), b"<x/>")?,
            Parameter(name, value) => request.set_parameter(name, value)?,
        }
        request.send()
    }

    /// The part of the received request that the oddity went into.
    fn arrived(&self, request: &Recorded, site: &str) -> String {
        let header = |name: &str| format!("{name}: {}", request.header(name).unwrap());
        match self {
            Method(_) => request.method.clone(),
            Path(_) => request.path.replace(site, ""),
            HeaderName(name) => header(&name.to_lowercase()),
            HeaderValue(_) => header("x-odd"),
            Authorization(_) => header("authorization"),
            ContentType(_) => header("content-type"),
            Parameter(..) => request.query.clone(),
        }
    }
}

fn shown(text: &str) -> String {
    let shown = text.escape_default().to_string();
    match shown.char_indices().nth(40) {
        Some((cut, _)) => format!("{}… ({} bytes)", &shown[..cut], text.len()),
        None => shown,
    }
}

/// Makes a simulator respond to everything with a success.
fn respond_to_all(simulator: &Simulator) {
    let action = respond(200, &[], "<tsResponse/>");
    simulator.fault(Fault {
        times: None,
        ..Fault::on("", action)
    });
}

/// The ways in which a refusal is not as expected.
fn problems(failure: &Failure, says: &str) -> Vec<String> {
    let mut problems = vec![];
    if failure.name() != "TSC_ERROR_INVALID_ARGUMENT" || failure.http_status != 0 {
        problems.push(failure.name().to_owned());
    }
    if !failure.message.contains(says) {
        problems.push(format!("does not say {says:?}: {}", failure.message));
    }
    if failure.message.contains(char::is_control) || failure.message.len() > 1000 {
        problems.push(format!("not fit for a log: {}", shown(&failure.message)));
    }
    problems
}

#[test]
fn invalid_requests_are_refused_and_reach_no_server() {
    let (simulator, evil) = (simulator(), simulator());
    let (_server, session) = signed_in(&simulator, "");
    respond_to_all(&simulator);
    let site = format!("/api/3.24/sites/{}", session.site_id().unwrap());
    let token = session.token().unwrap();
    let host = evil.https_url().replace("https://", "");
    let mut wrong = vec![];
    let (mut refused_count, mut arrived_count) = (0, 0);
    for Row { odd, outcome } in rows() {
        let odd = odd.with(&host);
        simulator.clear_requests();
        let mut results = vec![odd.send(&session).map(drop)];
        if let (Path(path), Refused(_)) = (&odd, &outcome) {
            results.push(session.list(path).map(drop));
        }
        let requests = simulator.requests();
        let (kind, text) = odd.words();
        let text = shown(&text);
        let mut problems = vec![];
        let what = match outcome {
            Refused(says) => {
                refused_count += 1;
                for result in &results {
                    match result {
                        Ok(()) => problems.push("was not refused".to_owned()),
                        Err(failure) => problems.extend(self::problems(failure, says)),
                    }
                }
                if !requests.is_empty() {
                    problems.push(format!("sent {requests:?}"));
                }
                results[0].as_ref().map_or_else(
                    |failure| format!("{} {}", failure.name(), failure.message),
                    |()| String::new(),
                )
            }
            Arrives(expected) => {
                arrived_count += 1;
                let expected = expected.replace("EVIL", &host);
                if let Err(failure) = &results[0] {
                    problems.push(format!("{failure:?}"));
                }
                let came: Vec<String> = requests
                    .iter()
                    .map(|request| odd.arrived(request, &site))
                    .collect();
                if came != [expected] {
                    problems.push(format!("arrived {came:?}"));
                }
                if requests
                    .iter()
                    .any(|request| request.header("x-tableau-auth") != Some(&token))
                {
                    problems.push("without its token".to_owned());
                }
                format!("arrives as {}", shown(&came.join(" ")))
            }
        };
        if !evil.requests().is_empty() {
            problems.push("reached the other server".to_owned());
        }
        println!("{kind:<12}  {text:<50}  {what}");
        wrong.extend(
            problems
                .iter()
                .map(|problem| format!("{kind} {text}: {problem}")),
        );
    }
    println!("{refused_count} refused, {arrived_count} arrive");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The ids that a server gives out go into paths, and must not lead elsewhere.
#[test]
fn site_and_user_ids_are_escaped_in_paths() {
    for (id, path) in [
        ("..", None),
        (".", None),
        ("../../x", None),
        ("a/../b", None),
        ("..%2f", Some("..%252f")),
        ("a/b", Some("a%2Fb")),
        ("a?b=c#d", Some("a%3Fb%3Dc%23d")),
        ("{version}", Some("%7Bversion%7D")),
        ("a b\"<é>", Some("a%20b%22%3C%C3%A9%3E")),
        ("//evil", Some("%2F%2Fevil")),
    ] {
        let simulator = simulator();
        let escaped = id.replace('"', "&quot;").replace('<', "&lt;");
        let body = format!(
            "<tsResponse><credentials token='t'><site id='{escaped}' contentUrl=''/><user id='{escaped}'/></credentials></tsResponse>"
        );
        simulator.fault(Fault::on("signin", respond(200, &[], body)));
        let session = Server::of(&simulator).sign_in(TOKEN, "").unwrap();
        simulator.clear_requests();
        for template in [
            "x",
            "/api/{version}/sites/{site-id}/x",
            "/users/{user-id}/x",
        ] {
            let made = session.request("GET", template);
            let Some(path) = path else {
                let failure = made.err().unwrap();
                assert_eq!(failure.name(), "TSC_ERROR_INVALID_ARGUMENT", "{id}");
                continue;
            };
            assert!(made.unwrap().send().is_err());
            let sent = simulator.requests().pop().unwrap().path;
            assert!(sent.contains(&format!("/{path}/x")), "{id}: {sent}");
        }
        assert_eq!(simulator.requests().is_empty(), path.is_none());
    }
}
