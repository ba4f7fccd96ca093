//! JSON web tokens: header, claims and an HMAC-SHA256 signature.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use serde_json::{Map, Value};

/// A JSON web token whose signature is not verified yet.
pub struct WebToken<'a> {
    header: Map<String, Value>,
    claims: Map<String, Value>,
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> WebToken<'a> {
    /// Reads a token; `None` if it has not the form of one.
    pub fn read(token: &'a str) -> Option<Self> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
        let object = |part: &str| serde_json::from_slice(&decode(part)?).ok();
        Some(Self {
            header: object(header)?,
            claims: object(claims)?,
            signed,
            signature: decode(signature)?,
        })
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.header.get(name)?.as_str()
    }

    pub fn claim(&self, name: &str) -> Option<&Value> {
        self.claims.get(name)
    }

    /// A claim that is a text and not empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.claim(name)?.as_str().filter(|text| !text.is_empty())
    }

    pub fn is_signed_with(&self, secret: &str) -> bool {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        hmac::verify(&key, self.signed.as_bytes(), &self.signature).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7515, appendix A.1, whose key is not text: only its form is of use here.
    const EXAMPLE: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
        eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
        dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    #[test]
    fn token_is_read() {
        let token = WebToken::read(EXAMPLE).expect("a token");
        assert_eq!(token.header("alg"), Some("HS256"));
        assert_eq!(token.text("iss"), Some("joe"));
        assert_eq!(token.claim("exp"), Some(&Value::from(1_300_819_380)));
        assert!(!token.is_signed_with("secret"));
    }

    #[test]
    fn other_texts_are_no_tokens() {
        for text in [
            "",
            "a.b.c",
            "e30.e30",
            "e30.e30.e30.e30",
            "W10.e30.e30",
            "e30.e30.=",
        ] {
            assert!(WebToken::read(text).is_none(), "{text}");
        }
        assert!(WebToken::read("e30.e30.").is_some());
    }
}
