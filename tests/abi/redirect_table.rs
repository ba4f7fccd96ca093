//! The redirect table: where each redirect leads, and by the logs of every host that no secret
//! came to one that it should not.
//!
//! Missing until the library can set them: a custom header and a client certificate, which go to
//! another host only once it answered as a Tableau server. Both belong in [`World::leaks`].

use crate::calls::*;
use crate::support::*;
use std::collections::BTreeMap;
use std::ptr;
use tsc_simulator::builtin::{JSON_WEB_TOKEN, UNIFIED_ACCESS_TOKEN};
use tsc_simulator::{Action, Fault, Recorded, Simulator};

/// The hosts of a row. Each is a host name of its own, has a certificate for it, and an http
/// port; the library trusts all but the stranger.
///
/// | name     | host name | what it is |
/// |----------|-----------|------------|
/// | front    | localhost | what the program was given |
/// | pod      | 127.0.0.1 | another Tableau server |
/// | third    | 127.0.0.2 | one more |
/// | old      | 127.0.0.1 | one from before there was server info |
/// | stranger | 127.0.0.1 | one that nobody trusts |
///
/// In a template `{pod}` stands for its https address, `{pod-http}` for its http address, and
/// `{pod-local}` for its https address under the front's host name, `{pod-port}` for the port.
struct World {
    hosts: Vec<(&'static str, Simulator)>,
    /// What stands for what.
    urls: Vec<(String, String)>,
}

/// In what only goes to the probe there is nothing else than this.
const PLAIN_HEADERS: [&str; 4] = ["host", "user-agent", "accept", "accept-encoding"];

impl World {
    fn new(cloud: bool) -> World {
        let start = |version| simulator_with(version, cloud, &["127.0.0.2"]);
        let hosts = vec![
            ("front", start("3.24")),
            ("pod", start("3.24")),
            ("third", start("3.24")),
            ("old", start("2.2")),
            ("stranger", start("3.24")),
        ];
        let mut urls = vec![];
        for (name, simulator) in &hosts {
            let at = |url: String, host| url.replace("localhost", host);
            let host = if *name == "front" {
                "localhost"
            } else {
                "127.0.0.1"
            };
            let https = match *name {
                "third" => format!("https://{}", other_address(simulator)),
                _ => at(simulator.https_url(), host),
            };
            urls.push((format!("{{{name}}}"), https));
            urls.push((format!("{{{name}-http}}"), at(simulator.http_url(), host)));
            urls.push((format!("{{{name}-local}}"), simulator.https_url()));
            let port = simulator.https_url().rsplit(':').next().map(str::to_owned);
            urls.push((format!("{{{name}-port}}"), port.unwrap()));
        }
        World { hosts, urls }
    }

    fn fill(&self, template: &str) -> String {
        let all = self.urls.iter();
        all.fold(template.to_owned(), |text, (name, url)| {
            text.replace(name, url)
        })
    }

    /// `front` or `front-http`: the simulator and the listener.
    fn host(&self, name: &str) -> (&Simulator, &'static str) {
        let (name, scheme) = match name.strip_suffix("-http") {
            Some(name) => (name, "http"),
            None => (name, "https"),
        };
        let found = self.hosts.iter().find(|(other, _)| *other == name);
        (&found.unwrap().1, scheme)
    }

    fn fault(&self, host: &str, path: &str, what: &Answer) {
        let (simulator, scheme) = self.host(host);
        let (times, action) = what.action(self);
        simulator.fault(Fault {
            scheme: Some(scheme.to_owned()),
            times,
            ..Fault::on(path, action)
        });
    }

    fn forget(&self) {
        for (_, simulator) in &self.hosts {
            simulator.clear_faults();
            simulator.clear_requests();
        }
    }

    /// A server handle that trusts all but the stranger.
    fn server(&self, url: &str) -> Server {
        let trusted = self.hosts.iter().filter(|(name, _)| *name != "stranger");
        let pem: String = trusted.map(|(_, simulator)| simulator.ca_pem()).collect();
        let server = Server::new(url).unwrap();
        server.set_ca_pem(pem.as_bytes()).unwrap();
        server
    }

    /// All requests, by the name of the host.
    fn requests(&self) -> Vec<(String, Recorded)> {
        let of = |(name, simulator): &(&str, Simulator)| {
            let named = simulator.requests().into_iter().map(|request| {
                let scheme = if request.scheme == "http" {
                    "-http"
                } else {
                    ""
                };
                (format!("{name}{scheme}"), request)
            });
            named.collect::<Vec<_>>()
        };
        self.hosts.iter().flat_map(of).collect()
    }

    /// `METHOD /path` of each request, by host.
    fn sent(&self) -> BTreeMap<String, Vec<String>> {
        let mut sent: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (host, request) in self.requests() {
            let line = format!("{} {}", request.method, request.path);
            sent.entry(host).or_default().push(line);
        }
        sent
    }

