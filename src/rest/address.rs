//! A server's address: scheme, host, port and an optional path before `/api`.

use crate::error::{Error, Result};
use crate::rest::api_version::ApiVersion;
use crate::rest::path;
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

impl Scheme {
    /// Reads a URL's scheme, in any case.
    pub fn parse(text: &str) -> Option<Scheme> {
        match text.to_ascii_lowercase().as_str() {
            "http" => Some(Scheme::Http),
            "https" => Some(Scheme::Https),
            _ => None,
        }
    }

    /// As it stands in a URL.
    pub fn as_str(self) -> &'static str {
        match self {
            Scheme::Http => "http",
            Scheme::Https => "https",
        }
    }

    /// The port of a URL that names none.
    pub fn default_port(self) -> u16 {
        match self {
            Scheme::Http => 80,
            Scheme::Https => 443,
        }
    }
}

/// Where a server is. Displayed, it is a URL without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    scheme: Scheme,
    /// In lower case; an IPv6 address in brackets.
    host: String,
    port: u16,
    /// "" or "/tableau": what stands before `/api`.
    prefix: String,
}

impl Address {
    /// Reads what a person typed or pasted from a browser.
    pub fn parse(text: &str) -> Result<Address> {
        let text = text.trim_matches([' ', '\t', '\r', '\n']);
        // What a browser shows behind it is a page of Tableau's, or nothing.
        let text = match text.split_once('#') {
            Some((address, page)) if page.is_empty() || page.starts_with('/') => address,
            _ => text,
        };
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (Scheme::parse(scheme), rest),
            None => (Some(Scheme::Https), text),
        };
        let Some(scheme) = scheme else {
            return Err(invalid("its scheme is neither http nor https"));
        };
        let (authority, path) = match rest.find('/') {
            Some(slash) => rest.split_at(slash),
            None => (rest, ""),
        };
        let (host, port) = parse_authority(authority, scheme)?;
        if path.contains(['?', '#']) || authority.contains(['?', '#']) {
            return Err(invalid("it has a query or a fragment"));
        }
        let prefix = without_api(path.trim_end_matches('/'));
        if !prefix.is_empty() {
            path::check(prefix).map_err(|reason| invalid(&format!("its path {reason}")))?;
        }
        Ok(Address {
            scheme,
            host,
            port,
            prefix: prefix.to_owned(),
        })
    }

    /// Where a `Location` header points, seen from this address, and the path there.
    pub fn locate(&self, location: &str) -> Result<Location> {
        let location = location.trim_matches([' ', '\t']);
        let whole = if location.starts_with("//") {
            format!("{}:{location}", self.scheme.as_str())
        } else if location.starts_with('/') {
            format!("{}{location}", self.origin())
        } else {
            location.to_owned()
        };
        let Some((scheme, rest)) = whole.split_once("://") else {
            return Err(invalid("it is neither a URL nor an absolute path"));
        };
        let scheme =
            Scheme::parse(scheme).ok_or_else(|| invalid("its scheme is neither http nor https"))?;
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
        path::check(path).map_err(|reason| invalid(&format!("its path {reason}")))?;
        path::check_query(query).map_err(|reason| invalid(&format!("its query {reason}")))?;
        Ok(Location {
            address: Address {
                scheme,
                host,
                port,
                prefix: String::new(),
            },
            path: path.to_owned(),
            query: query.to_owned(),
        })
    }

    /// This prefix at another origin.
    pub fn moved_to(&self, other: &Address) -> Address {
        Address {
            prefix: self.prefix.clone(),
            ..other.clone()
        }
    }

    /// The URL of a path of the API; the path starts with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("{self}{path}")
    }

    /// The path part of [`Address::url`].
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// `https://host:port`, the port only where it is not the scheme's own.
    pub fn origin(&self) -> String {
        let scheme = self.scheme.as_str();
        if self.port == self.scheme.default_port() {
            format!("{scheme}://{}", self.host)
        } else {
            format!("{scheme}://{}:{}", self.host, self.port)
        }
    }

    /// The host name or address, in lower case; an IPv6 address in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, the scheme's own if none was given.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Same scheme, host and port.
    pub fn is_same_origin(&self, other: &Address) -> bool {
        self.scheme == other.scheme && self.is_same_host(other) && self.port == other.port
    }

    /// Same host name, whatever the scheme and port.
    pub fn is_same_host(&self, other: &Address) -> bool {
        self.host == other.host
    }

    /// Whether what is sent there is encrypted.
    pub fn is_https(&self) -> bool {
        self.scheme == Scheme::Https
    }

    /// Whether it is this machine: `localhost`, 127.0.0.0/8 or ::1.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin(), self.prefix)
    }
}

