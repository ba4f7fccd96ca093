//! Parsing the URL of a proxy.

use crate::common::address::{Scheme, bare, is_host};
use crate::common::error::{Error, Result};
use crate::common::secrets::Secret;
use crate::common::text::is_digits;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;
use std::fmt;

/// The address of a proxy and the credentials for it. It is displayed as a URL without user and
/// password.
#[derive(Debug, Clone)]
pub struct Proxy {
    scheme: Scheme,
    /// The host in lower case; an IPv6 address has brackets.
    host: String,
    port: u16,
    /// The value of `Proxy-Authorization`.
    authorization: Option<Secret>,
}

impl Proxy {
    /// Parses `http://user:password@host:port`, or `https://` if the proxy itself uses TLS. The
    /// scheme may be missing and is http then. User and password are percent-encoded.
    ///
    /// # Errors
    /// `InvalidArgument`: the text is not the URL of a proxy.
    pub fn parse(url: &str) -> Result<Proxy> {
        parse(url).map_err(|invalid| {
            let name = invalid.host.map(|host| format!(" of the proxy {host}"));
            let name = name.as_deref().unwrap_or(" of the proxy");
            let message = format!("the URL{name} cannot be used: {}", invalid.reason);
            Error::invalid(message)
        })
    }

    /// True if the connection to the proxy itself uses TLS.
    pub fn is_https(&self) -> bool {
        self.scheme == Scheme::Https
    }

    /// The host name, or the address without brackets.
    pub fn host(&self) -> &str {
        bare(&self.host)
    }

    /// The port.
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

/// The reason why a text is not the URL of a proxy. Any part of the text may be a password, so only the
/// host is repeated, if it is certain which part that is.
#[derive(Debug)]
pub struct InvalidUrl {
    /// The reason, for the end of a message.
    pub reason: &'static str,
    /// The host, if it is certain.
    host: Option<String>,
}

impl InvalidUrl {
    fn new(reason: &'static str) -> InvalidUrl {
        InvalidUrl { reason, host: None }
    }
}

/// The largest length of a URL.
const MAX_URL: usize = 8 * 1024;

/// Parses the URL of a proxy.
pub fn parse(url: &str) -> std::result::Result<Proxy, InvalidUrl> {
    if url.len() > MAX_URL {
        return Err(InvalidUrl::new("it is longer than 8 KiB"));
    }
    if url.contains(|character: char| character.is_whitespace() || character.is_control()) {
        return Err(InvalidUrl::new(
            "it contains a space or a control character; in a password, write %20 for a space",
        ));
    }
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, rest)) => (parse_scheme(scheme)?, rest),
        None => (Scheme::Http, url),
    };
    let (authority, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if tail.contains('@') {
        return Err(InvalidUrl::new(
            "it contains /, ? or # before its last @; in a user name or password, write %2F, %3F and %23",
        ));
    }
    // A host has no @, so the last one ends the password, which may have others, though %40 would be
    // correct for them.
    let (user_info, host_and_port) = match authority.rsplit_once('@') {
        Some((user_info, host_and_port)) => (Some(user_info), host_and_port),
        None => (None, authority),
    };
    let (host, port) = split_port(host_and_port);
    let host = parse_host(host)?;
    let invalid = |reason| InvalidUrl {
        reason,
        host: Some(host.clone()),
    };
    // The default is the port of the scheme, as in Go and Python Requests. curl uses 1080, the port of
    // SOCKS, for http proxies.
    let port = match port {
        Some(port) => {
            parse_port(port).ok_or_else(|| invalid("its port is not a number from 1 to 65535"))?
        }
        None => scheme.default_port(),
    };
    if !["", "/"].contains(&tail) {
        return Err(invalid("it has a path, a query or a fragment"));
    }
    let authorization = user_info.map(authorization).transpose().map_err(invalid)?;
    Ok(Proxy {
        scheme,
        host,
        port,
        authorization: authorization.flatten(),
    })
}

fn parse_scheme(scheme: &str) -> std::result::Result<Scheme, InvalidUrl> {
    Scheme::parse(scheme).ok_or_else(|| {
        let is_socks = scheme.to_ascii_lowercase().starts_with("socks");
        InvalidUrl::new(if is_socks {
            "SOCKS proxies are not supported, only http:// and https:// ones"
        } else {
            "its scheme is neither http nor https"
        })
    })
}

fn parse_host(host: &str) -> std::result::Result<String, InvalidUrl> {
    if host.is_empty() {
        return Err(InvalidUrl::new("it has no host"));
    }
    if !host.is_ascii() {
        return Err(InvalidUrl::new(
            "its host name is not ASCII; give the ASCII form (xn--…)",
        ));
    }
    let host = host.to_ascii_lowercase();
    if !is_host(&host) {
        return Err(InvalidUrl::new("its host name is invalid"));
    }
    Ok(host)
}

/// The value of `Proxy-Authorization` for `user:password`; `None` if both are empty.
fn authorization(user_info: &str) -> std::result::Result<Option<Secret>, &'static str> {
    let (user, password) = user_info.split_once(':').unwrap_or((user_info, ""));
    // User and password are bytes, because they need not be UTF-8.
    let user: Vec<u8> = percent_decode_str(user).collect();
    let password: Vec<u8> = percent_decode_str(password).collect();
    if user.is_empty() && password.is_empty() {
        return Ok(None);
    }
    if user.contains(&b':') {
        return Err("its user name contains a colon, which proxies read as its end");
    }
    let credentials = [user, password].join(&b':');
    if credentials.iter().any(u8::is_ascii_control) {
        return Err("its user name or password contains a control character");
    }
    let encoded = BASE64_STANDARD.encode(&credentials);
    Ok(Some(Secret::new(&format!("Basic {encoded}"))))
}

