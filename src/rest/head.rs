//! The head of a request: its method and headers, and which of them a program may choose.

use crate::error::{Error, Result, Status};
use crate::rest::secrets::Secret;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE};
use http::{HeaderName, HeaderValue, Method};

/// How long a method may be. The longest that is registered has 17 characters.
const MAX_METHOD: usize = 32;
/// How long the names and values of the headers may be together. Servers take some 8 KiB.
const MAX_HEADERS: usize = 32 * 1024;

/// The header that carries a session's token.
pub const TOKEN: &str = "x-tableau-auth";
/// The content type of Tableau's XML.
const XML: &str = "text/xml";

/// The headers that are this library's: they say whose call it is, where it goes, where it
/// ends, and what becomes of its connection.
const OWN: [&str; 12] = [
    TOKEN,
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "proxy-authorization",
    "proxy-connection",
    "keep-alive",
    "expect",
    "te",
    "trailer",
    "upgrade",
];

/// Headers, one of a name.
#[derive(Default, Clone)]
pub struct Headers(Vec<(HeaderName, HeaderValue)>);

impl Headers {
    /// Those of the library's own calls: they ask for XML, and some send it.
    pub fn of_own_call(has_body: bool) -> Headers {
        let mut headers = Headers::default();
        headers.put(ACCEPT, HeaderValue::from_static("application/xml"));
        if has_body {
            headers.put(CONTENT_TYPE, HeaderValue::from_static(XML));
        }
        headers
    }

    /// Sets a program's header in place of one of the same name; without a value takes it away.
    pub fn set(&mut self, name: &str, value: Option<&str>) -> Result<()> {
        let name = header_name(name)?;
        let Some(value) = value else {
            self.remove(&name);
            return Ok(());
        };
        let value = header_value(&name, value)?;
        let others = self.iter().filter(|(other, _)| *other != name);
        let others: usize = others.map(|(name, value)| size(name, value)).sum();
        if others + size(&name, &value) > MAX_HEADERS {
            let message = format!("the headers are longer than {MAX_HEADERS} bytes together");
            return Err(invalid(message));
        }
        self.put(name, value);
        Ok(())
    }

    /// Sets a header if there is none of the name.
    pub fn set_default(&mut self, name: HeaderName, value: HeaderValue) {
        if self.get(&name).is_none() {
            self.put(name, value);
        }
    }

    /// Takes a header away.
    pub fn remove(&mut self, name: &HeaderName) {
        self.0.retain(|(other, _)| other != name);
    }

    /// Each, in the order in which they were set.
    pub fn iter(&self) -> impl Iterator<Item = &(HeaderName, HeaderValue)> {
        self.0.iter()
    }

    /// What of them must not come back: a program's credentials.
    pub fn secrets(&self) -> impl Iterator<Item = Secret> {
        let authorization = self.get(&AUTHORIZATION).map(|value| {
            // Without the scheme, which is no secret.
            let value = value.as_bytes();
            let space = value.iter().position(|byte| *byte == b' ');
            value
                .get(space.map_or(0, |at| at + 1)..)
                .unwrap_or_default()
        });
        let cookie = self.get(&COOKIE).map(HeaderValue::as_bytes);
        authorization
            .into_iter()
            .chain(cookie)
            .map(|value| Secret::new(String::from_utf8_lossy(value).trim()))
    }

    fn get(&self, name: &HeaderName) -> Option<&HeaderValue> {
        let (_, value) = self.iter().find(|(other, _)| other == name)?;
        Some(value)
    }

    fn put(&mut self, name: HeaderName, value: HeaderValue) {
        self.remove(&name);
        self.0.push((name, value));
    }
}

fn size(name: &HeaderName, value: &HeaderValue) -> usize {
    name.as_str().len() + value.len()
}

/// What a body is that nobody has named: XML if it looks like it, or else nobody knows.
pub fn content_type_of(body: &[u8]) -> Option<HeaderValue> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    body.trim_ascii_start()
        .starts_with(b"<")
        .then(|| HeaderValue::from_static(XML))
}