/// The target of a redirect.
#[derive(Debug)]
pub struct Location {
    /// Where it is, without a prefix.
    pub address: Address,
    /// At least "/".
    pub path: String,
    /// Without its question mark; "" where there is none.
    pub query: String,
}

impl Location {
    /// The whole URL.
    pub fn url(&self) -> String {
        let mut url = self.address.url(&self.path);
        if !self.query.is_empty() {
            url.push('?');
            url.push_str(&self.query);
        }
        url
    }
}

/// A path without the last `/api` in it, if that is its end or a version follows. The address is
/// that of a call then, and every call has its own path. The version is dropped: what the server
/// says of itself counts, or what the program sets.
fn without_api(path: &str) -> &str {
    let Some((prefix, call)) = path.rsplit_once("/api") else {
        return path;
    };
    let version = call.strip_prefix('/').map(|call| call.split('/').next());
    let is_call = match version {
        None => call.is_empty(),
        Some(version) => version.is_some_and(|version| ApiVersion::parse(version).is_some()),
    };
    if is_call {
        prefix.trim_end_matches('/')
    } else {
        path
    }
}

/// A reason for the user; the text itself is not repeated, it may hold a password.
fn invalid(reason: &str) -> Error {
    Error::invalid(format!("the URL cannot be used: {reason}"))
}

fn parse_authority(authority: &str, scheme: Scheme) -> Result<(String, u16)> {
    if authority.contains('@') {
        return Err(invalid(
            "it has a user name or password in it; give them when signing in",
        ));
    }
    if !authority.is_ascii() {
        return Err(invalid(
            "its host name is not ASCII; give the ASCII form (xn--…)",
        ));
    }
    let unusable = || invalid("its host name or port is not one");
    let uri: Uri = format!("{}://{authority}/", scheme.as_str())
        .parse()
        .map_err(|_| unusable())?;
    let parsed = uri.authority().ok_or_else(unusable)?;
    let host = parsed.host().to_ascii_lowercase();
    let port = match authority.strip_prefix(parsed.host()) {
        Some("") => scheme.default_port(),
        Some(_) => parsed
            .port_u16()
            .filter(|port| *port > 0)
            .ok_or_else(unusable)?,
        None => return Err(unusable()),
    };
    if is_host(&host) {
        Ok((host, port))
    } else {
        Err(unusable())
    }
}

/// An IPv6 address without its brackets; any other host as it is.
pub fn bare(host: &str) -> &str {
    let inner = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    inner.unwrap_or(host)
}

