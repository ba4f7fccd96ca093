//! What messages say of the proxy that a connection goes through.

use crate::transport::proxy::url::Proxy;

/// The scheme of `Proxy-Authorization` that this library speaks.
const SPOKEN: &str = "Basic";
/// How many schemes of a proxy's a message names.
const MAX_SCHEMES: usize = 8;

/// The proxy that a connection goes through.
#[derive(Debug, Clone)]
pub struct Via {
    /// Its URL, without user and password.
    pub proxy: String,
    /// It passes on each request, and does not only connect.
    forwards: bool,
    has_credentials: bool,
}

impl Via {
    /// The proxy of a connection that passes on requests, or only bytes.
    pub fn new(proxy: &Proxy, forwards: bool) -> Via {
        Via {
            proxy: proxy.to_string(),
            forwards,
            has_credentials: proxy.authorization().is_some(),
        }
    }

    /// What to do about a 407 that came over the connection, with its `Proxy-Authenticate`.
    pub fn advice_on_407(&self, challenges: &str) -> String {
        if !self.forwards {
            return "it wants user and password within the connection that it made, where none are sent"
                .to_owned();
        }
        advice_on_407(challenges, self.has_credentials)
    }
}

/// What to do where a proxy wants to know who asks, given what it accepts (`Proxy-Authenticate`)
/// and whether it was given a user and a password.
pub fn advice_on_407(challenges: &str, has_credentials: bool) -> String {
    let schemes = schemes(challenges);
    let is_spoken = |scheme: &&str| scheme.eq_ignore_ascii_case(SPOKEN);
    if !schemes.is_empty() && !schemes.iter().any(is_spoken) {
        let schemes = schemes.join(" or ");
        return format!(
            "it wants {schemes}, and this library speaks {SPOKEN} only: have the proxy accept {SPOKEN}, \
             or let this machine through without"
        );
    }
    if has_credentials {
        return "it refuses the user and password that are in the proxy's URL".to_owned();
    }
    "give user and password with the proxy's URL: http://user:password@host:port".to_owned()
}

/// The schemes of `Negotiate, Digest realm="a, b", nonce=x, Basic realm=c`.
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
        // Otherwise it is a parameter of the one before.
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
    fn the_schemes_of_a_challenge_are_read() {
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
    fn advice_fits_what_the_proxy_wants_and_was_given() {
        for (challenges, has_credentials, advice) in [
            ("Basic realm=x", false, "give user and password"),
            ("", false, "give user and password"),
            ("Basic realm=x", true, "refuses the user and password"),
            ("", true, "refuses the user and password"),
            ("NTLM, basic", true, "refuses the user and password"),
            ("Negotiate, NTLM", false, "wants Negotiate or NTLM"),
            ("Negotiate, NTLM", true, "wants Negotiate or NTLM"),
        ] {
            let given = advice_on_407(challenges, has_credentials);
            assert!(given.contains(advice), "{challenges}: {given}");
        }
    }
}
