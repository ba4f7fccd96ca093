//! The URL of a proxy.

use crate::common::address::{Scheme, bare, is_host};
use crate::common::error::{Error, Result};
use crate::common::secrets::Secret;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;
use std::fmt;

/// Where a proxy is, and how it is told who one is. Displayed, it is a URL without user and
/// password.
#[derive(Debug, Clone)]
pub struct Proxy {
    scheme: Scheme,
    /// In lower case; an IPv6 address in brackets.
    host: String,
    port: u16,
    authorization: Option<Secret>,
}

impl Proxy {
    /// Reads `http://user:password@host:port`, or `https://` where the proxy itself speaks TLS.
    /// Without a scheme it is http. User and password are percent-encoded.
    pub fn parse(url: &str) -> Result<Proxy> {
        read(url).map_err(|unusable| {
            let name = unusable.host.map(|host| format!(" of the proxy {host}"));
            let name = name.as_deref().unwrap_or(" of the proxy");
            let message = format!("the URL{name} cannot be used: {}", unusable.reason);
            Error::invalid(message)
        })
    }

    /// Whether what is said to the proxy itself is encrypted.
    pub fn is_https(&self) -> bool {
        self.scheme == Scheme::Https
    }

    /// Its name, or its address without brackets.
    pub fn host(&self) -> &str {
        bare(&self.host)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The value of `Proxy-Authorization`, if its URL has a user or a password.
    pub fn authorization(&self) -> Option<&Secret> {
        self.authorization.as_ref()
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.scheme.as_str();
        write!(f, "{scheme}://{}:{}", self.host, self.port)
    }
}

/// Why a text is not the URL of a proxy. Any part of it may be somebody's password, so of the
/// text itself there is nothing in here but the host, where it is sure which part that is.
#[derive(Debug)]
pub struct Unusable {
    /// Completes a sentence that ends with a colon.
    pub reason: &'static str,
    host: Option<String>,
}

impl Unusable {
    fn new(reason: &'static str) -> Unusable {
        Unusable { reason, host: None }
    }
}

/// Reads the URL of a proxy.
pub fn read(url: &str) -> std::result::Result<Proxy, Unusable> {
    if url.contains(|character: char| character.is_whitespace() || character.is_control()) {
        return Err(Unusable::new(
            "it has a space or a control character in it; in a password write %20 for a space",
        ));
    }
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, rest)) => (read_scheme(scheme)?, rest),
        None => (Scheme::Http, url),
    };
    let (authority, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if tail.contains('@') {
        return Err(Unusable::new(
            "what is before its last @ has /, ? or # in it; in a user name or password write them %2F, %3F and %23",
        ));
    }
    // A host has no @ in it, so a password may, though it should be written %40.
    let (user_info, host_and_port) = match authority.rsplit_once('@') {
        Some((user_info, host_and_port)) => (Some(user_info), host_and_port),
        None => (None, authority),
    };
    let (host, port) = split_port(host_and_port);
    let host = read_host(host)?;
    let unusable = |reason| Unusable {
        reason,
        host: Some(host.clone()),
    };
    // The ports of the schemes are what most programs take, Python's Requests among them; only
    // curl takes 1080, the port of SOCKS, for http.
    let port = match port {
        Some(port) => {
            read_port(port).ok_or_else(|| unusable("its port is not a number from 1 to 65535"))?
        }
        None => scheme.default_port(),
    };
    if !["", "/"].contains(&tail) {
        return Err(unusable("it has a path, a query or a fragment"));
    }
    let authorization = user_info.map(authorization).transpose().map_err(unusable)?;
    Ok(Proxy {
        scheme,
        host,
        port,
        authorization: authorization.flatten(),
    })
}

fn read_scheme(scheme: &str) -> std::result::Result<Scheme, Unusable> {
    Scheme::parse(scheme).ok_or_else(|| {
        let is_socks = scheme.to_ascii_lowercase().starts_with("socks");
        Unusable::new(if is_socks {
            "SOCKS proxies are not supported, only http:// and https:// ones"
        } else {
            "its scheme is neither http nor https"
        })
    })
}

fn read_host(host: &str) -> std::result::Result<String, Unusable> {
    if host.is_empty() {
        return Err(Unusable::new("it names no host"));
    }
    if !host.is_ascii() {
        return Err(Unusable::new(
            "its host name is not ASCII; give the ASCII form (xn--…)",
        ));
    }
    let host = host.to_ascii_lowercase();
    if !is_host(&host) {
        return Err(Unusable::new("its host name is not one"));
    }
    Ok(host)
}

