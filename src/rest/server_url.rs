//! The reader of a server's address as people write it: typed, or copied from a browser or from a
//! request.

use crate::common::address::{Address, Scheme, unusable};
use crate::common::error::Result;
use crate::rest::api_version::ApiVersion;

/// Reads a server's address.
pub fn parse(text: &str) -> Result<Address> {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    // The fragment in a browser's address is the path of a page of Tableau's, or empty.
    let text = match text.split_once('#') {
        Some((address, page)) if page.is_empty() || page.starts_with('/') => address,
        _ => text,
    };
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (Scheme::parse(scheme), rest),
        None => (Some(Scheme::Https), text),
    };
    let Some(scheme) = scheme else {
        return Err(unusable("its scheme is neither http nor https"));
    };
    let (authority, path) = match rest.find('/') {
        Some(slash) => rest.split_at(slash),
        None => (rest, ""),
    };
    if path.contains(['?', '#']) || authority.contains(['?', '#']) {
        // An error in the host is reported first.
        return Err(Address::new(scheme, authority, "")
            .err()
            .unwrap_or_else(|| unusable("it has a query or a fragment")));
    }
    Address::new(scheme, authority, without_api(path.trim_end_matches('/')))
}

/// Returns a path without its last `/api` and what follows, if that is nothing or begins with an
/// API version: the address is then that of a request, and each request has its own path. The
/// version is ignored, because the server reports its version, or the program sets one.
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::common::error::Status;

    fn shown(text: &str) -> Option<String> {
        parse(text).ok().map(|address| address.to_string())
    }

    #[test]
    fn address_is_normalised() {
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
    fn invalid_address_is_rejected() {
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
            let refused = parse(given).map(|address| address.to_string());
            assert_eq!(
                refused.map_err(|error| error.status()),
                Err(Status::InvalidArgument),
                "{given}"
            );
        }
    }

    #[test]
    fn password_in_an_address_is_not_in_the_error() {
        let error = parse("https://user:hunter2@h").unwrap_err();
        assert!(!error.message().contains("hunter2"));
    }
}
