//! The environment variables that say which proxy to take.

use crate::common::address::Scheme;
use crate::common::error::{Error, Result, Status};
use crate::common::secrets::Secret;
use crate::transport::environment;
use crate::transport::proxy::no_proxy;
use crate::transport::proxy::url::{Proxy, read};
use percent_encoding::percent_encode_byte;
use std::ffi::OsStr;
use std::sync::Arc;

/// For connections to http servers. `HTTP_PROXY` does not count: web servers set it for the
/// programs that they start, to whatever a request said in a header named Proxy.
const FOR_HTTP: &[&str] = &["http_proxy"];
/// For connections to https servers. Of each kind the first that is set counts.
const FOR_HTTPS: &[&str] = &["https_proxy", "HTTPS_PROXY"];
/// For connections that those before say nothing of.
const FOR_ALL: &[&str] = &["all_proxy", "ALL_PROXY"];
/// The hosts that no proxy of these variables is for.
const NO_PROXY: &[&str] = &["no_proxy", "NO_PROXY"];

/// Those variables as they were at one time. They may have passwords in them.
#[derive(Debug, Clone)]
pub struct Environment(Arc<[(&'static str, Secret)]>);

impl Environment {
    /// Those of all that the library reads.
    pub fn of(environment: &environment::Environment) -> Environment {
        Environment::new(|name| Some(as_text(environment.get(name)?)))
    }

    /// The variables that a function looks up. One that is empty is as good as not set.
    pub fn new(look_up: impl Fn(&str) -> Option<String>) -> Environment {
        let names = [FOR_HTTP, FOR_HTTPS, FOR_ALL, NO_PROXY].concat();
        let variables = names.into_iter().filter_map(|name| {
            let value = look_up(name).filter(|value| !value.is_empty())?;
            Some((name, Secret::new(&value)))
        });
        Environment(variables.collect())
    }

    /// The proxy for connections to a port of a host.
    pub fn proxy_for(&self, scheme: Scheme, host: &str, port: u16) -> Result<Option<Proxy>> {
        let for_scheme = match scheme {
            Scheme::Http => FOR_HTTP,
            Scheme::Https => FOR_HTTPS,
        };
        let Some((name, url)) = self.first(for_scheme).or(self.first(FOR_ALL)) else {
            return Ok(None);
        };
        let exempt = self.first(NO_PROXY);
        if exempt.is_some_and(|(_, hosts)| no_proxy::has(hosts, host, port)) {
            return Ok(None);
        }
        read(url).map(Some).map_err(|unusable| {
            let reason = unusable.reason;
            let message =
                format!("the proxy in the environment variable {name} cannot be used: {reason}");
            Error::new(Status::Proxy, message).advise("correct it, or set another proxy or none")
        })
    }

    /// All the proxies that can be used.
    pub fn proxies(&self) -> impl Iterator<Item = Proxy> {
        let variables = self.0.iter();
        let of_proxies = variables.filter(|(name, _)| !NO_PROXY.contains(name));
        of_proxies.filter_map(|(_, url)| read(url.reveal()).ok())
    }

    /// The first of these variables that is set: its name and its value.
    fn first(&self, names: &[&str]) -> Option<(&'static str, &str)> {
        names.iter().find_map(|name| {
            let (name, value) = self.0.iter().find(|(other, _)| other == name)?;
            Some((*name, value.reveal()))
        })
    }
}

/// A value need not be UTF-8. Bytes that are not are percent-encoded: in a user name or password
/// that means the same, and in a host name they cannot be, either way.
fn as_text(value: &OsStr) -> String {
    let mut text = String::new();
    for chunk in value.as_encoded_bytes().utf8_chunks() {
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
    use crate::transport::proxy::curl::{Curl, Way};
    use std::env;
    use std::os::unix::ffi::OsStrExt;
    use std::process::Command;

    const FIRST: &str = "http://first";
    const SECOND: &str = "http://second";
    const TAIL: &str = "curl passes over what follows the port";
    const SILENT: &str = "curl goes the direct way where a password has a control character";
    const SOCKS: &str = "curl speaks SOCKS";

    /// Variables; the way to an http and to an https server: to a proxy's host, `direct`, or
    /// `nowhere` where the variable cannot be used; and whether curl goes there too.
    type Row = (
        &'static [(&'static str, &'static str)],
        &'static str,
        &'static str,
        Way,
    );

    #[rustfmt::skip]
    const TABLE: &[Row] = &[
        (&[], "direct", "direct", Way::OfCurl),
        (&[("http_proxy", FIRST)], "first", "direct", Way::OfCurl),
        (&[("HTTP_PROXY", FIRST)], "direct", "direct", Way::OfCurl),
        (&[("Https_Proxy", FIRST)], "direct", "direct", Way::OfCurl),
        (&[("https_proxy", FIRST)], "direct", "first", Way::OfCurl),
        (&[("HTTPS_PROXY", FIRST)], "direct", "first", Way::OfCurl),
        (&[("all_proxy", FIRST)], "first", "first", Way::OfCurl),
        (&[("ALL_PROXY", FIRST)], "first", "first", Way::OfCurl),
        (&[("http_proxy", FIRST), ("https_proxy", SECOND)], "first", "second", Way::OfCurl),
        (&[("https_proxy", FIRST), ("HTTPS_PROXY", SECOND)], "direct", "first", Way::OfCurl),
        (&[("all_proxy", FIRST), ("ALL_PROXY", SECOND)], "first", "first", Way::OfCurl),
        (&[("http_proxy", FIRST), ("all_proxy", SECOND)], "first", "second", Way::OfCurl),
        (&[("HTTP_PROXY", FIRST), ("all_proxy", SECOND)], "second", "second", Way::OfCurl),
        (&[("HTTPS_PROXY", FIRST), ("all_proxy", SECOND)], "second", "first", Way::OfCurl),
        (&[("http_proxy", ""), ("all_proxy", FIRST)], "first", "first", Way::OfCurl),
        (&[("https_proxy", ""), ("HTTPS_PROXY", FIRST)], "direct", "first", Way::OfCurl),
        (&[("all_proxy", ""), ("ALL_PROXY", FIRST)], "first", "first", Way::OfCurl),
        (&[("all_proxy", FIRST), ("no_proxy", "a.test")], "direct", "direct", Way::OfCurl),
        (&[("https_proxy", FIRST), ("NO_PROXY", "a.test")], "direct", "direct", Way::OfCurl),
        (&[("all_proxy", FIRST), ("no_proxy", "b.test"), ("NO_PROXY", "a.test")], "first", "first", Way::OfCurl),
        (&[("all_proxy", FIRST), ("no_proxy", ""), ("NO_PROXY", "a.test")], "direct", "direct", Way::OfCurl),
        (&[("all_proxy", FIRST), ("no_proxy", " "), ("NO_PROXY", "a.test")], "first", "first", Way::OfCurl),
        (&[("all_proxy", FIRST), ("no_proxy", "a.test:443")], "first", "direct", Way::Open("see no_proxy")),
        (&[("no_proxy", "b.test")], "direct", "direct", Way::OfCurl),
        (&[("all_proxy", "first")], "first", "first", Way::OfCurl),
        (&[("all_proxy", "http://first/")], "first", "first", Way::OfCurl),
        (&[("all_proxy", "HTTP://first")], "first", "first", Way::OfCurl),
        (&[("all_proxy", "http://user:pw@first")], "first", "first", Way::OfCurl),
        (&[("http_proxy", "://")], "nowhere", "direct", Way::OfCurl),
        (&[("http_proxy", "://"), ("all_proxy", FIRST)], "nowhere", "first", Way::OfCurl),
        (&[("all_proxy", " ")], "nowhere", "nowhere", Way::OfCurl),
        (&[("all_proxy", "http://first ")], "nowhere", "nowhere", Way::OfCurl),
        (&[("all_proxy", "ftp://first")], "nowhere", "nowhere", Way::OfCurl),
        (&[("all_proxy", "://"), ("no_proxy", "a.test")], "direct", "direct", Way::OfCurl),
        (&[("all_proxy", "http://first/path")], "nowhere", "nowhere", Way::Ours(TAIL)),
        (&[("all_proxy", "http://user:pw%0A@first")], "nowhere", "nowhere", Way::Ours(SILENT)),
        (&[("all_proxy", "socks5://first")], "nowhere", "nowhere", Way::Open(SOCKS)),
    ];

    fn environment(variables: &[(&str, &str)]) -> Environment {
        Environment::new(|name| {
            let variable = variables.iter().find(|(other, _)| *other == name)?;
            Some(variable.1.to_owned())
        })
    }

    fn way(environment: &Environment, scheme: Scheme, port: u16) -> String {
        match environment.proxy_for(scheme, "a.test", port) {
            Ok(Some(proxy)) => proxy.host().to_owned(),
            Ok(None) => "direct".to_owned(),
            Err(_) => "nowhere".to_owned(),
        }
    }

    #[test]
    fn variables_count_in_their_order() {
        for (variables, for_http, for_https, _) in TABLE {
            let environment = environment(variables);
            assert_eq!(
                way(&environment, Scheme::Http, 80),
                *for_http,
                "{variables:?}"
            );
            assert_eq!(
                way(&environment, Scheme::Https, 443),
                *for_https,
                "{variables:?}"
            );
        }
    }

    #[test]
    fn for_curl_they_do_too() {
        let curl = Curl::new();
        let mut differences = Vec::new();
        for (variables, for_http, for_https, way) in TABLE {
            differences.extend(curl.difference(variables, "http://a.test", for_http, way));
            differences.extend(curl.difference(variables, "https://a.test", for_https, way));
        }
        assert!(
            differences.is_empty(),
            "{}: {differences:#?}",
            curl.version()
        );
    }

    #[test]
    fn a_variable_that_is_no_url_is_named_without_its_value() {
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

    /// Runs itself again, in a process with variables.
    #[test]
    fn the_variables_of_the_process_count() {
        const NAME: &str =
            "transport::proxy::environment::tests::the_variables_of_the_process_count";
        const IS_AGAIN: &str = "TSC_TEST_RUNS_AGAIN";
        if env::var_os(IS_AGAIN).is_some() {
            let environment = Environment::of(&environment::Environment::of_process());
            assert_eq!(way(&environment, Scheme::Http, 80), "direct");
            assert_eq!(way(&environment, Scheme::Https, 443), "second");
            assert_eq!(way(&environment, Scheme::Https, 8443), "direct");
            return;
        }
        let again = Command::new(env::current_exe().unwrap())
            .args(["--exact", NAME])
            .env_clear()
            .env(IS_AGAIN, "yes")
            .env("HTTP_PROXY", FIRST)
            .env("HTTPS_PROXY", OsStr::from_bytes(b"http://user:\xff@second"))
            .env("no_proxy", OsStr::from_bytes(b"\xff,a.test:8443"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&again.stdout);
        assert!(said.contains("1 passed"), "{said}");
    }

    #[test]
    fn bytes_that_are_not_utf_8_stay_what_they_are() {
        let text = as_text(OsStr::from_bytes(b"http://\xfcser:p\xc3\xbc\xff@first"));
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
