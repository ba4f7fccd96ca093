//! The choice of a proxy by environment variables. There is no standard for them; the rules are those
//! of curl, and a test compares each row of a table with the real curl.
//!
//! | server | variables, of which the first that is set and not empty counts |
//! |---|---|
//! | `http` | `http_proxy`, `all_proxy`, `ALL_PROXY` |
//! | `https` | `https_proxy`, `HTTPS_PROXY`, `all_proxy`, `ALL_PROXY` |
//!
//! Then `no_proxy`, or else `NO_PROXY`, lists the hosts that get no proxy (see `no_proxy.rs`). For
//! example, with
//!
//! ```text
//! HTTPS_PROXY=http://proxy.example:3128  all_proxy=http://other.example:8080  no_proxy=.intranet.example
//! ```
//!
//! `https://tableau.example` goes through proxy.example, `http://tableau.example` through
//! other.example, and `https://tableau.intranet.example` through none.
//!
//! `HTTP_PROXY` in capitals does not count, as in curl. Web servers set it for CGI programs to the
//! value of a request's `Proxy` header, so whoever sends the request would choose the proxy
//! (CVE-2016-5385, "httpoxy").

use crate::common::address::Scheme;
use crate::common::error::{Error, Result, Status};
use crate::common::secrets::Secret;
use crate::transport::environment;
use crate::transport::proxy::no_proxy;
use crate::transport::proxy::url::{Proxy, parse};
use percent_encoding::percent_encode_byte;
use std::ffi::OsStr;
use std::sync::Arc;

/// The variable for http servers.
const FOR_HTTP: &[&str] = &["http_proxy"];
/// The variables for https servers.
const FOR_HTTPS: &[&str] = &["https_proxy", "HTTPS_PROXY"];
/// The variables for servers of a scheme whose own variables are not set.
const FOR_ALL: &[&str] = &["all_proxy", "ALL_PROXY"];
/// The variables that list the hosts without a proxy.
const NO_PROXY: &[&str] = &["no_proxy", "NO_PROXY"];

