//! One cookie, read from a `Set-Cookie` header (RFC 6265). It is returned only to the host that set
//! it.
//!
//! The crate `cookie` also reads the header. With `time`, which it needs, it makes the library 30
//! kB larger, and it leaves paths, domains and old date formats to its caller.

use crate::common::address::Address;
use crate::common::credentials::cookie_secrets;
use crate::common::secrets::Secret;
use crate::common::text::is_digits;
use std::time::{Duration, SystemTime};

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A cookie, and the requests that it is sent with.
#[derive(Clone)]
pub struct Cookie {
    /// The name, which is case-sensitive.
    pub name: String,
    /// The value as it was set, including quotes.
    pub value: String,
    /// The path, which begins with a slash.
    pub path: String,
    is_secure: bool,
    /// The expiry; `None` for a cookie that lasts as long as the session.
    expires: Option<SystemTime>,
}

impl Cookie {
    /// Reads the value of a `Set-Cookie` header in the response to a request for a path. `None` if
    /// the header is invalid, or if its `Domain` is that of another host.
    pub fn parse(header: &str, from: &Address, path: &str, now: SystemTime) -> Option<Cookie> {
        let is_printable = |c: char| !(c.is_control() || c == char::REPLACEMENT_CHARACTER);
        if !header.chars().all(|c| is_printable(c) || c == '\t') {
            return None;
        }
        let mut parts = header.split(';');
        let (name, value) = parts.next()?.split_once('=')?;
        let name = name.trim();
        if name.is_empty() {
            return None;
        }
        let mut cookie = Cookie {
            name: name.to_owned(),
            value: value.trim().to_owned(),
            path: default_path(path).to_owned(),
            is_secure: false,
            expires: None,
        };
        let mut max_age = None;
        for part in parts {
            let (attribute, value) = part.split_once('=').unwrap_or((part, ""));
            let value = value.trim();
            match attribute.trim().to_ascii_lowercase().as_str() {
                "domain" if !value.is_empty() && !is_within(from.host(), value) => return None,
                "path" if value.starts_with('/') => value.clone_into(&mut cookie.path),
                "path" => default_path(path).clone_into(&mut cookie.path),
                "secure" => cookie.is_secure = true,
                "expires" => cookie.expires = read_date(value).or(cookie.expires),
                "max-age" => max_age = read_max_age(value).or(max_age),
                _ => {}
            }
        }
        // Max-Age has precedence over Expires (RFC 6265, section 5.3).
        if let Some(seconds) = max_age {
            cookie.expires = match u64::try_from(seconds) {
                Ok(0) | Err(_) => Some(SystemTime::UNIX_EPOCH),
                // A date that overflows means that the cookie does not expire.
                Ok(seconds) => now.checked_add(Duration::from_secs(seconds)),
            };
        }
        Some(cookie)
    }

    /// Returns true if the cookie has expired. A server deletes a cookie by setting one that has
    /// expired.
    pub fn is_expired(&self, now: SystemTime) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }

    /// Returns true if one of the two replaces the other: same name and same path.
    pub fn replaces(&self, other: &Cookie) -> bool {
        self.name == other.name && self.path == other.path
    }

    /// Returns true if the cookie is sent with a request for a path.
    pub fn matches(&self, path: &str, is_https: bool) -> bool {
        let rest = path.strip_prefix(&self.path);
        let is_below =
            |rest: &str| rest.is_empty() || rest.starts_with('/') || self.path.ends_with('/');
        rest.is_some_and(is_below) && (is_https || !self.is_secure)
    }

    /// Returns the parts of it that are redacted in responses.
    pub fn secrets(&self) -> Vec<Secret> {
        cookie_secrets(&self.value)
    }

    /// Returns its size in bytes.
    pub fn size(&self) -> usize {
        self.name.len() + self.value.len() + self.path.len()
    }
}

/// Returns the default path of a cookie that a request path sets (RFC 6265, section 5.1.4).
fn default_path(path: &str) -> &str {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    if folder.is_empty() { "/" } else { folder }
}

/// Returns true if a host is the domain, or a host below it.
fn is_within(host: &str, domain: &str) -> bool {
    let domain = domain.strip_prefix('.').unwrap_or(domain);
    let domain = domain.to_ascii_lowercase();
    let Some(below) = host.strip_suffix(&domain) else {
        return false;
    };
    // An IP address has no subdomains.
    let is_address = host.ends_with(|c: char| c.is_ascii_digit() || c == ']');
    below.is_empty() || (below.ends_with('.') && !is_address)
}

/// Reads `Max-Age` in seconds, which may be negative.
fn read_max_age(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !is_digits(digits) {
        return None;
    }
    let limit = if digits == text { i64::MAX } else { i64::MIN };
    Some(text.parse().unwrap_or(limit))
}

