//! A server's address: scheme, host, port and an optional path before `/api`.

use crate::common::error::{Error, Result};
use crate::common::url;
use http::Uri;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// `http` or `https`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Scheme {
    Http,
    Https,
}

/// The largest length of a URL, and of the path before `/api`.
const MAX_URL: usize = 8 * 1024;
/// The largest length of a host with its port.
const MAX_AUTHORITY: usize = 512;

/// The advice for an error that shows plain http on a port for https.
pub const TRY_HTTPS: &str = "give the server's https:// address";

impl Scheme {
    /// Reads a URL's scheme. Upper and lower case are the same.
    pub fn parse(text: &str) -> Option<Scheme> {
        let schemes = [Scheme::Http, Scheme::Https];
        let mut schemes = schemes.into_iter();
        schemes.find(|scheme| text.eq_ignore_ascii_case(scheme.as_str()))
    }

    /// Returns the scheme as it is written in a URL.
    pub fn as_str(self) -> &'static str {
        match self {
            Scheme::Http => "http",
            Scheme::Https => "https",
        }
    }

    /// Returns the port of a URL that has none.
    pub fn default_port(self) -> u16 {
        match self {
            Scheme::Http => 80,
            Scheme::Https => 443,
        }
    }
}

/// The address of a server. It is displayed as a URL without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    scheme: Scheme,
    /// The host name or IP address in lower case. An IPv6 address is in brackets.
    host: String,
    port: u16,
    /// The whole URL: the origin, and the path before `/api`, which is "" or "/tableau".
    url: String,
    /// The length of the origin.
    origin: usize,
}

impl Address {
    /// Makes an address from an authority (`host` or `host:port`) and the path before `/api`, which
    /// is "" or "/tableau".
    pub fn new(scheme: Scheme, authority: &str, prefix: &str) -> Result<Address> {
        let (host, port) = parse_authority(authority, scheme)?;
        if prefix.len() > MAX_URL {
            return Err(too_long("path"));
        }
        if !prefix.is_empty() {
            url::check_path(prefix).map_err(|reason| unusable(&format!("its path {reason}")))?;
        }
        Ok(Address::of_parts(scheme, host, port, prefix))
    }

    fn of_parts(scheme: Scheme, host: String, port: u16, prefix: &str) -> Address {
        let mut url = format!("{}://{host}", scheme.as_str());
        if port != scheme.default_port() {
            url.push_str(&format!(":{port}"));
        }
        let origin = url.len();
        url.push_str(prefix);
        Address {
            scheme,
            host,
            port,
            url,
            origin,
        }
    }

    /// Resolves a `Location` header in a response from this address. It has to be a URL,
    /// `//host/path` or an absolute path: a relative path is refused.
    pub fn locate(&self, location: &str) -> Result<Location> {
        let location = location.trim_matches([' ', '\t']);
        if location.len() > MAX_URL {
            return Err(unusable("it is longer than 8 KiB"));
        }
        let whole = if location.starts_with("//") {
            format!("{}:{location}", self.scheme.as_str())
        } else if location.starts_with('/') {
            format!("{}{location}", self.origin())
        } else {
            location.to_owned()
        };
        let Some((scheme, rest)) = whole.split_once("://") else {
            return Err(unusable("it is neither a URL nor an absolute path"));
        };
        let scheme = Scheme::parse(scheme)
            .ok_or_else(|| unusable("its scheme is neither http nor https"))?;
        let rest = rest.split('#').next().unwrap_or(rest);
        let (authority, path_and_query) = match rest.find(['/', '?']) {
            Some(slash) => rest.split_at(slash),
            None => (rest, ""),
        };
        let (host, port) = parse_authority(authority, scheme)?;
        let (path, query) = match path_and_query.split_once('?') {
            Some((path, query)) => (path, query),
            None => (path_and_query, ""),
        };
        let path = if path.is_empty() { "/" } else { path };
        url::check_path(path).map_err(|reason| unusable(&format!("its path {reason}")))?;
        url::check_query(query).map_err(|reason| unusable(&format!("its query {reason}")))?;
        Ok(Location {
            address: Address::of_parts(scheme, host, port, ""),
            path: path.to_owned(),
            query: query.to_owned(),
        })
    }

    /// Returns the prefix of this address at the origin of another one.
    pub fn moved_to(&self, other: &Address) -> Address {
        Address::of_parts(other.scheme, other.host.clone(), other.port, self.prefix())
    }