/// Whether a host is this machine, whatever a name server says.
pub fn is_loopback(host: &str) -> bool {
    let host = bare(host);
    host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

/// Whether it is a host name, an IPv4 address, or an IPv6 address in brackets.
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
    use crate::error::Status;

    fn shown(text: &str) -> Option<String> {
        Address::parse(text).ok().map(|address| address.to_string())
    }

    #[test]
    fn an_address_is_normalised() {
        for (given, shown_as) in [
            ("tableau.example.com", "https://tableau.example.com"),
            (
                "https://Tableau.Example.com/",
                "https://tableau.example.com",
            ),
            (
                "HTTPS://tableau.example.com:443",
                "https://tableau.example.com",
            ),
            (
                "http://tableau.example.com:80",
                "http://tableau.example.com",
            ),
            (
                "http://tableau.example.com:443",
                "http://tableau.example.com:443",
            ),
            ("localhost:8443//", "https://localhost:8443"),
            ("https://h/tableau/", "https://h/tableau"),
            ("https://h/a/b", "https://h/a/b"),
            (
                "https://h/#/site/marketing/workbooks?order=name",
                "https://h",
            ),
            ("https://h/tableau/#/home", "https://h/tableau"),
            ("h#/site/x", "https://h"),
            ("https://h/#", "https://h"),
            ("https://h#", "https://h"),
            ("https://h/tableau/#", "https://h/tableau"),
            ("https://h/api", "https://h"),
            ("https://h/api/", "https://h"),
            ("https://h/api/3.20", "https://h"),
            ("https://h/api/3.20/", "https://h"),
            ("https://h:8443/api/2.4/serverInfo", "https://h:8443"),
            (
                "https://h/tableau/api/3.20/auth/signin",
                "https://h/tableau",
            ),
            ("https://h/api/api/3.20", "https://h/api"),
            ("https://h/api/api", "https://h/api"),
            ("https://h/api/tableau", "https://h/api/tableau"),
            ("https://h/api/exp/metadata", "https://h/api/exp/metadata"),
            ("https://h/my-api", "https://h/my-api"),
            ("https://h/apis/3.20", "https://h/apis/3.20"),
            ("https://h/api/3.20x", "https://h/api/3.20x"),
            ("https://[::1]:8443", "https://[::1]:8443"),
            ("https://[2001:DB8::1]/", "https://[2001:db8::1]"),
            ("127.0.0.1", "https://127.0.0.1"),
            ("  https://h \n", "https://h"),
            ("https://h./", "https://h."),
            ("https://under_score", "https://under_score"),
        ] {
            assert_eq!(shown(given).as_deref(), Some(shown_as), "{given}");
        }
    }

    #[test]
    fn an_address_that_cannot_be_is_refused() {
        let long = format!("https://{}.com", "a".repeat(64));
        for given in [
            "",
            " ",
            "https://",
            "https:///x",
            "ftp://h",
            "file:///etc/passwd",
            "https:/h",
            "https://user:password@h",
            "https://user@h",
            "user:pw@h",
            "https://h?x=1",
            "https://h/?x",
            "https://h/a?x",
            "https://h/api/3.20/sites?x",
            "https://h/#x",
            "https://h#x/",
            "https://h:0",
            "https://h:",
            "https://h:99999",
            "https://h:x",
            "https://a b",
            "https://h/a b",
            "https://h/../x",
            "https://h//x",
            "https://h\\x",
            "https://h/\\x",
            "https://münchen.example",
            "https://[::1",
            "https://[fe80::1%25eth0]",
            "https://.h",
            "https://a..b",
            "https://h/\r\nX: y",
            "https://h\r\nX: y",
            &long,
            "://h",
            "https://%41",
            "https://[::1]x",
        ] {
            let refused = Address::parse(given).map(|address| address.to_string());
            assert_eq!(
                refused.map_err(|error| error.status()),
                Err(Status::InvalidArgument),
                "{given}"
            );
        }
    }

    #[test]
    fn a_password_in_an_address_is_not_repeated() {
        let error = Address::parse("https://user:hunter2@h").unwrap_err();
        assert!(!error.message().contains("hunter2"));
    }

    #[test]
    fn loopback_is_this_machine_only() {
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
            assert_eq!(
                Address::parse(url).unwrap().is_loopback(),
                loopback,
                "{url}"
            );
        }
    }

    #[test]
    fn a_location_is_seen_from_where_it_was_said() {
        let here = Address::parse("https://h:8443/tableau").unwrap();
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