/// A method; it is case-sensitive, and sent as it is.
pub fn method(name: &str) -> Result<Method> {
    if name.len() > MAX_METHOD {
        let message = format!("the method is longer than {MAX_METHOD} characters");
        return Err(invalid(message));
    }
    let refused = |reason| Err(invalid(format!("the method {name:?} {reason}")));
    if ["CONNECT", "TRACE"]
        .iter()
        .any(|no| name.eq_ignore_ascii_case(no))
    {
        return refused("is not one of a REST API");
    }
    match Method::from_bytes(name.as_bytes()) {
        Ok(method) => Ok(method),
        Err(_) => refused("is not an HTTP token, as GET is"),
    }
}

/// A header's value; what it is may be a secret, and is in no message.
pub fn header_value(name: &HeaderName, value: &str) -> Result<HeaderValue> {
    match HeaderValue::from_bytes(value.as_bytes()) {
        Ok(value) if value.len() <= MAX_HEADERS => Ok(value),
        Ok(_) => Err(invalid(format!(
            "the value of the header {name} is longer than {MAX_HEADERS} bytes"
        ))),
        Err(_) => Err(invalid(format!(
            "the value of the header {name} has a line break or another control character"
        ))),
    }
}

fn header_name(name: &str) -> Result<HeaderName> {
    if name.len() > MAX_HEADERS {
        let message = format!("the header's name is longer than {MAX_HEADERS} bytes");
        return Err(invalid(message));
    }
    let parsed = HeaderName::from_bytes(name.as_bytes());
    let Ok(name) = parsed else {
        return Err(invalid(format!(
            "the header's name {name:?} is not an HTTP token"
        )));
    };
    if OWN.contains(&name.as_str()) {
        return Err(invalid(format!("the header {name} is set by the library")));
    }
    Ok(name)
}

fn invalid(message: String) -> Error {
    Error::new(Status::InvalidArgument, message)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_method_is_a_token() {
        for name in [
            "GET",
            "POST",
            "PATCH",
            "get",
            "PROPFIND",
            "M-SEARCH",
            "X!#$%&'*+.^_`|~1",
        ] {
            assert_eq!(method(name).unwrap().as_str(), name);
        }
        let long = "A".repeat(MAX_METHOD + 1);
        for name in [
            "",
            " ",
            "GET ",
            "G T",
            "GET\r\nX: y",
            "GÉT",
            "a/b",
            "CONNECT",
            "trace",
            &long,
        ] {
            assert_eq!(
                method(name).unwrap_err().status(),
                Status::InvalidArgument,
                "{name}"
            );
        }
    }

    #[test]
    fn a_header_is_replaced_and_taken_away() {
        let mut headers = Headers::default();
        headers.set("Accept", Some("image/png")).unwrap();
        headers.set("X-Name", Some("ü\tb")).unwrap();
        headers.set("ACCEPT", Some("text/csv")).unwrap();
        headers.set_default(ACCEPT, HeaderValue::from_static("*/*"));
        assert_eq!(headers.iter().count(), 2);
        assert_eq!(headers.get(&ACCEPT).unwrap(), "text/csv");
        headers.set("accept", None).unwrap();
        headers.set("accept", None).unwrap();
        assert_eq!(headers.iter().count(), 1);
        headers.set_default(ACCEPT, HeaderValue::from_static("*/*"));
        assert_eq!(headers.get(&ACCEPT).unwrap(), "*/*");
    }

    #[test]
    fn headers_are_bounded_together() {
        let mut headers = Headers::default();
        let half = "x".repeat(MAX_HEADERS / 2);
        headers.set("a", Some(&half)).unwrap();
        headers.set("a", Some(&half)).unwrap();
        assert!(headers.set("b", Some(&half)).is_err());
        headers.set("b", Some("x")).unwrap();
        assert_eq!(headers.iter().count(), 2);
    }

    #[test]
    fn credentials_are_secrets() {
        let mut headers = Headers::default();
        headers
            .set("Authorization", Some("Basic dXNlcjpw"))
            .unwrap();
        headers.set("Cookie", Some("a=b; c=d")).unwrap();
        headers.set("Accept", Some("x/y")).unwrap();
        let secrets: Vec<Secret> = headers.secrets().collect();
        let secrets: Vec<&str> = secrets.iter().map(Secret::reveal).collect();
        assert_eq!(secrets, ["dXNlcjpw", "a=b; c=d"]);
    }
}
