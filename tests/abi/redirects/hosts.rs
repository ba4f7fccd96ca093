//! The hosts between which redirects lead, and the check that each received only what it may.

use super::reply::Reply;
use crate::calls::simulator_with;
use crate::support::*;
use std::collections::BTreeMap;
use tsc_simulator::{Fault, Recorded, Simulator};

/// The hosts of a row. Each has a host name, a certificate for it, and an http port; the library
/// trusts all but the unverified one.
///
/// | name       | host name | role |
/// |------------|-----------|------|
/// | front      | localhost | the address that the program has |
/// | pod        | 127.0.0.1 | another Tableau server |
/// | third      | 127.0.0.2 | a third one |
/// | old        | 127.0.0.1 | a server without server info |
/// | unverified | 127.0.0.1 | a server whose CA is not trusted |
///
/// In a template `{pod}` stands for its https address, `{pod-http}` for its http address,
/// `{pod-local}` for its https address under the front's host name, and `{pod-port}` for the port.
pub struct Hosts {
    hosts: Vec<(&'static str, Simulator)>,
    /// Each placeholder of a template, and its value.
    urls: Vec<(String, String)>,
}

/// The only headers that a probe has.
pub const PLAIN_HEADERS: [&str; 4] = ["host", "user-agent", "accept", "accept-encoding"];

impl Hosts {
    pub fn new(cloud: bool) -> Hosts {
        let start = |version| simulator_with(version, cloud, &["127.0.0.2"]);
        let hosts = vec![
            ("front", start("3.24")),
            ("pod", start("3.24")),
            ("third", start("3.24")),
            ("old", start("2.2")),
            ("unverified", start("3.24")),
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
        Hosts { hosts, urls }
    }

    pub fn fill(&self, template: &str) -> String {
        let all = self.urls.iter();
        all.fold(template.to_owned(), |text, (name, url)| {
            text.replace(name, url)
        })
    }

    /// The simulator and the scheme of a host such as `front` or `front-http`.
    pub fn host(&self, name: &str) -> (&Simulator, &'static str) {
        let (name, scheme) = match name.strip_suffix("-http") {
            Some(name) => (name, "http"),
            None => (name, "https"),
        };
        let found = self.hosts.iter().find(|(other, _)| *other == name);
        (&found.unwrap().1, scheme)
    }

    pub fn fault(&self, host: &str, path: &str, what: &Reply) {
        let (simulator, scheme) = self.host(host);
        let (times, action) = what.action(self);
        simulator.fault(Fault {
            scheme: Some(scheme.to_owned()),
            times,
            ..Fault::on(path, action)
        });
    }

    pub fn forget(&self) {
        for (_, simulator) in &self.hosts {
            simulator.clear_faults();
            simulator.clear_requests();
        }
    }

    /// A server handle that trusts all hosts but the unverified one.
    pub fn server(&self, url: &str) -> Server {
        let trusted = self.hosts.iter().filter(|(name, _)| *name != "unverified");
        let pem: String = trusted.map(|(_, simulator)| simulator.ca_pem()).collect();
        let server = Server::new(url).unwrap();
        server.set_ca_pem(pem.as_bytes()).unwrap();
        server
    }

    /// All requests, each with the name of the host that received it.
    pub fn requests(&self) -> Vec<(String, Recorded)> {
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
    pub fn sent(&self) -> BTreeMap<String, Vec<String>> {
        let mut sent: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (host, request) in self.requests() {
            let line = format!("{} {}", request.method, request.path);
            sent.entry(host).or_default().push(line);
        }
        sent
    }

    /// The check: what hosts other than those in `may` received that they must not. A request to
    /// them may have no part of a secret, no header but the plain ones, no body, and no query but
    /// the legacy page's.
    pub fn leaks(&self, may: &[&str], secrets: &[String]) -> Vec<String> {
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

/// A secret, and if it is long its longest part that no encoding changes.
pub fn marks(secret: &str) -> Vec<String> {
    let parts = secret.split(|c: char| !c.is_ascii_alphanumeric());
    let longest = parts.max_by_key(|part| part.len()).unwrap_or_default();
    let mut marks = vec![secret.to_owned()];
    if longest.len() >= 20 {
        marks.push(longest.to_owned());
    }
    marks
}