/// Splits a host and the port behind its colon. The colons of an IPv6 address are in brackets.
pub fn split_port(host_and_port: &str) -> (&str, Option<&str>) {
    match host_and_port.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (host_and_port, None),
    }
}

/// Parses a port from 1 to 65535.
pub fn parse_port(port: &str) -> Option<u16> {
    let number = is_digits(port).then(|| port.parse().ok())?;
    number.filter(|port| *port > 0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::common::error::Status;
    use crate::transport::proxy::curl::Curl;

    #[test]
    fn valid_proxy_url_is_parsed() {
        for (url, displayed, host, user_and_password) in [
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
            assert_eq!(proxy.to_string(), displayed, "{url}");
            assert_eq!(proxy.host(), host, "{url}");
            let encoded = user_and_password.map(|text| BASE64_STANDARD.encode(text));
            let value = encoded.map(|encoded| format!("Basic {encoded}"));
            let found = proxy.authorization().map(Secret::reveal);
            assert_eq!(found, value.as_deref(), "{url}");
            assert_eq!(proxy.is_https(), displayed.starts_with("https"), "{url}");
            assert!(displayed.ends_with(&format!(":{}", proxy.port())), "{url}");
        }
    }

    #[test]
    fn invalid_proxy_url_is_rejected_without_echo() {
        let long = format!("http://u:hunter2@{}.test", "a".repeat(64));
        const WITH_HOST: &[(&str, &str)] = &[
            ("http://proxy:", "port"),
            ("http://proxy:/", "port"),
            ("http://proxy:0", "port"),
            ("http://proxy:65536", "port"),
            ("http://proxy:+80", "port"),
            ("http://proxy:-1", "port"),
            ("http://proxy:http", "port"),
            ("http://proxy:hunter2", "port"),
            ("http://u:hunter2@proxy:x", "port"),
            ("http://proxy/hunter2", "path"),
            ("http://proxy:3128?hunter2", "query"),
            ("http://proxy:3128#hunter2", "fragment"),
            ("http://u:hunter2@proxy//", "path"),
            ("http://u:hunter2@proxy/path", "path"),
            ("http://u:hunter2%0d%0aX@proxy", "control"),
            ("http://u%00:hunter2@proxy", "control"),
            ("http://u%3Ax:hunter2@proxy", "colon"),
        ];
        let without_host = [
            ("", "has no host"),
            ("http://", "has no host"),
            ("http:///", "has no host"),
            ("//proxy:3128", "has no host"),
            ("://proxy", "scheme"),
            ("http://u:hunter2@", "has no host"),
            ("http://u:hunter2@:3128", "has no host"),
            ("http://u:hunter2@/proxy", "has no host"),
            ("http:/proxy:3128", "port"),
            ("http:proxy:3128", "host name"),
            ("http://u:hunter2", "port"),
            ("http://u:hunter2/x@proxy", "%2F"),
            ("http://u:hunter2?x@proxy", "%3F"),
            ("http://u:x#hunter2@proxy", "%23"),
            ("http://proxy:3128/@u:hunter2", "%2F"),
            ("http://u:hunter2\\x@pro\\xy", "host name"),
            ("socks5://u:hunter2@proxy", "SOCKS"),
            ("SOCKS5H://proxy", "SOCKS"),
            ("socks4://proxy", "SOCKS"),
            ("socks://proxy", "SOCKS"),
            ("ftp://u:hunter2@proxy", "scheme"),
            ("hunter2://proxy", "scheme"),
            ("u:hunter2://x@proxy", "scheme"),
            ("http://u:hunter2://x@proxy", "%2F"),
            (" http://proxy", "space"),
            ("http://proxy ", "space"),
            ("http://u:hunter 2@proxy", "space"),
            ("http://pro xy", "space"),
            ("http://proxy\n", "control"),
            ("http://u:hunter2@proxy\r\nX: y", "control"),
            ("http://u:hunter2\u{7f}@proxy", "control"),
            ("http://u:hunter2%40proxy:3128", "host name"),
            ("http://u:hunter2@pröxy", "ASCII"),
            ("http://u:hunter2@pro%78y", "host name"),
            ("http://u:hunter2@~", "host name"),
            ("http://u:hunter2@.proxy", "host name"),
            ("http://u:hunter2@a..b", "host name"),
            ("http://u:hunter2@::1", "host name"),
            ("http://u:hunter2@[::1", "host name"),
            ("http://u:hunter2@[::1]x", "host name"),
            ("http://u:hunter2@[::1]:x]", "host name"),
            ("http://u:hunter2@[192.0.2.1]", "host name"),
            ("http://u:hunter2@[fe80::1%25eth0]", "host name"),
            (long.as_str(), "host name"),
        ];
        let rows = WITH_HOST.iter().map(|row| (row, true));
        let rows = rows.chain(without_host.iter().map(|row| (row, false)));
        for ((url, reason), is_host_named) in rows {
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
    fn curl_sends_the_same_proxy_authorization() {
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