    /// Returns the URL of a path. The path starts with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("{self}{path}")
    }

    /// Returns the path part of [`Address::url`].
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.prefix())
    }

    /// Returns the whole URL.
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// Returns `https://host:port`, without the port if it is the scheme's default.
    fn origin(&self) -> &str {
        self.url.get(..self.origin).unwrap_or_default()
    }

    fn prefix(&self) -> &str {
        self.url.get(self.origin..).unwrap_or_default()
    }

    /// Returns the host name or IP address in lower case. An IPv6 address is in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns the port, or the scheme's default if none was given.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns true if scheme, host and port are the same.
    pub fn is_same_origin(&self, other: &Address) -> bool {
        self.scheme == other.scheme && self.is_same_host(other) && self.port == other.port
    }

    /// Returns true if the host is the same, even if scheme and port differ.
    pub fn is_same_host(&self, other: &Address) -> bool {
        self.host == other.host
    }

    /// Returns true if the scheme is https.
    pub fn is_https(&self) -> bool {
        self.scheme == Scheme::Https
    }

    /// Returns true if the host is this machine: `localhost`, 127.0.0.0/8 or ::1.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

/// The target of a redirect.
#[derive(Debug)]
pub struct Location {
    /// The address, without a prefix.
    pub address: Address,
    /// The path, which is at least "/".
    pub path: String,
    /// The query without its question mark; "" if there is none.
    pub query: String,
}

impl Location {
    /// Returns the whole URL.
    pub fn url(&self) -> String {
        let mut url = self.address.url(&self.path);
        if !self.query.is_empty() {
            url.push('?');
            url.push_str(&self.query);
        }
        url
    }
}

/// Makes the error for an unusable URL. The message does not contain the URL, which may contain a
/// password.
pub fn unusable(reason: &str) -> Error {
    Error::invalid(format!("the URL cannot be used: {reason}"))
}

fn too_long(part: &str) -> Error {
    unusable(&format!("its {part} is too long"))
}

fn parse_authority(authority: &str, scheme: Scheme) -> Result<(String, u16)> {
    if authority.len() > MAX_AUTHORITY {
        return Err(too_long("host name"));
    }
    if authority.contains('@') {
        return Err(unusable(
            "it contains a user name or password; give them when signing in",
        ));
    }
    if !authority.is_ascii() {
        return Err(unusable(
            "its host name is not ASCII; give the ASCII form (xn--…)",
        ));
    }
    let invalid = || unusable("its host name or port is invalid");
    let uri: Uri = format!("{}://{authority}/", scheme.as_str())
        .parse()
        .map_err(|_| invalid())?;
    let parsed = uri.authority().ok_or_else(invalid)?;
    let host = parsed.host().to_ascii_lowercase();
    let port = match authority.strip_prefix(parsed.host()) {
        Some("") => scheme.default_port(),
        Some(_) => parsed
            .port_u16()
            .filter(|port| *port > 0)
            .ok_or_else(invalid)?,
        None => return Err(invalid()),
    };
    if is_host(&host) {
        Ok((host, port))
    } else {
        Err(invalid())
    }
}

/// Returns an IPv6 address without its brackets, and any other host as it is.
pub fn bare(host: &str) -> &str {
    let inner = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    inner.unwrap_or(host)
}

/// Returns true if a host is this machine. The name is not resolved.
pub fn is_loopback(host: &str) -> bool {
    let host = bare(host);
    host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

/// Returns true for a host name, an IPv4 address, or an IPv6 address in brackets.
pub fn is_host(host: &str) -> bool {
    if let Some(inner) = host.strip_prefix('[') {
        return inner
            .strip_suffix(']')
            .is_some_and(|ip| ip.parse::<Ipv6Addr>().is_ok());
    }
    let name = host.strip_suffix('.').unwrap_or(host);
    name.len() <= 253
        && name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn address(url: &str) -> Address {
        let (scheme, rest) = url.split_once("://").unwrap();
        let (authority, prefix) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        Address::new(Scheme::parse(scheme).unwrap(), authority, prefix).unwrap()
    }

    #[test]
    fn loopback_names_and_addresses_are_recognised() {
        for (url, loopback) in [
            ("http://localhost", true),
            ("http://LOCALHOST:8000", true),
            ("http://127.0.0.1", true),
            ("http://127.9.8.7", true),
            ("http://[::1]", true),
            ("http://localhost.example.com", false),
            ("http://127.0.0.1.example.com", false),
            ("http://10.0.0.1", false),
            ("http://[::2]", false),
        ] {
            assert_eq!(address(url).is_loopback(), loopback, "{url}");
        }
    }

    #[test]
    fn location_header_is_resolved_against_the_address() {
        let here = address("https://h:8443/tableau");
        for (location, url) in [
            ("/x", "https://h:8443/x"),
            ("/x?y=z", "https://h:8443/x?y=z"),
            ("//other/x", "https://other/x"),
            ("http://other", "http://other/"),
            ("https://OTHER:443/x#y", "https://other/x"),
        ] {
            assert_eq!(here.locate(location).unwrap().url(), url, "{location}");
        }
        for location in [
            "",
            "x",
            "../x",
            "ftp://h/x",
            "https://u:p@h/",
            "https://h/a b",
            "/%zz",
            "https:///x",
        ] {
            assert!(here.locate(location).is_err(), "{location}");
        }
    }
}
