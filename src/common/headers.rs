//! The method and the headers of a request, and which of them a program may set.

use crate::common::credentials::{authorization_secrets, set_cookie_secrets};
use crate::common::error::{Error, Result};
use crate::common::secrets::Secret;
use crate::common::text::without_byte_order_mark;
use crate::common::traces::leave_traces;
use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, COOKIE, RANGE};
use http::{HeaderName, HeaderValue, Method};

/// The largest length of a method. The longest registered one has 17 characters.
const MAX_METHOD: usize = 32;
/// The largest length of a header's name, in bytes.
const MAX_NAME: usize = 256;
/// The largest length of all headers' names and values, in bytes. Servers accept less: Tomcat, for
/// example, 8 KiB for the request line and the headers together.
const MAX_HEADERS: usize = 32 * 1024;
/// The largest number of headers of a request. Tomcat, for example, accepts 100 with the library's own.
const MAX_COUNT: usize = 100;

/// The largest length of a program's name in the User-Agent.
const MAX_PRODUCT: usize = 256;

/// The header that carries a session's token.
pub const TOKEN: &str = "x-tableau-auth";
/// The content type of Tableau's XML.
const XML: &str = "text/xml";

/// The headers that only the library sets: they identify the session, and they control where a
/// request goes, where it ends and how its connection is used.
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

/// Headers with distinct names.
#[derive(Default, Clone)]
pub struct Headers(Vec<(HeaderName, HeaderValue)>);

impl Headers {
    /// Makes the headers of the library's own requests, which ask for XML and may send XML.
    pub fn of_own_call(has_body: bool) -> Headers {
        let mut headers = Headers::default();
        headers.put(ACCEPT, HeaderValue::from_static("application/xml"));
        if has_body {
            headers.put(CONTENT_TYPE, HeaderValue::from_static(XML));
        }
        headers
    }

    /// Sets a header for a program and replaces one of the same name. Without a value it removes
    /// the header.
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
        self.remove(&name);
        if self.0.len() >= MAX_COUNT {
            let message = format!("there are more than {MAX_COUNT} headers");
            return Err(Error::invalid(message));
        }
        self.put(name, value);
        Ok(())
    }

    /// Sets a header if there is none of the same name.
    pub fn set_default(&mut self, name: HeaderName, value: HeaderValue) {
        if self.get(&name).is_none() {
            self.put(name, value);
        }
    }

    /// Asks for a compressed response, except in a request with `Range`: a part of a compressed
    /// response cannot be decoded.
    pub fn set_default_encoding(&mut self) {
        let encoding = match self.get(&RANGE) {
            Some(_) => "identity",
            None => "gzip",
        };
        self.set_default(ACCEPT_ENCODING, HeaderValue::from_static(encoding));
    }

    /// Removes a header.
    pub fn remove(&mut self, name: &HeaderName) {
        self.0.retain(|(other, _)| other != name);
    }

    /// Returns the headers in the order in which they were set.
    pub fn iter(&self) -> impl Iterator<Item = &(HeaderName, HeaderValue)> {
        self.0.iter()
    }

    /// Returns the secrets in the headers: credentials and cookies of the program.
    pub fn secrets(&self) -> Vec<Secret> {
        self.credentials().chain(self.cookies()).collect()
    }

    /// Returns the secrets in `Authorization`.
    pub fn credentials(&self) -> impl Iterator<Item = Secret> {
        let value = self.text(&AUTHORIZATION);
        let secrets = value.map(|value| authorization_secrets(&value));
        secrets.into_iter().flatten()
    }

    /// Returns the secrets in `Cookie`.
    pub fn cookies(&self) -> impl Iterator<Item = Secret> {
        let cookies = self.text(&COOKIE).unwrap_or_default();
        let secrets = cookies.split(';').flat_map(set_cookie_secrets);
        secrets.collect::<Vec<_>>().into_iter()
    }

    fn text(&self, name: &HeaderName) -> Option<String> {
        let value = self.get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    }

    /// Returns true if there is a header of a name.
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

/// Guesses the content type of a body: XML if it begins like XML, otherwise none.
pub fn content_type_of(body: &[u8]) -> Option<HeaderValue> {
    without_byte_order_mark(body)
        .trim_ascii_start()
        .starts_with(b"<")
        .then(|| HeaderValue::from_static(XML))
}

/// Checks a method. It is case-sensitive and sent as it is.
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
        return refused("is not a method of a REST API");
    }
    match Method::from_bytes(name.as_bytes()) {
        Ok(method) => Ok(method),
        Err(_) => refused("is not an HTTP token like GET"),
    }
}

/// Checks a header's value. The error does not contain the value, which may be a secret.
pub fn header_value(name: &HeaderName, value: &str) -> Result<HeaderValue> {
    let refused = |reason: &str| {
        Err(Error::invalid(format!(
            "the value of the header {name} {reason}"
        )))
    };
    if value.len() > MAX_HEADERS {
        return refused(&format!("is longer than {MAX_HEADERS} bytes"));
    }
    // The schemes of HTTP use only ASCII, and ureq refuses other values.
    if *name == AUTHORIZATION && !value.is_ascii() {
        return refused("is not ASCII");
    }
    match HeaderValue::from_bytes(value.as_bytes()) {
        Ok(value) => Ok(value),
        Err(_) => refused("has a line break or another control character"),
    }
}

/// Checks the program's part of the User-Agent: `MyApp/1.0 (a comment)`.
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
    // The name is not repeated: a program may have confused it with the value, which may be a
    // secret.
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
    fn method_must_be_an_http_token() {
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
    fn header_is_replaced_and_removed() {
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
    fn total_size_of_headers_is_limited() {
        let mut headers = Headers::default();
        let half = "x".repeat(MAX_HEADERS / 2);
        headers.set("a", Some(&half)).unwrap();
        headers.set("a", Some(&half)).unwrap();
        assert!(headers.set("b", Some(&half)).is_err());
        headers.set("b", Some("x")).unwrap();
        assert_eq!(headers.iter().count(), 2);
    }

    #[test]
    fn credentials_and_cookies_in_headers_are_secrets() {
        let mut headers = Headers::default();
        headers
            .set("Authorization", Some("Basic dXNlcjpwOnfDtnJk"))
            .unwrap();
        headers
            .set("Cookie", Some("a=value; n=1; other; q=\"qu%6fted\""))
            .unwrap();
        headers.set("Accept", Some("x/y")).unwrap();
        let secret_texts = |headers: &Headers| -> Vec<String> {
            let secrets = headers.secrets();
            secrets
                .iter()
                .map(|secret| secret.reveal().to_owned())
                .collect()
        };
        assert_eq!(
            secret_texts(&headers),
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
        assert_eq!(secret_texts(&headers), ["token-alone"]);
        headers.set("Authorization", Some("Bearer a.b.c")).unwrap();
        assert_eq!(secret_texts(&headers), ["a.b.c"]);
    }
}