/// Reads the date of `Expires` as RFC 6265, section 5.1.1 does, with its parts in any order: Java
/// servlet containers write `Thu, 01-Jan-1970 00:00:01 GMT`, which is in no standard.
fn read_date(text: &str) -> Option<SystemTime> {
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    let is_delimiter = |c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && c != ':';
    for token in text.split(is_delimiter).filter(|token| !token.is_empty()) {
        if time.is_none() && token.contains(':') {
            time = Some(read_time(token)?);
        } else if day.is_none() && leading_number(token, 1..=2).is_some() {
            day = leading_number(token, 1..=2);
        } else if month.is_none() && read_month(token).is_some() {
            month = read_month(token);
        } else if year.is_none() {
            year = leading_number(token, 2..=4);
        }
    }
    let (day, month) = (day?, month?);
    let year = match year? {
        year @ 0..=69 => year + 2000,
        year @ 70..=99 => year + 1900,
        year => year,
    };
    // A date before 1970 is in the past.
    if (1601..1970).contains(&year) {
        return Some(SystemTime::UNIX_EPOCH);
    }
    let (hour, minute, second) = time?;
    // httpdate checks the weekday, which RFC 6265 ignores, so each weekday is tried.
    WEEKDAYS.iter().find_map(|weekday| {
        let date =
            format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT");
        httpdate::parse_http_date(&date).ok()
    })
}

fn read_time(token: &str) -> Option<(u16, u16, u16)> {
    let mut parts = token.split(':').map(|part| leading_number(part, 1..=2));
    Some((parts.next()??, parts.next()??, parts.next()??))
}

fn read_month(token: &str) -> Option<&'static str> {
    let begin = token.get(..3)?;
    let mut months = MONTHS.into_iter();
    months.find(|month| month.eq_ignore_ascii_case(begin))
}

