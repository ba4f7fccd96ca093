//! The proxy of a connection, and advice about it for messages.

use crate::transport::proxy::url::Proxy;

/// The authentication scheme that this library supports.
const SUPPORTED: &str = "Basic";
/// The most authentication schemes that a message names.
const MAX_SCHEMES: usize = 8;

/// The proxy that a connection goes through.
#[derive(Debug, Clone)]
pub struct Via {
    /// The proxy's URL, without user and password.
    pub proxy: String,
    /// True if the proxy forwards requests, false if it made a tunnel (CONNECT).
    forwards: bool,
    /// True if its URL has a user or a password.
    has_credentials: bool,
}

impl Via {
    /// The proxy of a connection over which it forwards requests, or else of a tunnel.
    pub fn new(proxy: &Proxy, forwards: bool) -> Via {
        Via {
            proxy: proxy.to_string(),
            forwards,
            has_credentials: proxy.authorization().is_some(),
        }
    }

    /// The advice for a 407 that arrived over the connection. `challenges` is its
    /// `Proxy-Authenticate`.
    pub fn advice_on_407(&self, challenges: &str) -> String {
        if !self.forwards {
            return "it requires a user and password inside the tunnel, where none are sent"
                .to_owned();
        }
        advice_on_407(challenges, self.has_credentials)
    }
}

/// The advice for a proxy that sent 407. `challenges` is its `Proxy-Authenticate`, and
/// `has_credentials` is true if a user or password was sent.
pub fn advice_on_407(challenges: &str, has_credentials: bool) -> String {
    let schemes = schemes(challenges);
    let is_supported = |scheme: &&str| scheme.eq_ignore_ascii_case(SUPPORTED);
    if !schemes.is_empty() && !schemes.iter().any(is_supported) {
        let schemes = schemes.join(" or ");
        return format!(
            "it requires {schemes}, and this library supports {SUPPORTED} only: configure the proxy to accept {SUPPORTED}, or to let this machine through without authentication"
        );
    }
    if has_credentials {
        return "it refuses the user and password in the proxy's URL".to_owned();
    }
    "give the user and password in the proxy's URL: http://user:password@host:port".to_owned()
}

/// The authentication schemes of challenges: Negotiate, Digest and Basic of
/// `Negotiate, Digest realm="a, b", nonce=x, Basic realm=c`.
fn schemes(challenges: &str) -> Vec<&str> {
    let mut schemes: Vec<&str> = Vec::new();
    let mut is_quoted = false;
    let elements = challenges.split(|character| {
        is_quoted ^= character == '"';
        character == ',' && !is_quoted
    });
    for element in elements {
        let element = element.trim_start();
        let is_token = |character: char| character.is_ascii_alphanumeric() || character == '-';
        let end = element.find(|character| !is_token(character));
        let (word, rest) = element.split_at(end.unwrap_or(element.len()));
        // An element with = is a parameter of the scheme before it.
        let is_scheme = !word.is_empty() && !rest.trim_start().starts_with('=');
        if is_scheme && schemes.len() < MAX_SCHEMES && !schemes.contains(&word) {
            schemes.push(word);
        }
    }
    schemes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authentication_schemes_are_parsed() {
        for (challenges, expected) in [
            ("", &[][..]),
            ("Basic realm=\"x\"", &["Basic"]),
            ("Negotiate, NTLM", &["Negotiate", "NTLM"]),
            ("NTLM TlRMTVNTUAACAAAA==, Negotiate", &["NTLM", "Negotiate"]),
            (
                "Digest realm=\"a, NTLM b\", nonce=\"x\", qop = \"auth\",basic realm=c",
                &["Digest", "basic"],
            ),
            ("Negotiate, Negotiate", &["Negotiate"]),
            (", ,", &[]),
            ("\u{202e}<x>", &[]),
        ] {
            assert_eq!(schemes(challenges), expected, "{challenges}");
        }
    }

    #[test]
    fn advice_on_407_fits_schemes_and_credentials() {
        let (with_password, without) = (true, false);
        for (challenges, has_credentials, advice) in [
            ("Basic realm=x", without, "give the user and password"),
            ("", without, "give the user and password"),
            (
                "Basic realm=x",
                with_password,
                "refuses the user and password",
            ),
            ("", with_password, "refuses the user and password"),
            (
                "NTLM, basic",
                with_password,
                "refuses the user and password",
            ),
            ("Negotiate, NTLM", without, "requires Negotiate or NTLM"),
            (
                "Negotiate, NTLM",
                with_password,
                "requires Negotiate or NTLM",
            ),
        ] {
            let given = advice_on_407(challenges, has_credentials);
            assert!(given.contains(advice), "{challenges}: {given}");
        }
    }
}
