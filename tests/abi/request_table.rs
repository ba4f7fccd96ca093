//! The request table: hostile and odd methods, paths, headers and parameters, what comes of each,
//! and that nothing of what is refused reaches a server, this one or another.

use crate::support::*;
use tsc_simulator::{Action, Fault, Recorded, Simulator};

/// What is odd about a request.
#[derive(Clone)]
enum Odd {
    Method(String),
    /// Tried as the path of a list, too.
    Path(String),
    HeaderName(String),
    HeaderValue(String),
    ContentType(String),
    Parameter(String, String),
    /// The value of Authorization.
    Authorization(String),
}

use Odd::{Authorization, ContentType, HeaderName, HeaderValue, Method, Parameter, Path};

enum Then {
    /// TSC_ERROR_INVALID_ARGUMENT, and what the message says of it.
    Refused(&'static str),
    /// One request, with this method, path, header or query: of a path what follows the site's.
    Arrives(&'static str),
}

use Then::{Arrives, Refused};

/// `EVIL` stands for host and port of another server.
fn rows() -> Vec<(Odd, Then)> {
    let method = |text: &str| Method(text.to_owned());
    let path = |text: &str| Path(text.to_owned());
    let name = |text: &str| HeaderName(text.to_owned());
    let value = |text: &str| HeaderValue(text.to_owned());
    let kind = |text: &str| ContentType(text.to_owned());
    let parameter = |name: &str, value: &str| Parameter(name.to_owned(), value.to_owned());
    const TOKEN: &str = "HTTP token";
    const SCHEME: &str = "scheme";
    const SEGMENT: &str = ". or .. segment";
    const ENCODED: &str = "must be percent-encoded";
    const CONTROL: &str = "space, a control character or one that is not ASCII";
    const PERCENT: &str = "%";
    const PLACEHOLDER: &str = "placeholder";
    const OWN: &str = "set by the library";
    const VALUE: &str = "control character";
    vec![
        (method(""), Refused(TOKEN)),
        (method(" "), Refused(TOKEN)),
        (method("GET "), Refused(TOKEN)),
        (method("GET /x"), Refused(TOKEN)),
        (method("GET\r\nX-Evil: 1"), Refused(TOKEN)),
        (method("GET\n"), Refused(TOKEN)),
        (method("GET\t"), Refused(TOKEN)),
        (method("GÉT"), Refused(TOKEN)),
        (method("GET:"), Refused(TOKEN)),
        (method("(GET)"), Refused(TOKEN)),
        (method("CONNECT"), Refused("not one of a REST API")),
        (method("connect"), Refused("not one of a REST API")),
        (method("TRACE"), Refused("not one of a REST API")),
        (method("Trace"), Refused("not one of a REST API")),
        (Method("A".repeat(33)), Refused("longer than 32")),
        (Method("A".repeat(1 << 20)), Refused("longer than 32")),
        (
            Method("A".repeat(32)),
            Arrives("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        ),
        (method("get"), Arrives("get")),
        (method("OPTIONS"), Arrives("OPTIONS")),
        (method("PATCH"), Arrives("PATCH")),
        (method("PROPFIND"), Arrives("PROPFIND")),
        (method("M-SEARCH"), Arrives("M-SEARCH")),
        (method("!#$%&'*+-.^_`|~0"), Arrives("!#$%&'*+-.^_`|~0")),
        //
        (path(""), Refused("is empty")),
        (path("//EVIL/x"), Refused("//")),
        (path("///EVIL/x"), Refused("//")),
        (path("x//y"), Refused("//")),
        (path("https://EVIL/x"), Refused(SCHEME)),
        (path("HTTPS://EVIL/x"), Refused(SCHEME)),
        (path("http:EVIL"), Refused(SCHEME)),
        (path("ftp://EVIL/x"), Refused("//")),
        (path("/\\EVIL/x"), Refused(ENCODED)),
        (path("\\\\EVIL\\x"), Refused(ENCODED)),
        (path(".."), Refused(SEGMENT)),
        (path("../../../x"), Refused(SEGMENT)),
        (path("/api/../x"), Refused(SEGMENT)),
        (path("/."), Refused(SEGMENT)),
        (path("x/./y"), Refused(SEGMENT)),
        (path("x/.."), Refused(SEGMENT)),
        (path("%2e%2e/x"), Refused(SEGMENT)),
        (path("x/%2E./y"), Refused(SEGMENT)),
        (path("..%2f..%2fx"), Refused(SEGMENT)),
        (path("x%2f..%2fy"), Refused(SEGMENT)),
        (path("..%5cx"), Refused(SEGMENT)),
        (path("x?y=z"), Refused("? or #")),
        (path("x#y"), Refused("? or #")),
        (path("x y"), Refused(CONTROL)),
        (path("x\r\nX-Evil: 1"), Refused(CONTROL)),
        (path("x HTTP/1.1\r\nHost: EVIL\r\n\r\n"), Refused(CONTROL)),
        (path("x\n"), Refused(CONTROL)),
        (path("x\ty"), Refused(CONTROL)),
        (path("\u{7f}"), Refused(CONTROL)),
        (path("größe"), Refused(CONTROL)),
        (path("x\"y"), Refused(ENCODED)),
        (path("<x>"), Refused(ENCODED)),
        (path("x|y"), Refused(ENCODED)),
        (path("x^y"), Refused(ENCODED)),
        (path("x`y"), Refused(ENCODED)),
        (path("x%"), Refused(PERCENT)),
        (path("x%4"), Refused(PERCENT)),
        (path("x%zz"), Refused(PERCENT)),
        (path("x%4/1"), Refused(PERCENT)),
        (path("{"), Refused("{")),
        (path("}"), Refused(ENCODED)),
        (path("{}"), Refused(PLACEHOLDER)),
        (path("{token}"), Refused(PLACEHOLDER)),
        (path("{VERSION}"), Refused(PLACEHOLDER)),
        (path("{site_id}"), Refused(PLACEHOLDER)),
        (path("{{version}}"), Refused(PLACEHOLDER)),
        (path("{version"), Refused("{")),
        (Path("x/".repeat(1 << 20)), Refused("32 KiB")),
        (path("/api/..;/x"), Refused(SEGMENT)),
        (path("x/..;y=z"), Refused(SEGMENT)),
        (path("x/"), Arrives("/x/")),
        (path("..."), Arrives("/...")),
        (path(".x/x..y"), Arrives("/.x/x..y")),
        (path("@EVIL"), Arrives("/@EVIL")),
        (path("x:y@EVIL"), Arrives("/x:y@EVIL")),
        (path("tags:batchCreate"), Arrives("/tags:batchCreate")),
        (path("a;b=c,d&e!$'()*+~"), Arrives("/a;b=c,d&e!$'()*+~")),
        (path("%00%0d%0a%25%2f%7b"), Arrives("/%00%0d%0a%25%2f%7b")),
        (path("users/{version}{version}"), Arrives("/users/3.243.24")),
        //
        (name(""), Refused(TOKEN)),
        (name(" "), Refused(TOKEN)),
        (name("X Odd"), Refused(TOKEN)),
        (name("X-Odd:"), Refused(TOKEN)),
        (name("X-Odd\r\nX-Evil"), Refused(TOKEN)),
        (name("X-Größe"), Refused(TOKEN)),
        (name("(X)"), Refused(TOKEN)),
        (name("X-Tableau-Auth"), Refused(OWN)),
        (name("x-tableau-auth"), Refused(OWN)),
        (name("X-TABLEAU-AUTH"), Refused(OWN)),
        (name("Host"), Refused(OWN)),
        (name("content-length"), Refused(OWN)),
        (name("Transfer-Encoding"), Refused(OWN)),
        (name("CONNECTION"), Refused(OWN)),
        (name("Proxy-Authorization"), Refused(OWN)),
        (name("Proxy-Connection"), Refused(OWN)),
        (name("Keep-Alive"), Refused(OWN)),
        (name("Expect"), Refused(OWN)),
        (name("TE"), Refused(OWN)),
        (name("Trailer"), Refused(OWN)),
        (name("Upgrade"), Refused(OWN)),
        (
            HeaderName("X".repeat(1 << 20)),
            Refused("longer than 256 bytes"),
        ),
        (name("X-Odd"), Arrives("x-odd: value")),
        (name("Accept"), Arrives("accept: value")),
        (name("ACCEPT-ENCODING"), Arrives("accept-encoding: value")),
        (name("User-Agent"), Arrives("user-agent: value")),
        (name("Authorization"), Arrives("authorization: value")),
        (name("Cookie"), Arrives("cookie: value")),
        (name("!#$%&'*+-.^_`|~0"), Arrives("!#$%&'*+-.^_`|~0: value")),
        //
        (value("x\r\nX-Evil: 1"), Refused(VALUE)),
        (value("x\r\n\r\nGET /x HTTP/1.1"), Refused(VALUE)),
        (value("x\ny"), Refused(VALUE)),
        (value("x\ry"), Refused(VALUE)),
        (value("\r\n folded"), Refused(VALUE)),
        (value("\u{1}"), Refused(VALUE)),
        (value("\u{7f}"), Refused(VALUE)),
        (HeaderValue("x".repeat(32 * 1024)), Refused("32768 bytes")),
        (HeaderValue("x".repeat(1 << 24)), Refused("32768 bytes")),
        (
            Authorization("Basic größe".to_owned()),
            Refused("is not ASCII"),
        ),
        (
            Authorization("Bearer a.b".to_owned()),
            Arrives("authorization: Bearer a.b"),
        ),
        (value(""), Arrives("x-odd: ")),
        (
            value("a\tb; c=\"d\", e"),
            Arrives("x-odd: a\tb; c=\"d\", e"),
        ),
        (value("größe 売"), Arrives("x-odd: größe 売")),
        //
        (kind("text/xml\r\nX-Evil: 1"), Refused(VALUE)),
        (kind("text/xml\n"), Refused(VALUE)),
        (ContentType("x".repeat(1 << 20)), Refused("32768 bytes")),
        (kind("no type"), Arrives("content-type: no type")),
        (kind(""), Arrives("content-type: ")),
        //
        (parameter("", "x"), Refused("empty")),
        (
            Parameter("x".to_owned(), "x".repeat(1 << 20)),
            Refused("65536 bytes together"),
        ),
        (
            Parameter("x".repeat(1 << 20), String::new()),
            Refused("65536 bytes together"),
        ),
        (parameter("x", ""), Arrives("x=")),
        (
            parameter("x&y=z#", "a b+c&d=e#f?g/h%i"),
            Arrives("x%26y%3Dz%23=a%20b%2Bc%26d%3De%23f%3Fg%2Fh%25i"),
        ),
        (
            parameter("größe", "x\r\ny"),
            Arrives("gr%C3%B6%C3%9Fe=x%0D%0Ay"),
        ),
        (
            parameter("filter", "name:eq:Größe & Wert"),
            Arrives("filter=name%3Aeq%3AGr%C3%B6%C3%9Fe%20%26%20Wert"),
        ),
    ]
}

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

    /// Makes a request of it and sends it, as far as that goes.
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

    /// The part of what arrived that the oddity went into.
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

/// Has a simulator say yes to everything.
fn answer_all(simulator: &Simulator) {
    let action = Action::Answer {
        status: 200,
        headers: vec![],
        body: b"<tsResponse/>".to_vec(),
    };
    simulator.fault(Fault {
        times: None,
        ..Fault::on("", action)
    });
}

/// What is wrong with a refusal.
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
fn what_cannot_be_is_refused_and_reaches_nobody() {
    let (simulator, evil) = (simulator(), simulator());
    let (_server, session) = signed_in(&simulator, "");
    answer_all(&simulator);
    let site = format!("/api/3.24/sites/{}", session.site_id().unwrap());
    let token = session.token().unwrap();
    let host = evil.https_url().replace("https://", "");
    let mut wrong = vec![];
    let (mut refused, mut arrived) = (0, 0);
    for (odd, then) in rows() {
        let odd = odd.with(&host);
        simulator.clear_requests();
        let mut results = vec![odd.send(&session).map(drop)];
        if let (Path(path), Refused(_)) = (&odd, &then) {
            results.push(session.list(path).map(drop));
        }
        let requests = simulator.requests();
        let (kind, text) = odd.words();
        let text = shown(&text);
        let mut problems = vec![];
        let what = match then {
            Refused(says) => {
                refused += 1;
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
                arrived += 1;
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
    println!("{refused} refused, {arrived} arrive");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What a server says of its site and user goes into paths: it cannot lead elsewhere either.
#[test]
fn a_server_cannot_lead_a_path_elsewhere() {
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
        simulator.fault(Fault::on(
            "signin",
            Action::Answer {
                status: 200,
                headers: vec![],
                body: body.into_bytes(),
            },
        ));
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
