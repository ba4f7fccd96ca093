//! Connected apps with direct trust: the JSON web token of a sign-in is made and signed here.

use crate::common::error::{Error, Result, Status};
use crate::common::memory;
use crate::common::secrets::Secret;
use crate::common::traces::leave_traces;
use crate::rest::credential_text::single_line;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use serde_core::ser::{Serialize, SerializeMap, Serializer};
use std::time::{Duration, SystemTime};

/// The time for which a token is good. Tableau accepts at most 10 minutes; clocks differ by less than the
/// rest.
const LIFETIME: Duration = Duration::from_secs(5 * 60);
/// The size of a token's identifier, in bytes.
const IDENTIFIER: usize = 16;

/// A connected app, and the user and the scopes of the sessions that it begins.
#[derive(PartialEq, Eq)]
pub struct ConnectedApp {
    client_id: String,
    secret_id: String,
    secret_value: Secret,
    username: String,
    scopes: Vec<String>,
}

impl ConnectedApp {
    /// Makes a connected app. The scopes are separated by spaces.
    pub fn new(
        client_id: &str,
        secret_id: &str,
        secret_value: &str,
        username: &str,
        scopes: &str,
    ) -> Result<ConnectedApp> {
        let given = |text, what| match single_line(text, what)? {
            "" => Err(Error::invalid(format!("the {what} is empty"))),
            text => Ok(text),
        };
        let secret_value = given(secret_value, "connected app's secret value")?;
        let scopes: Vec<_> = single_line(scopes, "list of scopes")?
            .split_ascii_whitespace()
            .map(str::to_owned)
            .collect();
        if scopes.is_empty() {
            let message = "there is no scope: give at least one, as tableau:content:read";
            return Err(Error::invalid(message));
        }
        Ok(ConnectedApp {
            client_id: given(client_id, "connected app's client id")?.to_owned(),
            secret_id: given(secret_id, "connected app's secret id")?.to_owned(),
            secret_value: Secret::new(secret_value),
            username: given(username, "user's name")?.to_owned(),
            scopes,
        })
    }

    /// Returns the secret, which is redacted in responses.
    pub fn secret(&self) -> &Secret {
        &self.secret_value
    }

    /// Makes a token for one sign-in.
    pub fn issue(&self) -> Result<Secret> {
        let mut identifier = [0; IDENTIFIER];
        SystemRandom::new()
            .fill(&mut identifier)
            .map_err(|_| Error::new(Status::Internal, "the system has no random numbers"))?;
        let identifier: String = identifier
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        self.issue_at(SystemTime::now(), &identifier)
    }

    fn issue_at(&self, now: SystemTime, identifier: &str) -> Result<Secret> {
        // The key's schedule is on the stack for a moment.
        leave_traces();
        let expires = now
            .checked_add(LIFETIME)
            .and_then(|end| end.duration_since(SystemTime::UNIX_EPOCH).ok())
            .ok_or_else(|| Error::new(Status::Internal, "the machine's clock is wrong"))?;
        let header = encoded(&Header(self))?;
        let claims = encoded(&Claims {
            app: self,
            expires: expires.as_secs(),
            identifier,
        })?;
        let signed = memory::joined([header.as_str(), ".", &claims])?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.secret_value.reveal().as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&key, signed.as_bytes()));
        Ok(Secret::new(&memory::joined([&signed, ".", &signature])?))
    }
}

/// Returns JSON in base64, as JSON web tokens have it.
fn encoded(part: &impl Serialize) -> Result<String> {
    let json = serde_json::to_vec(part)
        .map_err(|error| Error::new(Status::Internal, error.to_string()))?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}

/// The header of a token.
struct Header<'a>(&'a ConnectedApp);

impl Serialize for Header<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("alg", "HS256")?;
        map.serialize_entry("typ", "JWT")?;
        map.serialize_entry("kid", &self.0.secret_id)?;
        map.serialize_entry("iss", &self.0.client_id)?;
        map.end()
    }
}

/// The claims of a token.
struct Claims<'a> {
    app: &'a ConnectedApp,
    /// The end of its lifetime, in seconds of Unix time.
    expires: u64,
    identifier: &'a str,
}

impl Serialize for Claims<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(6))?;
        map.serialize_entry("iss", &self.app.client_id)?;
        map.serialize_entry("exp", &self.expires)?;
        map.serialize_entry("jti", self.identifier)?;
        map.serialize_entry("aud", "tableau")?;
        map.serialize_entry("sub", &self.app.username)?;
        map.serialize_entry("scp", &self.app.scopes)?;
        map.end()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn app(username: &str) -> ConnectedApp {
        ConnectedApp::new(
            "client",
            "secret-id",
            "secret-value",
            username,
            " a:read  b:* ",
        )
        .unwrap()
    }

    fn parts(token: &Secret) -> [String; 2] {
        let mut parts = token
            .reveal()
            .split('.')
            .map(|part| URL_SAFE_NO_PAD.decode(part).unwrap());
        let mut text = || String::from_utf8(parts.next().unwrap()).unwrap();
        [text(), text()]
    }

    #[test]
    fn token_has_the_claims_that_tableau_requires() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let token = app("o'neil \"q\" é").issue_at(now, "0123").unwrap();
        let [header, claims] = parts(&token);
        assert_eq!(
            header,
            r#"{"alg":"HS256","typ":"JWT","kid":"secret-id","iss":"client"}"#
        );
        assert_eq!(
            claims,
            r#"{"iss":"client","exp":1700000300,"jti":"0123","aud":"tableau","sub":"o'neil \"q\" é","scp":["a:read","b:*"]}"#
        );
        let (signed, signature) = token.reveal().rsplit_once('.').unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"secret-value");
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        hmac::verify(&key, signed.as_bytes(), &signature).unwrap();
    }

    #[test]
    fn each_token_has_another_identifier() {
        let app = app("user");
        let [_, first] = parts(&app.issue().unwrap());
        let [_, second] = parts(&app.issue().unwrap());
        let identifier = |claims: &str| claims.split("\"jti\":\"").nth(1).unwrap()[..33].to_owned();
        assert_ne!(identifier(&first), identifier(&second));
        assert!(identifier(&first).ends_with('"'));
    }

    #[test]
    fn empty_parts_are_refused() {
        for parts in [
            ["", "i", "v", "u", "s"],
            ["c", "", "v", "u", "s"],
            ["c", "i", "", "u", "s"],
            ["c", "i", "v", "", "s"],
            ["c", "i", "v", "u", " "],
            ["c", "i", "v", "u\nv", "s"],
        ] {
            let [client, id, value, user, scopes] = parts;
            let app = ConnectedApp::new(client, id, value, user, scopes);
            assert_eq!(app.err().unwrap().status(), Status::InvalidArgument);
        }
    }
}