/// The header's value for `user:password`; `None` if there is neither.
fn authorization(user_info: &str) -> std::result::Result<Option<Secret>, &'static str> {
    let (user, password) = user_info.split_once(':').unwrap_or((user_info, ""));
    // As bytes, because they need not be UTF-8.
    let user: Vec<u8> = percent_decode_str(user).collect();
    let password: Vec<u8> = percent_decode_str(password).collect();
    if user.is_empty() && password.is_empty() {
        return Ok(None);
    }
    if user.contains(&b':') {
        return Err("its user name has a colon in it, which proxies take for its end");
    }
    let credentials = [user, password].join(&b':');
    if credentials.iter().any(u8::is_ascii_control) {
        return Err("its user name or password has a control character in it");
    }
    let encoded = BASE64_STANDARD.encode(&credentials);
    Ok(Some(Secret::new(&format!("Basic {encoded}"))))
}

/// A host and what stands behind its colon. The colons of an IPv6 address are in brackets.
pub fn split_port(host_and_port: &str) -> (&str, Option<&str>) {
    match host_and_port.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (host_and_port, None),
    }
}

/// A port from 1 to 65535.
pub fn read_port(port: &str) -> Option<u16> {
    let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
    let port = port.parse().ok().filter(|port| *port > 0);
    port.filter(|_| is_number)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::common::error::Status;
    use crate::transport::proxy::curl::Curl;

    #[test]
    fn the_url_of_a_proxy_is_read() {
        for (url, shown, host, user_and_password) in [
            ("http://proxy:3128", "http://proxy:3128", "proxy", None),
            ("http://proxy:3128/", "http://proxy:3128", "proxy", None),
            ("proxy:3128", "http://proxy:3128", "proxy", None),
            ("proxy:3128/", "http://proxy:3128", "proxy", None),
            ("proxy", "http://proxy:80", "proxy", None),
            ("http://proxy", "http://proxy:80", "proxy", None),
            ("https://proxy", "https://proxy:443", "proxy", None),
            (
                "HTTPS://Proxy.Test:8443",
                "https://proxy.test:8443",
                "proxy.test",
                None,
            ),
            (
                "http://proxy.test.:3128",
                "http://proxy.test.:3128",
                "proxy.test.",
                None,
            ),
            (
                "http://under_score:1",
                "http://under_score:1",
                "under_score",
                None,
            ),
            (
                "http://192.0.2.1:65535",
                "http://192.0.2.1:65535",
                "192.0.2.1",
                None,
            ),
            (
                "http://[2001:DB8::1]:3128",
                "http://[2001:db8::1]:3128",
                "2001:db8::1",
                None,
            ),
            ("[::1]", "http://[::1]:80", "::1", None),
            (
                "http://user:pw@proxy:3128",
                "http://proxy:3128",
                "proxy",
                Some("user:pw"),
            ),
            (
                "user:pw@proxy:3128",
                "http://proxy:3128",
                "proxy",
                Some("user:pw"),
            ),
            (
                "https://user:pw@[::1]/",
                "https://[::1]:443",
                "::1",
                Some("user:pw"),
            ),
            (
                "http://us%40er:p%3Aw@proxy",
                "http://proxy:80",
                "proxy",
                Some("us@er:p:w"),
            ),
            (
                "http://u:%2f%3F%23%20@proxy",
                "http://proxy:80",
                "proxy",
                Some("u:/?# "),
            ),
            (
                "http://user:p:w@proxy",
                "http://proxy:80",
                "proxy",
                Some("user:p:w"),
            ),
            (
                "http://user:p@w@proxy",
                "http://proxy:80",
                "proxy",
                Some("user:p@w"),
            ),
            (
                "http://user:100%@proxy",
                "http://proxy:80",
                "proxy",
                Some("user:100%"),
            ),
            (
                "http://user:a+b@proxy",
                "http://proxy:80",
                "proxy",
                Some("user:a+b"),
            ),
            (
                "http://user:pä@proxy",
                "http://proxy:80",
                "proxy",
                Some("user:pä"),
            ),
            (
                "http://user@proxy",
                "http://proxy:80",
                "proxy",
                Some("user:"),
            ),
            ("http://:pw@proxy", "http://proxy:80", "proxy", Some(":pw")),
            ("http://@proxy", "http://proxy:80", "proxy", None),
            ("http://:@proxy", "http://proxy:80", "proxy", None),
        ] {
            let proxy = Proxy::parse(url).unwrap();
            assert_eq!(proxy.to_string(), shown, "{url}");
            assert_eq!(proxy.host(), host, "{url}");
            let encoded = user_and_password.map(|text| BASE64_STANDARD.encode(text));
            let value = encoded.map(|encoded| format!("Basic {encoded}"));
            let found = proxy.authorization().map(Secret::reveal);
            assert_eq!(found, value.as_deref(), "{url}");
            assert_eq!(proxy.is_https(), shown.starts_with("https"), "{url}");
            assert!(shown.ends_with(&format!(":{}", proxy.port())), "{url}");
        }
    }

    #[test]
    fn what_is_no_url_of_a_proxy_is_refused_without_repeating_it() {
        let long = format!("http://u:hunter2@{}.test", "a".repeat(64));
        for (url, reason, is_host_named) in [
            ("", "names no host", false),
            ("http://", "names no host", false),
            ("http:///", "names no host", false),
            ("//proxy:3128", "names no host", false),
            ("://proxy", "scheme", false),
            ("http://u:hunter2@", "names no host", false),
            ("http://u:hunter2@:3128", "names no host", false),
            ("http://u:hunter2@/proxy", "names no host", false),
            ("http:/proxy:3128", "port", false),
            ("http:proxy:3128", "host name", false),
            ("http://proxy:", "port", true),
            ("http://proxy:/", "port", true),
            ("http://proxy:0", "port", true),
            ("http://proxy:65536", "port", true),
            ("http://proxy:+80", "port", true),
            ("http://proxy:-1", "port", true),
            ("http://proxy:http", "port", true),
            ("http://proxy:hunter2", "port", true),
            ("http://u:hunter2@proxy:x", "port", true),
            ("http://u:hunter2", "port", false),
            ("http://proxy/hunter2", "path", true),
            ("http://proxy:3128?hunter2", "query", true),
            ("http://proxy:3128#hunter2", "fragment", true),
            ("http://u:hunter2@proxy//", "path", true),
            ("http://u:hunter2@proxy/path", "path", true),
            ("http://u:hunter2/x@proxy", "%2F", false),
            ("http://u:hunter2?x@proxy", "%3F", false),
            ("http://u:x#hunter2@proxy", "%23", false),
            ("http://proxy:3128/@u:hunter2", "%2F", false),
            ("http://u:hunter2\\x@pro\\xy", "host name", false),
            ("socks5://u:hunter2@proxy", "SOCKS", false),
            ("SOCKS5H://proxy", "SOCKS", false),
            ("socks4://proxy", "SOCKS", false),
            ("socks://proxy", "SOCKS", false),
            ("ftp://u:hunter2@proxy", "scheme", false),
            ("hunter2://proxy", "scheme", false),
            ("u:hunter2://x@proxy", "scheme", false),
            ("http://u:hunter2://x@proxy", "%2F", false),
            (" http://proxy", "space", false),
            ("http://proxy ", "space", false),
            ("http://u:hunter 2@proxy", "space", false),
            ("http://pro xy", "space", false),
            ("http://proxy\n", "control", false),
            ("http://u:hunter2@proxy\r\nX: y", "control", false),
            ("http://u:hunter2\u{7f}@proxy", "control", false),
            ("http://u:hunter2%0d%0aX@proxy", "control", true),
            ("http://u%00:hunter2@proxy", "control", true),
            ("http://u%3Ax:hunter2@proxy", "colon", true),
            ("http://u:hunter2%40proxy:3128", "host name", false),
            ("http://u:hunter2@pröxy", "ASCII", false),
            ("http://u:hunter2@pro%78y", "host name", false),
            ("http://u:hunter2@~", "host name", false),
            ("http://u:hunter2@.proxy", "host name", false),
            ("http://u:hunter2@a..b", "host name", false),
            ("http://u:hunter2@::1", "host name", false),
            ("http://u:hunter2@[::1", "host name", false),
            ("http://u:hunter2@[::1]x", "host name", false),
            ("http://u:hunter2@[::1]:x]", "host name", false),
            ("http://u:hunter2@[192.0.2.1]", "host name", false),
            ("http://u:hunter2@[fe80::1%25eth0]", "host name", false),
            (&long, "host name", false),
        ] {
            let error = Proxy::parse(url).unwrap_err();
            let message = error.message();
            assert_eq!(error.status(), Status::InvalidArgument, "{url}");
            assert!(message.contains(reason), "{url}: {message}");
            assert!(!message.contains("hunter"), "{url}: {message}");
            let is_named = message.contains("the URL of the proxy proxy cannot");
            assert_eq!(is_named, is_host_named, "{url}: {message}");
        }
    }

    #[test]
    fn curl_sends_the_same_authorization() {
        let curl = Curl::new();
        for user_info in [
            "user:pw",
            "user:",
            "user",
            ":pw",
            "us%40er:p%3Aw",
            "user:p:w",
            "u:%2f%3F%23%20%25",
            "user:100%",
            "user:%zz%4",
            "user:a+b",
            "user:pä",
            "user:%FF%fe",
            "user;x=y:p'\"&=$!*()w",
        ] {
            let url = format!("http://{user_info}@first");
            let ours = Proxy::parse(&url).unwrap();
            let ours = ours.authorization().map(Secret::reveal);
            let theirs = curl.authorization(&url);
            assert_eq!(ours, theirs.as_deref(), "{user_info}, {}", curl.version());
        }
    }
}