/// Reads the digits at the beginning, if their number is in the range.
fn leading_number(token: &str, digits: std::ops::RangeInclusive<usize>) -> Option<u16> {
    let end = token.find(|c: char| !c.is_ascii_digit());
    let number = token.get(..end.unwrap_or(token.len()))?;
    digits
        .contains(&number.len())
        .then(|| number.parse().ok())?
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::common::credentials::set_cookie_secrets;
    use crate::rest::server_url;

    const NOW: SystemTime = SystemTime::UNIX_EPOCH;

    fn parse(header: &str) -> Option<Cookie> {
        let from = server_url::parse("https://tableau.example.com").unwrap();
        Cookie::parse(header, &from, "/api/3.24/auth/signin", NOW)
    }

    #[test]
    fn set_cookie_header_is_parsed_with_its_attributes() {
        for (header, expected) in [
            ("a=b", Some(("a", "b", "/api/3.24/auth"))),
            (" a = b ;path = / ", Some(("a", "b", "/"))),
            (
                "AWSALB=x+/=y; Expires=x; Path=/; HttpOnly; SameSite=Lax",
                Some(("AWSALB", "x+/=y", "/")),
            ),
            ("a=\"b c\"; PATH=/api", Some(("a", "\"b c\"", "/api"))),
            ("a=; Path=/x; Path=y", Some(("a", "", "/api/3.24/auth"))),
            ("a=b; Path=/x; Path=/y", Some(("a", "b", "/y"))),
            ("a=b;;=;Path", Some(("a", "b", "/api/3.24/auth"))),
            ("a=é; Path=/", Some(("a", "é", "/"))),
            ("", None),
            ("a", None),
            ("=b", None),
            ("a; x=y", None),
            ("a=\u{1}", None),
            ("a=b\u{7f}", None),
            ("a=\u{fffd}", None),
        ] {
            let cookie = parse(header);
            let read = cookie.as_ref();
            let read =
                read.map(|read| (read.name.as_str(), read.value.as_str(), read.path.as_str()));
            assert_eq!(read, expected, "{header}");
        }
    }

    #[test]
    fn cookie_for_another_host_is_rejected() {
        for (host, domain, is_taken) in [
            ("tableau.example.com", "tableau.example.com", true),
            ("tableau.example.com", ".Tableau.Example.COM", true),
            ("tableau.example.com", "example.com", true),
            ("tableau.example.com", ".com", true),
            ("tableau.example.com", "", true),
            ("tableau.example.com", "other.example.com", false),
            ("tableau.example.com", "x.tableau.example.com", false),
            ("tableau.example.com", "ableau.example.com", false),
            ("10.0.0.1", "10.0.0.1", true),
            ("10.0.0.1", "0.0.1", false),
            ("[::1]", "[::1]", true),
            ("[::1]", "1]", false),
        ] {
            let from = server_url::parse(host).unwrap();
            let header = format!("a=b; Domain={domain}");
            let cookie = Cookie::parse(&header, &from, "/", NOW);
            assert_eq!(cookie.is_some(), is_taken, "{host} {domain}");
        }
    }

    #[test]
    fn cookie_matches_its_path_and_below() {
        for (path, request, is_sent) in [
            ("/", "/", true),
            ("/", "/api", true),
            ("/api", "/api", true),
            ("/api", "/api/x", true),
            ("/api/", "/api/x", true),
            ("/api/", "/api", false),
            ("/api", "/apis", false),
            ("/api", "/", false),
            ("/API", "/api", false),
        ] {
            let cookie = parse(&format!("a=b; Path={path}")).unwrap();
            assert_eq!(cookie.matches(request, false), is_sent, "{path} {request}");
        }
        let secure = parse("a=b; Path=/; secure").unwrap();
        assert!(secure.matches("/", true) && !secure.matches("/", false));
        let from = server_url::parse("https://h").unwrap();
        for (path, folder) in [("/a/b/c", "/a/b"), ("/a", "/"), ("/", "/"), ("", "/")] {
            assert_eq!(Cookie::parse("a=b", &from, path, NOW).unwrap().path, folder);
        }
    }

    #[test]
    fn cookie_values_of_four_bytes_or_more_are_secrets() {
        for (header, expected) in [
            ("a=node-1; Path=/long-path", vec!["node-1"]),
            ("a= \"x%7Cyz\" ", vec!["x%7Cyz", "x|yz"]),
            ("a=n1", vec![]),
            ("a=%41%42%43", vec!["%41%42%43"]),
            ("value", vec!["value"]),
            ("", vec![]),
        ] {
            let secrets = set_cookie_secrets(header);
            let secrets: Vec<&str> = secrets.iter().map(Secret::reveal).collect();
            assert_eq!(secrets, expected, "{header}");
        }
        assert_eq!(parse("a=node-1").unwrap().secrets().len(), 1);
    }

    #[test]
    fn max_age_has_precedence_over_expires() {
        let later = |seconds| NOW + Duration::from_secs(seconds);
        for (attributes, lasts) in [
            ("Max-Age=60", Some(60)),
            (
                "Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                Some(60),
            ),
            (
                "Expires=Thu, 01 Jan 1970 00:02:00 GMT; Max-Age=x",
                Some(120),
            ),
            ("Expires=Thu, 01 Jan 1970 00:02:00 GMT; Max-Age=", Some(120)),
            ("Max-Age=0", Some(0)),
            ("Max-Age=-1", Some(0)),
            ("Max-Age=-99999999999999999999", Some(0)),
            ("Max-Age=99999999999999999999", None),
            ("Max-Age=9223372036854775807", None),
            ("Max-Age=+1", None),
            ("Max-Age=1.5", None),
            ("Expires=soon", None),
        ] {
            let cookie = parse(&format!("a=b; {attributes}")).unwrap();
            let Some(seconds) = lasts else {
                assert!(!cookie.is_expired(later(4_000_000_000)), "{attributes}");
                continue;
            };
            assert!(cookie.is_expired(later(seconds)), "{attributes}");
            let before = later(seconds.saturating_sub(1));
            assert_eq!(cookie.is_expired(before), seconds == 0, "{attributes}");
        }
    }

    #[test]
    fn expires_dates_are_read_in_all_known_forms() {
        let at = |seconds| Some(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        for (text, expected) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", at(784_111_777)),
            ("Sun, 06-Nov-1994 08:49:37 GMT", at(784_111_777)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", at(784_111_777)),
            ("Sun, 06-Nov-94 08:49:37 GMT", at(784_111_777)),
            ("Sun Nov  6 08:49:37 1994", at(784_111_777)),
            ("wrong, 6 november 1994 8:49:37", at(784_111_777)),
            ("1994/Nov/06 08:49:37", at(784_111_777)),
            ("Thu, 01-Jan-1970 00:00:01 GMT", at(1)),
            ("Thu, 01-Jan-70 00:00:00 GMT", at(0)),
            ("Mon, 01-Jan-1601 00:00:00 GMT", at(0)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", at(253_402_300_799)),
            ("Mon, 01 Jan 1600 00:00:00 GMT", None),
            ("Wed, 30 Feb 2022 00:00:00 GMT", None),
            ("Wed, 09 Jun 2021 25:18:14 GMT", None),
            ("Wed, 09 Jun 2021", None),
            ("09 Jun 10:18:14", None),
            ("", None),
            ("0", None),
            ("é, 06 ñov", None),
        ] {
            assert_eq!(read_date(text), expected, "{text}");
        }
    }
}
