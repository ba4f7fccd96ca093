//! The head of a request: its method and headers, and which of them a program may choose.

use crate::common::credentials::{authorization_secrets, set_cookie_secrets};
use crate::common::error::{Error, Result};
use crate::common::secrets::Secret;
use crate::common::traces::leave_traces;
use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, COOKIE, RANGE};
use http::{HeaderName, HeaderValue, Method};

/// How long a method may be. The longest that is registered has 17 characters.
const MAX_METHOD: usize = 32;
/// How long the name of a header may be.
const MAX_NAME: usize = 256;
/// How long the names and values of the headers may be together. Servers take some 8 KiB.
const MAX_HEADERS: usize = 32 * 1024;

/// How long the name of a program may be.
const MAX_PRODUCT: usize = 256;

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
        leave_traces();
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
            return Err(Error::invalid(message));
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

    /// Asks for a compressed answer; but a part of an answer is a part of what is asked for, and a
    /// part of something compressed cannot be unpacked.
    pub fn set_default_encoding(&mut self) {
        let encoding = match self.get(&RANGE) {
            Some(_) => "identity",
            None => "gzip",
        };
        self.set_default(ACCEPT_ENCODING, HeaderValue::from_static(encoding));
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
    pub fn secrets(&self) -> Vec<Secret> {
        self.credentials().chain(self.cookies()).collect()
    }

    /// The credentials of an `Authorization`.
    pub fn credentials(&self) -> impl Iterator<Item = Secret> {
        let value = self.text(&AUTHORIZATION);
        let secrets = value.map(|value| authorization_secrets(&value));
        secrets.into_iter().flatten()
    }

    /// The values of a `Cookie`.
    pub fn cookies(&self) -> impl Iterator<Item = Secret> {
        let cookies = self.text(&COOKIE).unwrap_or_default();
        let secrets = cookies.split(';').flat_map(set_cookie_secrets);
        secrets.collect::<Vec<_>>().into_iter()
    }

    fn text(&self, name: &HeaderName) -> Option<String> {
        let value = self.get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    }

    /// True if there is one of the name.
    pub fn has(&self, name: &HeaderName) -> bool {
        self.get(name).is_some()
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
        return Err(Error::invalid(message));
    }
    let refused = |reason| Err(Error::invalid(format!("the method {name:?} {reason}")));
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
    let refused = |reason: &str| {
        Err(Error::invalid(format!(
            "the value of the header {name} {reason}"
        )))
    };
    if value.len() > MAX_HEADERS {
        return refused(&format!("is longer than {MAX_HEADERS} bytes"));
    }
    // HTTP's own schemes have nothing else, and the HTTP client refuses it.
    if *name == AUTHORIZATION && !value.is_ascii() {
        return refused("is not ASCII");
    }
    match HeaderValue::from_bytes(value.as_bytes()) {
        Ok(value) => Ok(value),
        Err(_) => refused("has a line break or another control character"),
    }
}

/// What may stand for a program in the User-Agent: `MyApp/1.0 (a comment)`.
pub fn checked_product(product: &str) -> Result<&str> {
    let is_text = |byte: u8| matches!(byte, b' '..=b'~');
    if product.is_empty() || product.len() > MAX_PRODUCT || !product.bytes().all(is_text) {
        return Err(Error::invalid(format!(
            "the product for the User-Agent is not 1 to {MAX_PRODUCT} printable ASCII characters"
        )));
    }
    Ok(product)
}

fn header_name(name: &str) -> Result<HeaderName> {
    if name.len() > MAX_NAME {
        let message = format!("the header's name is longer than {MAX_NAME} bytes");
        return Err(Error::invalid(message));
    }
    // A name that is none may be a value, and so a secret.
    let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else {
        return Err(Error::invalid("the header's name is not an HTTP token"));
    };
    if OWN.contains(&name.as_str()) {
        return Err(Error::invalid(format!(
            "the header {name} is set by the library"
        )));
    }
    Ok(name)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::common::error::Status;

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
            .set("Authorization", Some("Basic dXNlcjpwOnfDtnJk"))
            .unwrap();
        headers
            .set("Cookie", Some("a=value; n=1; other; q=\"qu%6fted\""))
            .unwrap();
        headers.set("Accept", Some("x/y")).unwrap();
        let told = |headers: &Headers| -> Vec<String> {
            let secrets = headers.secrets();
            secrets
                .iter()
                .map(|secret| secret.reveal().to_owned())
                .collect()
        };
        assert_eq!(
            told(&headers),
            [
                "p:wörd",
                "dXNlcjpwOnfDtnJk",
                "value",
                "other",
                "qu%6fted",
                "quoted"
            ]
        );
        headers.set("Authorization", Some("token-alone")).unwrap();
        headers.set("Cookie", None).unwrap();
        assert_eq!(told(&headers), ["token-alone"]);
        headers.set("Authorization", Some("Bearer a.b.c")).unwrap();
        assert_eq!(told(&headers), ["a.b.c"]);
    }
}