/// The values of the proxy variables at one time. They may contain passwords.
#[derive(Debug, Clone)]
pub struct Environment(Arc<[(&'static str, Secret)]>);

impl Environment {
    /// Takes the proxy variables from all that the library reads.
    pub fn from_all(environment: &environment::Environment) -> Environment {
        Environment::new(|name| Some(as_text(environment.get(name)?)))
    }

    /// The variables that a function returns. An empty variable counts as not set.
    pub fn new(variable: impl Fn(&str) -> Option<String>) -> Environment {
        let names = [FOR_HTTP, FOR_HTTPS, FOR_ALL, NO_PROXY].concat();
        let variables = names.into_iter().filter_map(|name| {
            let value = variable(name).filter(|value| !value.is_empty())?;
            Some((name, Secret::new(&value)))
        });
        Environment(variables.collect())
    }

    /// The proxy for connections to a port of a host.
    ///
    /// # Errors
    /// `Proxy`: the variable that applies is not the URL of a proxy. The message does not repeat it.
    pub fn proxy_for(&self, scheme: Scheme, host: &str, port: u16) -> Result<Option<Proxy>> {
        let for_scheme = match scheme {
            Scheme::Http => FOR_HTTP,
            Scheme::Https => FOR_HTTPS,
        };
        let Some((name, url)) = self.first(for_scheme).or(self.first(FOR_ALL)) else {
            return Ok(None);
        };
        let exempt = self.first(NO_PROXY);
        if exempt.is_some_and(|(_, hosts)| no_proxy::matches(hosts, host, port)) {
            return Ok(None);
        }
        parse(url).map(Some).map_err(|invalid| {
            let reason = invalid.reason;
            let message =
                format!("the proxy in the environment variable {name} cannot be used: {reason}");
            Error::new(Status::Proxy, message).advise("correct it, or set another proxy or none")
        })
    }

    /// All proxies of the variables, except those with an invalid URL.
    pub fn proxies(&self) -> impl Iterator<Item = Proxy> {
        let variables = self.0.iter();
        let urls = variables.filter(|(name, _)| !NO_PROXY.contains(name));
        urls.filter_map(|(_, url)| parse(url.reveal()).ok())
    }

    /// The name and the value of the first of these variables that is set.
    fn first(&self, names: &[&str]) -> Option<(&'static str, &str)> {
        names.iter().find_map(|name| {
            let (name, value) = self.0.iter().find(|(other, _)| other == name)?;
            Some((*name, value.reveal()))
        })
    }
}

/// Converts a value that may not be UTF-8. Other bytes are percent-encoded: in a user name or password
/// that has the same meaning, and in a host name neither form is valid.
fn as_text(value: &OsStr) -> String {
    let bytes = value.as_encoded_bytes();
    let mut text = String::with_capacity(3 * bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        let invalid = chunk.invalid().iter();
        text.extend(invalid.map(|byte| percent_encode_byte(*byte)));
    }
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::platform::value_of_variable;
    use crate::transport::proxy::curl::{Comparison, Curl};
    use Comparison::{Differs, Same, Skipped};
    use std::env;
    use std::ffi::OsString;
    use std::process::Command;

    /// The value of a variable.
    fn of_bytes(bytes: &[u8]) -> OsString {
        value_of_variable("", bytes).unwrap().unwrap()
    }

    const FIRST: &str = "http://first";
    const SECOND: &str = "http://second";
    const TAIL: &str = "curl ignores what follows the port";
    const SILENT: &str = "curl connects directly if a password has a control character";
    const SOCKS: &str = "curl supports SOCKS";

    /// A row of the table. The destination of a connection is `direct`, the host of a proxy, or
    /// `nowhere` if the variable that applies is invalid.
    struct Row {
        variables: &'static [(&'static str, &'static str)],
        /// The destination of connections to an http server.
        http: &'static str,
        /// The destination of connections to an https server.
        https: &'static str,
        curl: Comparison,
    }

    #[rustfmt::skip]
    const TABLE: &[Row] = &[
        Row { variables: &[], http: "direct", https: "direct", curl: Same },
        Row { variables: &[("http_proxy", FIRST)], http: "first", https: "direct", curl: Same },
        Row { variables: &[("HTTP_PROXY", FIRST)], http: "direct", https: "direct", curl: Same },
        Row { variables: &[("Https_Proxy", FIRST)], http: "direct", https: "direct", curl: Same },
        Row { variables: &[("https_proxy", FIRST)], http: "direct", https: "first", curl: Same },
        Row { variables: &[("HTTPS_PROXY", FIRST)], http: "direct", https: "first", curl: Same },
        Row { variables: &[("all_proxy", FIRST)], http: "first", https: "first", curl: Same },
        Row { variables: &[("ALL_PROXY", FIRST)], http: "first", https: "first", curl: Same },
        Row { variables: &[("http_proxy", FIRST), ("https_proxy", SECOND)], http: "first", https: "second", curl: Same },
        Row { variables: &[("https_proxy", FIRST), ("HTTPS_PROXY", SECOND)], http: "direct", https: "first", curl: Same },
        Row { variables: &[("all_proxy", FIRST), ("ALL_PROXY", SECOND)], http: "first", https: "first", curl: Same },
        Row { variables: &[("http_proxy", FIRST), ("all_proxy", SECOND)], http: "first", https: "second", curl: Same },
        Row { variables: &[("HTTP_PROXY", FIRST), ("all_proxy", SECOND)], http: "second", https: "second", curl: Same },
        Row { variables: &[("HTTPS_PROXY", FIRST), ("all_proxy", SECOND)], http: "second", https: "first", curl: Same },
        Row { variables: &[("http_proxy", ""), ("all_proxy", FIRST)], http: "first", https: "first", curl: Same },
        Row { variables: &[("https_proxy", ""), ("HTTPS_PROXY", FIRST)], http: "direct", https: "first", curl: Same },
        Row { variables: &[("all_proxy", ""), ("ALL_PROXY", FIRST)], http: "first", https: "first", curl: Same },
        Row { variables: &[("all_proxy", FIRST), ("no_proxy", "a.test")], http: "direct", https: "direct", curl: Same },
        Row { variables: &[("https_proxy", FIRST), ("NO_PROXY", "a.test")], http: "direct", https: "direct", curl: Same },
        Row { variables: &[("all_proxy", FIRST), ("no_proxy", "b.test"), ("NO_PROXY", "a.test")], http: "first", https: "first", curl: Same },
        Row { variables: &[("all_proxy", FIRST), ("no_proxy", ""), ("NO_PROXY", "a.test")], http: "direct", https: "direct", curl: Same },
        Row { variables: &[("all_proxy", FIRST), ("no_proxy", " "), ("NO_PROXY", "a.test")], http: "first", https: "first", curl: Same },
        Row { variables: &[("all_proxy", FIRST), ("no_proxy", "a.test:443")], http: "first", https: "direct", curl: Skipped("see no_proxy") },
        Row { variables: &[("no_proxy", "b.test")], http: "direct", https: "direct", curl: Same },
        Row { variables: &[("all_proxy", "first")], http: "first", https: "first", curl: Same },
        Row { variables: &[("all_proxy", "http://first/")], http: "first", https: "first", curl: Same },
        Row { variables: &[("all_proxy", "HTTP://first")], http: "first", https: "first", curl: Same },
        Row { variables: &[("all_proxy", "http://user:pw@first")], http: "first", https: "first", curl: Same },
        Row { variables: &[("http_proxy", "://")], http: "nowhere", https: "direct", curl: Same },
        Row { variables: &[("http_proxy", "://"), ("all_proxy", FIRST)], http: "nowhere", https: "first", curl: Same },
        Row { variables: &[("all_proxy", " ")], http: "nowhere", https: "nowhere", curl: Same },
        Row { variables: &[("all_proxy", "http://first ")], http: "nowhere", https: "nowhere", curl: Same },
        Row { variables: &[("all_proxy", "ftp://first")], http: "nowhere", https: "nowhere", curl: Same },
        Row { variables: &[("all_proxy", "://"), ("no_proxy", "a.test")], http: "direct", https: "direct", curl: Same },
        Row { variables: &[("all_proxy", "http://first/path")], http: "nowhere", https: "nowhere", curl: Differs(TAIL) },
        Row { variables: &[("all_proxy", "http://user:pw%0A@first")], http: "nowhere", https: "nowhere", curl: Differs(SILENT) },
        Row { variables: &[("all_proxy", "socks5://first")], http: "nowhere", https: "nowhere", curl: Skipped(SOCKS) },
    ];

    fn environment(variables: &[(&str, &str)]) -> Environment {
        Environment::new(|name| {
            let variable = variables.iter().find(|(other, _)| *other == name)?;
            Some(variable.1.to_owned())
        })
    }

    fn destination(environment: &Environment, scheme: Scheme, port: u16) -> String {
        match environment.proxy_for(scheme, "a.test", port) {
            Ok(Some(proxy)) => proxy.host().to_owned(),
            Ok(None) => "direct".to_owned(),
            Err(_) => "nowhere".to_owned(),
        }
    }

    #[test]
    fn first_variable_that_is_set_counts() {
        for row in TABLE {
            let variables = row.variables;
            let environment = environment(variables);
            assert_eq!(
                destination(&environment, Scheme::Http, 80),
                row.http,
                "{variables:?}"
            );
            assert_eq!(
                destination(&environment, Scheme::Https, 443),
                row.https,
                "{variables:?}"
            );
        }
    }

    #[test]
    fn curl_chooses_the_same_proxies() {
        let curl = Curl::new();
        let mut differences = Vec::new();
        for Row {
            variables,
            http,
            https,
            curl: comparison,
        } in TABLE
        {
            differences.extend(curl.difference(variables, "http://a.test", http, comparison));
            differences.extend(curl.difference(variables, "https://a.test", https, comparison));
        }
        assert!(
            differences.is_empty(),
            "{}: {differences:#?}",
            curl.version()
        );
    }

    #[test]
    fn invalid_variable_is_named_without_its_value() {
        for (name, value) in [
            ("https_proxy", "http://user:hunter2@first:hunter2"),
            ("HTTPS_PROXY", "socks5://user:hunter2@first"),
            ("all_proxy", "http://user:hunter2/hunter2@first"),
            ("ALL_PROXY", "hunter2://first"),
        ] {
            let environment = environment(&[(name, value)]);
            let error = environment
                .proxy_for(Scheme::Https, "a.test", 443)
                .unwrap_err();
            assert_eq!(error.status(), Status::Proxy);
            let message = error.message();
            assert!(message.contains(name), "{message}");
            assert!(!message.contains("hunter2"), "{message}");
            assert!(!message.contains("first"), "{message}");
            assert!(!format!("{environment:?}").contains("hunter2"));
        }
    }

    /// The test runs itself again, in a process with other variables.
    #[test]
    fn variables_of_the_process_are_read() {
        const NAME: &str =
            "transport::proxy::environment::tests::variables_of_the_process_are_read";
        const IS_AGAIN: &str = "TSC_TEST_RUNS_AGAIN";
        if env::var_os(IS_AGAIN).is_some() {
            let environment =
                Environment::from_all(&environment::Environment::of_process().unwrap());
            assert_eq!(destination(&environment, Scheme::Http, 80), "direct");
            assert_eq!(destination(&environment, Scheme::Https, 443), "second");
            assert_eq!(destination(&environment, Scheme::Https, 8443), "direct");
            return;
        }
        let again = Command::new(env::current_exe().unwrap())
            .args(["--exact", NAME])
            .env_clear()
            .env(IS_AGAIN, "yes")
            .env("HTTP_PROXY", FIRST)
            .env("HTTPS_PROXY", of_bytes(b"http://user:\xff@second"))
            .env("no_proxy", of_bytes(b"\xff,a.test:8443"))
            .output()
            .unwrap();
        let output = String::from_utf8_lossy(&again.stdout);
        assert!(output.contains("1 passed"), "{output}");
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_preserved() {
        let text = as_text(&of_bytes(b"http://\xfcser:p\xc3\xbc\xff@first"));
        assert_eq!(text, "http://%FCser:p\u{fc}%FF@first");
        let proxy = environment(&[("all_proxy", &text)]);
        let proxy = proxy
            .proxy_for(Scheme::Https, "a.test", 443)
            .unwrap()
            .unwrap();
        let authorization = proxy.authorization().map(Secret::reveal);
        assert_eq!(authorization, Some("Basic /HNlcjpww7z/"));
    }
}