    /// The checker: what came to a host, by the logs of all of them, that may only come to those
    /// in `may`. Elsewhere there may be nothing of a secret anywhere in a request, no header but
    /// the plain ones, no body, and no other query than the legacy page's.
    fn leaks(&self, may: &[&str], secrets: &[String]) -> Vec<String> {
        let mut leaks = vec![];
        for (host, request) in self.requests() {
            if may.contains(&host.as_str()) {
                continue;
            }
            let everything = format!("{request:?} {}", request.body_text());
            let shown = secrets.iter().flat_map(|secret| marks(secret));
            for mark in shown.filter(|mark| everything.contains(mark)) {
                leaks.push(format!("{host} got {mark}: {everything}"));
            }
            for (name, value) in &request.headers {
                if !PLAIN_HEADERS.contains(&name.as_str()) {
                    leaks.push(format!("{host} got the header {name}: {value}"));
                }
            }
            if !request.body.is_empty() || request.method != "GET" {
                leaks.push(format!("{host} got a {} with a body", request.method));
            }
            if !["", "format=xml"].contains(&request.query.as_str()) {
                leaks.push(format!("{host} got the query {}", request.query));
            }
        }
        leaks
    }
}

/// A secret as it is, and of a long one the longest part that no encoding changes.
fn marks(secret: &str) -> Vec<String> {
    let parts = secret.split(|c: char| !c.is_ascii_alphanumeric());
    let longest = parts.max_by_key(|part| part.len()).unwrap_or_default();
    let mut marks = vec![secret.to_owned()];
    if longest.len() >= 20 {
        marks.push(longest.to_owned());
    }
    marks
}

/// The secrets that a program has, and those that servers gave out.
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

/// What a host answers to the one request that the row is about.
#[derive(Clone, Copy)]
enum Answer {
    /// A redirect, always.
    To(u16, &'static str),
    /// A redirect with 307, so many times.
    Times(usize, &'static str),
    /// The same with another status.
    TimesOf(usize, u16, &'static str),
    /// A Location header that is there and empty.
    EmptyLocation,
    Page(u16, &'static str),
    Error(u32),
    Close,
    Garbage,
}

use Answer::{Close, EmptyLocation, Garbage, Page, Times, TimesOf, To};

impl Answer {
    /// The HTTP status; 0: none.
    fn status(&self) -> u16 {
        match *self {
            To(status, _) | TimesOf(_, status, _) | Page(status, _) => status,
            Times(..) => 307,
            EmptyLocation => 302,
            Answer::Error(code) => u16::try_from(code / 1000).unwrap(),
            Close | Garbage => 0,
        }
    }

    fn action(&self, world: &World) -> (Option<usize>, Action) {
        let redirect = |status, location| Action::Redirect {
            status,
            location: world.fill(location),
        };
        match *self {
            To(status, location) => (None, redirect(status, location)),
            Times(times, location) => (Some(times), redirect(307, location)),
            TimesOf(times, status, location) => (Some(times), redirect(status, location)),
            EmptyLocation => {
                let headers = vec![("Location".to_owned(), String::new())];
                let body = vec![];
                let status = 302;
                let empty = Action::Answer {
                    status,
                    headers,
                    body,
                };
                (None, empty)
            }
            Page(status, body) => {
                let headers = vec![("Content-Type".to_owned(), "text/html".to_owned())];
                let body = body.into();
                let page = Action::Answer {
                    status,
                    headers,
                    body,
                };
                (None, page)
            }
            Answer::Error(code) => {
                let error = Action::TableauError {
                    code,
                    summary: "a summary".to_owned(),
                    detail: "a detail".to_owned(),
                    headers: vec![],
                };
                (None, error)
            }
            Close => (None, Action::Close),
            Garbage => (None, Action::Garbage),
        }
    }
}

/// What a program set before it called.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Setting {
    Pinned,
    NoVerify,
    AllowHttp,
}

use Setting::{AllowHttp, NoVerify, Pinned};

/// The version that is set where one is.
const PIN: &str = "3.19";

/// How a call ends.
#[derive(Clone, Copy)]
enum End {
    /// It succeeds, and the session is at this host.
    At(&'static str),
    /// It fails with a status, and the message contains this.
    Fails(&'static str, &'static str),
}

use End::{At, Fails};

const REDIRECT: &str = "TSC_ERROR_REDIRECT";
const LOGIN: &str =
    "<html><body><form action='/login'><input type='password'/></form></body></html>";

/// One redirect of the probe: what it is, where the program goes, what the hosts answer to the
/// probe, the hosts that are probed one after the other, what was set, and how it ends.
type Probe = (
    &'static str,
    &'static str,
    &'static [(&'static str, Answer)],
    &'static [&'static str],
    &'static [Setting],
    End,
);

#[rustfmt::skip]
const PROBES: &[Probe] = &[
    ("no redirect at all", "{front}", &[], &["front"], &[], At("front")),

    // From http: only to https on the same host name.
    ("http to https, same host, 301", "{front-http}", &[("front-http", To(301, "{front}{path}"))], &["front-http", "front"], &[], At("front")),
    ("http to https, same host, 302", "{front-http}", &[("front-http", To(302, "{front}{path}"))], &["front-http", "front"], &[], At("front")),
    ("http to https, same host, 303", "{front-http}", &[("front-http", To(303, "{front}{path}"))], &["front-http", "front"], &[], At("front")),
    ("http to https, same host, 307", "{front-http}", &[("front-http", To(307, "{front}{path}"))], &["front-http", "front"], &[], At("front")),
    ("http to https, same host, 308", "{front-http}", &[("front-http", To(308, "{front}{path}"))], &["front-http", "front"], &[], At("front")),
    ("http to https, same host in capitals", "{front-http}", &[("front-http", To(302, "HTTPS://LOCALHOST:{front-port}{path}"))], &["front-http", "front"], &[], At("front")),
    ("http to https, same host, another port", "{front-http}", &[("front-http", To(302, "{pod-local}{path}"))], &["front-http", "pod"], &[], At("pod")),
    ("http to https, same host, a login page there", "{front-http}", &[("front-http", To(302, "{front}{path}")), ("front", Page(200, LOGIN))], &["front-http", "front"], &[], Fails(REDIRECT, "{front}")),
    ("http to https, same host, and on to another", "{front-http}", &[("front-http", To(302, "{front}{path}")), ("front", To(302, "{pod}{path}"))], &["front-http", "front", "pod"], &[], At("pod")),
    ("http to https, other host", "{front-http}", &[("front-http", To(302, "{pod}{path}"))], &["front-http"], &[], Fails(REDIRECT, "{pod}/api/2.4/serverInfo")),
    ("http to https, a host that begins the same", "{front-http}", &[("front-http", To(302, "https://localhost.example{path}"))], &["front-http"], &[], Fails(REDIRECT, "https://localhost.example/")),
    ("http to http, other host", "{front-http}", &[("front-http", To(302, "{pod-http}{path}"))], &["front-http"], &[], Fails(REDIRECT, "{pod-http}")),
    ("http to http, same origin and path", "{front-http}", &[("front-http", Times(1, "{front-http}{path}"))], &["front-http"; 2], &[], At("front-http")),
    ("http to http, same origin and path, relative", "{front-http}", &[("front-http", Times(2, "{path}"))], &["front-http"; 3], &[], At("front-http")),
    ("http to http, same origin and path, and on to https", "{front-http}", &[("front-http", Times(1, "{path}")), ("front-http", To(302, "{front}{path}"))], &["front-http", "front-http", "front"], &[], At("front")),
    ("http to http, same origin and path, a loop", "{front-http}", &[("front-http", To(302, "{path}"))], &["front-http"; 6], &[], Fails(REDIRECT, "in a loop, more than 5 times, last at {front-http}")),
    ("http to http, same origin, another path", "{front-http}", &[("front-http", To(302, "/login"))], &["front-http"], &[], Fails(REDIRECT, "to another path, {front-http}/login")),
    ("http to http, same host, another port", "{front-http}", &[("front-http", To(302, "http://localhost:{pod-port}{path}"))], &["front-http"], &[], Fails(REDIRECT, "to an address without encryption, http://localhost:{pod-port}/api")),
    ("http to http, where http is allowed", "{front-http}", &[("front-http", To(302, "{pod-http}{path}"))], &["front-http"], &[AllowHttp], Fails(REDIRECT, "{pod-http}")),
    ("http to https, other host, where http is allowed", "{front-http}", &[("front-http", To(302, "{pod}{path}"))], &["front-http"], &[AllowHttp], Fails(REDIRECT, "{pod}")),

    // From https to another host, where a Tableau server answers.
    ("https to https, a Tableau server, 301", "{front}", &[("front", To(301, "{pod}{path}"))], &["front", "pod"], &[], At("pod")),
    ("https to https, a Tableau server, 302", "{front}", &[("front", To(302, "{pod}{path}"))], &["front", "pod"], &[], At("pod")),
    ("https to https, a Tableau server, 303", "{front}", &[("front", To(303, "{pod}{path}"))], &["front", "pod"], &[], At("pod")),
    ("https to https, a Tableau server, 307", "{front}", &[("front", To(307, "{pod}{path}"))], &["front", "pod"], &[], At("pod")),
    ("https to https, a Tableau server, 308", "{front}", &[("front", To(308, "{pod}{path}"))], &["front", "pod"], &[], At("pod")),
    ("https to https, same host, another port", "{front}", &[("front", To(302, "{pod-local}{path}"))], &["front", "pod"], &[], At("pod")),
    ("https to https, without the scheme", "{front}", &[("front", To(302, "//127.0.0.1:{pod-port}{path}"))], &["front", "pod"], &[], At("pod")),
    ("https to https, with a fragment", "{front}", &[("front", To(302, "{pod}{path}#top"))], &["front", "pod"], &[], At("pod")),
    ("https to https, an old Tableau server (404003)", "{front}", &[("front", To(302, "{old}{path}"))], &["front", "old", "old /auth"], &[], At("old")),
    ("https to https, itself redirecting on", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", To(302, "{third}{path}"))], &["front", "pod", "third"], &[], At("third")),
    ("https to https, and back again", "{front}", &[("front", Times(1, "{pod}{path}")), ("pod", To(302, "{front}{path}"))], &["front", "pod", "front"], &[], At("front")),

    // To another host, where somebody else answers.
    ("https to https, a login page", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", Page(200, LOGIN))], &["front", "pod"], &[], Fails(REDIRECT, "{pod}")),
    ("https to https, a login page with 401", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", Page(401, LOGIN))], &["front", "pod"], &[], Fails(REDIRECT, "{pod}")),
    ("https to https, a page with 403", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", Page(403, LOGIN))], &["front", "pod"], &[], Fails(REDIRECT, "{pod}")),
    ("https to https, a page with 404", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", Page(404, LOGIN))], &["front", "pod"], &[], Fails(REDIRECT, "{pod}")),
    ("https to https, a page with 404 that says 404003", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", Page(404, "<error code='404003'/>"))], &["front", "pod"], &[], Fails(REDIRECT, "{pod}")),
    ("https to https, Tableau's 404003 with another status", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", Page(403, "<tsResponse><error code='404003'><summary>s</summary><detail>d</detail></error></tsResponse>"))], &["front", "pod"], &[], Fails(REDIRECT, "{pod}")),
    ("https to https, a page with 503", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", Page(503, LOGIN))], &["front", "pod"], &[], Fails(REDIRECT, "{pod}")),
    ("https to https, nothing", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", Page(200, ""))], &["front", "pod"], &[], Fails(REDIRECT, "{pod}")),
    ("https to https, JSON", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", Page(200, "{\"serverInfo\":{}}"))], &["front", "pod"], &[], Fails(REDIRECT, "{pod}")),
    ("https to https, XML without a server info", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", Page(200, "<tsResponse/>"))], &["front", "pod"], &[], Fails(REDIRECT, "{pod}")),
    ("https to https, a server info in a page", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", Page(200, "<html><serverInfo><restApiVersion>3.24</restApiVersion></serverInfo></html>"))], &["front", "pod"], &[], Fails(REDIRECT, "{pod}")),
    ("https to https, Tableau's 401002", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", Answer::Error(401_002))], &["front", "pod"], &[], Fails(REDIRECT, "{pod}")),
    ("https to https, Tableau's 500000", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", Answer::Error(500_000))], &["front", "pod"], &[], Fails(REDIRECT, "{pod}")),
    ("https to https, what is not HTTP", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", Garbage)], &["front", "pod"], &[], Fails(REDIRECT, "{pod}")),
    ("https to https, a server info with a version that is none", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", Page(200, "<tsResponse><serverInfo><restApiVersion>latest</restApiVersion></serverInfo></tsResponse>"))], &["front", "pod"], &[], Fails("TSC_ERROR_PROTOCOL", "")),
    ("https to https, no answer", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", Close)], &["front", "pod"], &[], Fails("TSC_ERROR_CONNECT", "")),
    ("https to https, a certificate that nobody trusts", "{front}", &[("front", To(302, "{stranger}{path}"))], &["front"], &[], Fails("TSC_ERROR_CERTIFICATE", "")),
    ("https to https, itself redirecting on to a login page", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", To(302, "{third}{path}")), ("third", Page(200, LOGIN))], &["front", "pod", "third"], &[], Fails(REDIRECT, "{third}")),
    ("https to https, itself redirecting on to http", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", To(302, "{third-http}{path}"))], &["front", "pod"], &[], Fails(REDIRECT, "{third-http}")),
    ("https to https, itself redirecting to its login page", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", To(302, "/login"))], &["front", "pod"], &[], Fails(REDIRECT, "{pod}/login")),

    // A page of somebody else's, which the network or a gateway puts in between.
    ("a captive portal", "{front-http}", &[("front-http", To(302, "http://portal.example/login?to=hush"))], &["front-http"], &[], Fails(REDIRECT, "to a page of another host, http://portal.example/login, and that is not followed; a captive portal")),
    ("a captive portal at an address", "{front-http}", &[("front-http", To(302, "http://192.0.2.1/"))], &["front-http"], &[AllowHttp], Fails(REDIRECT, "http://192.0.2.1/, and that is not followed; a captive portal")),
    ("a captive portal with encryption", "{front-http}", &[("front-http", To(307, "https://portal.example/guest"))], &["front-http"], &[], Fails(REDIRECT, "https://portal.example/guest, and that is not followed; a captive portal")),
    ("a login page of another host", "{front}", &[("front", To(302, "{pod}/adfs/ls?wa=hush"))], &["front"], &[], Fails(REDIRECT, "{pod}/adfs/ls, and that is not followed; a captive portal or login page")),
    ("the server below another prefix", "{front}", &[("front", To(302, "{pod}/tableau{path}"))], &["front"], &[], Fails(REDIRECT, "{pod}/tableau/api/2.4/serverInfo, and that is not followed; if that is the right server, use its address")),

    // To http.
    ("https to http, same host", "{front}", &[("front", To(302, "{front-http}{path}"))], &["front"], &[], Fails(REDIRECT, "{front-http}")),
    ("https to http, other host", "{front}", &[("front", To(302, "{pod-http}{path}"))], &["front"], &[], Fails(REDIRECT, "{pod-http}")),
    ("https to http, where http is allowed", "{front}", &[("front", To(302, "{pod-http}{path}"))], &["front"], &[AllowHttp], Fails(REDIRECT, "{pod-http}")),

    // How many.
    ("5 hops", "{front}", &[("front", Times(5, "{path}"))], &["front"; 6], &[], At("front")),
    ("6 hops", "{front}", &[("front", Times(6, "{path}"))], &["front"; 6], &[], Fails(REDIRECT, "{front}")),
    ("a loop", "{front}", &[("front", To(302, "{front}{path}"))], &["front"; 6], &[], Fails(REDIRECT, "in a loop, more than 5 times, last at {front}")),
    ("a loop of two hosts", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", To(302, "{front}{path}"))], &["front", "pod", "front", "pod", "front", "pod"], &[], Fails(REDIRECT, "{front}")),

    // Where the Location is odd.
    ("no Location", "{front}", &[("front", To(302, ""))], &["front"], &[], Fails(REDIRECT, "302")),
    ("an empty Location", "{front}", &[("front", EmptyLocation)], &["front"], &[], Fails(REDIRECT, "302")),
    ("a relative Location, the same path", "{front}", &[("front", Times(1, "{path}"))], &["front"; 2], &[], At("front")),
    ("a relative Location, another path", "{front}", &[("front", To(302, "/login"))], &["front"], &[], Fails(REDIRECT, "{front}/login")),
    ("a relative Location without a slash", "{front}", &[("front", To(302, "login"))], &["front"], &[], Fails(REDIRECT, "login")),
    ("another path", "{front}", &[("front", To(302, "{pod}/login"))], &["front"], &[], Fails(REDIRECT, "{pod}/login")),
    ("no path", "{front}", &[("front", To(302, "{pod}"))], &["front"], &[], Fails(REDIRECT, "{pod}/")),
    ("the path and a slash", "{front}", &[("front", To(302, "{pod}{path}/"))], &["front"], &[], Fails(REDIRECT, "{pod}/api/2.4/serverInfo/")),
    ("the path written in another way", "{front}", &[("front", To(302, "{pod}/api/2.4/%73erverInfo"))], &["front"], &[], Fails(REDIRECT, "{pod}/api")),
    ("the path with dots", "{front}", &[("front", To(302, "{pod}/x/..{path}"))], &["front"], &[], Fails(REDIRECT, "{pod}/x")),
    ("a query", "{front}", &[("front", To(302, "{pod}{path}?to=hush"))], &["front"], &[], Fails(REDIRECT, "{pod}/api/2.4/serverInfo,")),
    ("the prefix dropped", "{front}/tableau", &[("front", To(302, "{pod}/api/2.4/serverInfo"))], &["front /tableau/api/2.4/serverInfo"], &[], Fails(REDIRECT, "{pod}/api")),
    ("a user and a password", "{front}", &[("front", To(302, "https://user:hush@127.0.0.1:{pod-port}{path}"))], &["front"], &[], Fails(REDIRECT, "127.0.0.1:{pod-port}/api")),
    ("a user", "{front}", &[("front", To(302, "https://hush@localhost:{front-port}{path}"))], &["front"], &[], Fails(REDIRECT, "localhost:{front-port}/api")),
    ("a backslash before the host", "{front}", &[("front", To(302, "https://localhost\\@127.0.0.1:{pod-port}{path}"))], &["front"], &[], Fails(REDIRECT, "127.0.0.1")),
    ("a slash and a backslash", "{front}", &[("front", To(302, "/\\127.0.0.1:{pod-port}{path}"))], &["front"], &[], Fails(REDIRECT, "127.0.0.1")),
    ("another scheme", "{front}", &[("front", To(302, "ftp://localhost{path}"))], &["front"], &[], Fails(REDIRECT, "ftp://localhost")),
    ("a script", "{front}", &[("front", To(302, "javascript:alert(1)"))], &["front"], &[], Fails(REDIRECT, "javascript:alert")),
    ("no host", "{front}", &[("front", To(302, "https://{path}"))], &["front"], &[], Fails(REDIRECT, "https:///api")),
    ("300 with a Location", "{front}", &[("front", To(300, "{pod}{path}"))], &["front"], &[], Fails("TSC_ERROR_HTTP", "300")),
    ("304 with a Location", "{front}", &[("front", To(304, "{pod}{path}"))], &["front"], &[], Fails("TSC_ERROR_HTTP", "304")),
    ("305 with a Location", "{front}", &[("front", To(305, "{pod}{path}"))], &["front"], &[], Fails("TSC_ERROR_HTTP", "305")),
    ("200 with a Location", "{front}", &[("front", To(200, "{pod}{path}"))], &["front"], &[], Fails("TSC_ERROR_PROTOCOL", "")),

    // With a version given the probe is sent for its redirects all the same.
    ("pinned: https to https, a Tableau server", "{front}", &[("front", To(302, "{pod}{path}"))], &["front", "pod"], &[Pinned], At("pod")),
    ("pinned: http to https, same host", "{front-http}", &[("front-http", To(302, "{front}{path}"))], &["front-http", "front"], &[Pinned], At("front")),
    ("pinned: https to https, Tableau's 404001", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", Answer::Error(404_001))], &["front", "pod"], &[Pinned], At("pod")),
    ("pinned: https to https, a login page", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", Page(200, LOGIN))], &["front", "pod"], &[Pinned], Fails(REDIRECT, "{pod}")),
    ("pinned: https to https, a page with 404", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", Page(404, LOGIN))], &["front", "pod"], &[Pinned], Fails(REDIRECT, "{pod}")),
    ("pinned: https to https, what is not HTTP", "{front}", &[("front", To(302, "{pod}{path}")), ("pod", Garbage)], &["front", "pod"], &[Pinned], Fails(REDIRECT, "{pod}")),
    ("pinned: http to https, other host", "{front-http}", &[("front-http", To(302, "{pod}{path}"))], &["front-http"], &[Pinned], Fails(REDIRECT, "{pod}")),
    ("pinned: https to http", "{front}", &[("front", To(302, "{pod-http}{path}"))], &["front"], &[Pinned], Fails(REDIRECT, "{pod-http}")),
    ("pinned: another path", "{front}", &[("front", To(302, "{pod}/login"))], &["front"], &[Pinned], Fails(REDIRECT, "{pod}/login")),
    ("pinned: a loop", "{front}", &[("front", To(302, "{path}"))], &["front"; 6], &[Pinned], Fails(REDIRECT, "{front}")),

    // With verify off: to the same host only.
    ("verify off: https to https, same host, another port", "{front}", &[("front", To(302, "{pod-local}{path}"))], &["front", "pod"], &[NoVerify], At("pod")),
    ("verify off: http to https, same host", "{front-http}", &[("front-http", To(302, "{front}{path}"))], &["front-http", "front"], &[NoVerify], At("front")),
    ("verify off: https to https, other host", "{front}", &[("front", To(302, "{pod}{path}"))], &["front"], &[NoVerify], Fails(REDIRECT, "{pod}")),
    ("verify off: https to https, other host, pinned", "{front}", &[("front", To(302, "{pod}{path}"))], &["front"], &[NoVerify, Pinned], Fails(REDIRECT, "{pod}")),
    ("verify off: http to https, same host, and on to another", "{front-http}", &[("front-http", To(302, "{front}{path}")), ("front", To(302, "{pod}{path}"))], &["front-http", "front"], &[NoVerify], Fails(REDIRECT, "{pod}")),
    ("verify off: https to http", "{front}", &[("front", To(302, "{front-http}{path}"))], &["front"], &[NoVerify], Fails(REDIRECT, "{front-http}")),
];

/// The probe of a row, then every way to a session, and with the session a list and a sign-out.
#[test]
fn the_probe_goes_where_it_may_and_the_secret_after_it() {
    // The Cloud, because unified access tokens are good there only.
    let world = World::new(true);
    let mut wrong = vec![];
    for row in PROBES {
        for way in Way::ALL {
            let (seen, problems) = probe(&world, row, way);
            println!("{:<58} {:<22} {seen}", row.0, way.to_string());
            wrong.extend(
                problems
                    .iter()
                    .map(|problem| format!("{}: {way}: {problem}", row.0)),
            );
        }
    }
    println!("{} rows, {} ways", PROBES.len(), Way::ALL.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Since which version of the API a way is.
fn is_there(way: Way, version: &str) -> bool {
    version != "2.2" || way == Way::Password
}

fn probe(world: &World, row: &Probe, way: Way) -> (String, Vec<String>) {
    let (_, url, answers, hops, settings, end) = row;
    world.forget();
    // A session to resume, at the host where it is to end.
    let home = match end {
        At(host) => world.host(host).0,
        Fails(..) => world.host("front").0,
    };
    let elsewhere = Server::of(home);
    let session = elsewhere
        .sign_in_with_password(PASSWORD, None, None)
        .unwrap();
    let token = session.token().unwrap();
    world.forget();
    for (host, answer) in *answers {
        world.fault(host, "serverInfo", answer);
    }

    let server = world.server(&world.fill(url));
    if settings.contains(&Pinned) {
        server.set_api_version(Some(PIN)).unwrap();
    }
    if settings.contains(&NoVerify) {
        server.set_verify(0);
    }
    if settings.contains(&AllowHttp) {
        server.set_allow_http(1);
    }
    let result = way.take(&server, &token, None, ptr::null_mut());

    // What it should be.
    let version = match end {
        _ if settings.contains(&Pinned) => PIN,
        At("old") => "2.2",
        _ => "3.24",
    };
    let mut expected_sent: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for hop in *hops {
        let (host, path) = hop.split_once(' ').unwrap_or((hop, "/api/2.4/serverInfo"));
        let lines = expected_sent.entry(host.to_owned()).or_default();
        lines.push(format!("GET {path}"));
    }
    let (expected, says, may) = match end {
        At("old") if !is_there(way, version) => ("TSC_ERROR_UNSUPPORTED_VERSION", "2.2", vec![]),
        At(host) => ("TSC_OK", "", vec![*host]),
        Fails(status, says) => (*status, *says, vec![]),
    };
    let mut problems = vec![];
    let mut tokens = vec![token.clone()];
    if let (Ok(session), [host]) = (&result, may.as_slice()) {
        let lines = expected_sent.entry((*host).to_owned()).or_default();
        lines.push(way.line(version));
        tokens.push(session.token().unwrap());
        for act in [Act::List, Act::SignOut] {
            lines.push(act.line(version, &session.site_id().unwrap()));
            if let Err(failure) = act.run(session, ptr::null_mut()) {
                problems.push(format!("{act}: {failure:?}"));
            }
        }
    }
    let (seen, sent) = (status(&result), world.sent());
    if seen != expected {
        problems.push(format!("{seen}, not {expected}"));
    }
    if sent != expected_sent {
        problems.push(format!("sent {sent:?}, not {expected_sent:?}"));
    }
    problems.extend(world.leaks(&may, &secrets(&tokens)));
    if let Err(failure) = &result {
        problems.extend(told(failure, &world.fill(says), &secrets(&tokens)));
    }
    (format!("{seen:<28} {}", short(&sent)), problems)
}

/// What is wrong with what an error tells.
fn told(failure: &Failure, says: &str, secrets: &[String]) -> Vec<String> {
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

/// `front: GET serverInfo | pod: GET serverInfo, POST signin`
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

/// Calls that carry a secret: what it is, what is answered to them, how often they are sent in
/// all to the front, and how they end. `{token}` stands for the session's token as it is, and
/// `{encoded}` for it percent-encoded.
#[rustfmt::skip]
const CALLS: &[(&str, Answer, usize, &str, &str)] = &[
    ("same origin, 307", Times(1, "{front}{path_and_query}"), 2, "TSC_OK", ""),
    ("same origin, 307, relative", Times(1, "{path_and_query}"), 2, "TSC_OK", ""),
    ("same origin, 307, five times", Times(5, "{path_and_query}"), 6, "TSC_OK", ""),
    ("same origin, 307, six times", Times(6, "{path_and_query}"), 6, REDIRECT, "{front}"),
    ("same origin, 308, for ever", To(308, "{front}{path_and_query}"), 6, REDIRECT, "{front}"),
    ("same origin, 307, a loop", To(307, "{path_and_query}"), 6, REDIRECT, "in a loop, more than 5 times, last at {front}"),
    ("other host, 301", To(301, "{pod}{path}"), 1, REDIRECT, "{pod}/api"),
    ("other host, 302", To(302, "{pod}{path}"), 1, REDIRECT, "{pod}/api"),
    ("other host, 303", To(303, "{pod}{path}"), 1, REDIRECT, "{pod}/api"),
    ("other host, 307", To(307, "{pod}{path}"), 1, REDIRECT, "{pod}/api"),
    ("other host, 308", To(308, "{pod}{path}"), 1, REDIRECT, "{pod}/api"),
    ("other host, 307, without the scheme", To(307, "//127.0.0.1:{pod-port}{path}"), 1, REDIRECT, "{pod}/api"),
    ("same host, another port, 307", To(307, "{pod-local}{path}"), 1, REDIRECT, "{pod-local}/api"),
    ("same host, http, 307", To(307, "{front-http}{path}"), 1, REDIRECT, "{front-http}/api"),
    ("other host, http, 308", To(308, "{pod-http}{path}"), 1, REDIRECT, "{pod-http}/api"),
    ("a captive portal, 302", To(302, "http://portal.example/login?to=hush"), 1, REDIRECT, "http://portal.example/login, and that is not followed; a captive portal"),
    ("a login page of another host, 302", To(302, "{pod}/adfs/ls?wa=hush"), 1, REDIRECT, "{pod}/adfs/ls, and that is not followed; a captive portal or login page"),
    ("no Location, 307", To(307, ""), 1, REDIRECT, "307"),
    ("no Location, 302", To(302, ""), 1, REDIRECT, "302"),
    ("a user and a password, same origin, 307", To(307, "https://user:hush@localhost:{front-port}{path}"), 1, REDIRECT, "localhost:{front-port}"),
    ("the token echoed, other host, 307", To(307, "{pod}/{encoded}/x"), 1, REDIRECT, "{pod}/***/x"),
    ("the token echoed in a query, other host, 302", To(302, "{pod}/x?token={encoded}"), 1, REDIRECT, "{pod}/x,"),
    ("the token echoed, nowhere to go", To(302, "ftp://localhost/{token}"), 1, REDIRECT, "ftp://localhost/***"),
    ("300, other host", To(300, "{pod}{path}"), 1, "TSC_ERROR_HTTP", "300"),
];

/// Redirects within the origin in which only a GET stays what it is: what it is, how often a GET is
/// sent, how it ends, and what the error of any other call says, which is sent once.
#[rustfmt::skip]
const WITHIN: &[(&str, Answer, usize, &str, &str)] = &[
    ("same origin, 301", TimesOf(1, 301, "{front}{path_and_query}"), 2, "TSC_OK", "{front}/api"),
    ("same origin, 302", TimesOf(1, 302, "{front}{path_and_query}"), 2, "TSC_OK", "{front}/api"),
    ("same origin, 303", TimesOf(1, 303, "{front}{path_and_query}"), 2, "TSC_OK", "{front}/api"),
    ("same origin, 302, relative", TimesOf(1, 302, "{path_and_query}"), 2, "TSC_OK", "{front}/api"),
    ("same origin, 303, five times", TimesOf(5, 303, "{path_and_query}"), 6, "TSC_OK", "{front}/api"),
    ("same origin, 301, for ever", To(301, "{path_and_query}"), 6, REDIRECT, "{front}"),
    ("same origin, 302, with another query", TimesOf(1, 302, "{path}?x=y"), 2, "TSC_OK", "{front}/api"),
];

#[test]
fn only_a_get_stays_what_it_is_in_a_302() {
    let mut wrong = vec![];
    let (server, cloud) = (World::new(false), World::new(true));
    for (name, answer, times, end, says) in WITHIN {
        for call in calls() {
            let (world, is_get) = match call {
                Call::Way(Way::Resume) | Call::Act(Act::List | Act::Request) => (&server, true),
                Call::Act(_) => (&server, false),
                Call::Way(_) => (&cloud, false),
            };
            let row = match is_get {
                true => (*name, *answer, *times, *end, *says),
                false => (*name, *answer, 1, REDIRECT, *says),
            };
            let (_, problems) = redirected(world, &row, call);
            wrong.extend(
                problems
                    .iter()
                    .map(|problem| format!("{name}: {call}: {problem}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A GET that is led to another page of its origin, and what comes of that page.
#[test]
fn a_get_is_followed_to_another_page_of_its_origin() {
    let world = World::new(false);
    let server = world.server(&world.fill("{front}"));
    let session = server.sign_in_with_password(PASSWORD, None, None).unwrap();
    let (front, _) = world.host("front");
    let site = session.site_id().unwrap();
    for method in ["GET", "HEAD"] {
        world.fault("front", "/views", &TimesOf(1, 302, "/login?to=hush"));
        world.fault("front", "/login", &Page(200, LOGIN));
        let request = session.request(method, "views").unwrap();
        let response = request.send().unwrap();
        let body = if method == "GET" { LOGIN } else { "" };
        assert_eq!((response.status(), response.text().as_str()), (200, body));
        let sent = front.requests();
        let last = sent.last().unwrap();
        assert_eq!(
            (last.method.as_str(), last.path.as_str()),
            (method, "/login")
        );
        world.forget();
    }
    world.fault("front", "/projects", &To(302, "/login?to=hush"));
    world.fault("front", "/login", &Page(200, LOGIN));
    let failure = session.list("projects").unwrap().total().unwrap_err();
    assert_eq!(
        (failure.name(), failure.http_status),
        ("TSC_ERROR_PROTOCOL", 200)
    );
    let lines = [
        format!("GET /api/3.24/sites/{site}/projects"),
        "GET /login".to_owned(),
    ];
    assert_eq!(sent(front), lines);
}

fn calls() -> impl Iterator<Item = Call> {
    let ways = Way::ALL.map(Call::Way);
    ways.into_iter().chain(Act::ALL.map(Call::Act))
}

#[test]
fn a_call_with_a_secret_stays_at_its_origin() {
    let mut wrong = vec![];
    let (server, cloud) = (World::new(false), World::new(true));
    for row in CALLS {
        for call in calls() {
            let world = match call {
                Call::Way(_) => &cloud,
                Call::Act(_) => &server,
            };
            let (seen, problems) = redirected(world, row, call);
            println!("{:<44} {:<22} {seen}", row.0, call.to_string());
            wrong.extend(
                problems
                    .iter()
                    .map(|problem| format!("{}: {call}: {problem}", row.0)),
            );
        }
    }
    println!("{} rows, {} calls", CALLS.len(), calls().count());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn redirected(
    world: &World,
    (_, answer, times, expected, says): &(&str, Answer, usize, &str, &str),
    call: Call,
) -> (String, Vec<String>) {
    world.forget();
    let server = world.server(&world.fill("{front}"));
    let session = server
        .sign_in_with_password(ADMIN_PASSWORD, None, None)
        .unwrap();
    let token = session.token().unwrap();
    world.forget();
    // What is echoed is the secret of the call.
    let secret = match call {
        Call::Way(Way::PersonalAccessToken) => TOKEN.1,
        Call::Way(Way::Password) => PASSWORD.1,
        Call::Way(Way::JsonWebToken) => JSON_WEB_TOKEN,
        Call::Way(Way::UnifiedAccessToken) => UNIFIED_ACCESS_TOKEN,
        Call::Way(Way::Resume) | Call::Act(_) => &token,
    };
    let (simulator, _) = world.host("front");
    let (faulty, action) = answer.action(world);
    let action = match action {
        Action::Redirect { status, location } => Action::Redirect {
            status,
            location: location
                .replace("{token}", secret)
                .replace("{encoded}", &encoded(secret)),
        },
        other => other,
    };
    simulator.fault(Fault {
        times: faulty,
        ..Fault::on("", action)
    });
    let (result, line) = match call {
        Call::Way(way) => {
            let new = way.take(&server, &token, None, ptr::null_mut());
            (new.map(drop), way.line("3.24"))
        }
        Call::Act(act) => {
            let line = act.line("3.24", &session.site_id().unwrap());
            (act.run(&session, ptr::null_mut()), line)
        }
    };
    simulator.clear_faults();

    let (seen, sent) = (status(&result), world.sent());
    let mut problems = vec![];
    if seen != *expected {
        problems.push(format!("{seen}, not {expected}"));
    }
    let expected_sent = BTreeMap::from([("front".to_owned(), vec![line; *times])]);
    if sent != expected_sent {
        problems.push(format!("sent {sent:?}, not {expected_sent:?}"));
    }
    let secrets = secrets(std::slice::from_ref(&token));
    problems.extend(world.leaks(&["front"], &secrets));
    if let Err(failure) = &result {
        problems.extend(told(failure, &world.fill(says), &secrets));
        let came = answer.status();
        if failure.http_status != i32::from(came) {
            problems.push(format!("http status {}, not {came}", failure.http_status));
        }
        let kept = (session.token(), session.site());
        if kept != (Some(token), Some(String::new())) {
            problems.push("the session is another one".to_owned());
        }
    }
    (format!("{seen:<28} {}", short(&sent)), problems)
}

fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// The table rests on the checker, so it has to see what it is there to see.
#[test]
fn the_checker_sees_every_secret() {
    let world = World::new(true);
    for way in Way::ALL {
        world.forget();
        let server = world.server(&world.fill("{front}"));
        let session = server.sign_in_with_password(PASSWORD, None, None).unwrap();
        let token = session.token().unwrap();
        world.forget();
        way.take(&server, &token, None, ptr::null_mut()).unwrap();
        let secrets = secrets(&[token]);
        assert!(world.leaks(&["front"], &secrets).is_empty(), "{way}");
        for may in [vec![], vec!["front-http"], vec!["pod"]] {
            let leaks = world.leaks(&may, &secrets);
            assert!(leaks[0].starts_with("front got "), "{way}: {leaks:?}");
        }
    }
}

/// The legacy page, of servers that have no server info, is no place to be led away from.
#[test]
fn a_legacy_page_that_redirects_is_not_followed() {
    let world = World::new(false);
    for location in [
        "{pod}/auth?format=xml",
        "{pod-http}/auth?format=xml",
        "{pod}/login",
    ] {
        world.forget();
        world.fault("old", "/auth", &To(302, location));
        let server = world.server(&world.fill("{old}"));
        let failure = server.sign_in_with_password(PASSWORD, None, None);
        let failure = failure.err().unwrap();
        assert_eq!(failure.name(), REDIRECT, "{location}");
        let target = world.fill(location).replace("?format=xml", "");
        assert_eq!(told(&failure, &target, &secrets(&[])), [""; 0]);
        assert_eq!(
            short(&world.sent()),
            "old: GET serverInfo, GET auth",
            "{location}"
        );
        assert_eq!(world.leaks(&[], &secrets(&[])), [""; 0]);
    }
}

/// What is left of a URL when its query, fragment or user is cut off must not be half a secret.
#[test]
fn an_echoed_secret_is_not_shown_in_parts() {
    let world = World::new(false);
    let server = world.server(&world.fill("{front}"));
    server.get_info().unwrap();
    for between in ["?", "#", "@", " ", "\\", "/", "%"] {
        let secret = format!("left{between}right");
        let long = "x".repeat(490);
        for location in [
            format!("{{pod}}/{secret}"),
            format!("/{secret}"),
            format!("ftp://localhost/{secret}"),
            format!("https://{secret}/"),
            format!("{{pod}}/x?y={secret}"),
            format!("ftp://localhost/{long}{secret}"),
        ] {
            world.forget();
            let location = world.fill(&location);
            let action = Action::Redirect {
                status: 302,
                location: location.clone(),
            };
            world.host("front").0.fault(Fault::on("signin", action));
            let failure = server.sign_in(("name", &secret), "").err().unwrap();
            assert_eq!(failure.name(), REDIRECT, "{location}");
            let shown = failure.everything();
            let is_shown = shown.contains("left") || shown.contains("right");
            assert!(!is_shown, "{location}: {shown}");
        }
    }
}
