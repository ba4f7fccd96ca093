//! The secret parts of header fields with credentials: `Authorization`, `Proxy-Authorization` and
//! cookies.

use crate::common::secrets::{MIN_SECRET, Secret};
use base64::prelude::{BASE64_STANDARD, Engine};
use percent_encoding::percent_decode_str;

/// The longest value, in bytes, that is stored decoded, too.
const MAX_DECODED: usize = 16 * 1024;

/// Returns the secrets in an `Authorization` or `Proxy-Authorization`.
pub fn authorization_secrets(value: &str) -> Vec<Secret> {
    // The scheme is not a secret.
    let (scheme, credentials) = value.split_once(' ').unwrap_or_default();
    let mut secrets = Vec::new();
    if scheme.eq_ignore_ascii_case("basic") {
        secrets.extend(password_of(credentials.trim()));
    }
    secrets.push(match credentials {
        "" => Secret::new(value),
        credentials => Secret::new(credentials.trim()),
    });
    secrets.retain(is_long);
    secrets
}

/// Returns true if a value is long enough to be redacted. Shorter ones occur in most texts by
/// chance.
fn is_long(secret: &Secret) -> bool {
    secret.reveal().len() >= MIN_SECRET
}

/// Returns the password in the credentials of the scheme Basic, which follows the first colon.
fn password_of(credentials: &str) -> Option<Secret> {
    let decoded = BASE64_STANDARD.decode(credentials).ok()?;
    let colon = decoded.iter().position(|byte| *byte == b':')?;
    let password = decoded.get(colon + 1..)?;
    // A part of a long secret is found, too.
    let password = password.get(..MAX_DECODED).unwrap_or(password);
    Some(Secret::new(&String::from_utf8_lossy(password)))
}

/// Returns the secrets in the value of a `Set-Cookie` header, even if the cookie is not stored.
pub fn set_cookie_secrets(header: &str) -> Vec<Secret> {
    let pair = header.split(';').next().unwrap_or(header);
    let (_, value) = pair.split_once('=').unwrap_or(("", pair));
    cookie_secrets(value)
}

/// Returns the secrets in the value of a cookie: the value without quotes, and percent-decoded if
/// that is different.
pub fn cookie_secrets(value: &str) -> Vec<Secret> {
    let value = value.trim().trim_matches('"').trim();
    let mut secrets = Vec::new();
    if value.len() >= MIN_SECRET {
        secrets.push(Secret::new(value));
    }
    // The search for a secret undoes its escapes, too, so a long one needs no second form.
    let short = if value.len() <= MAX_DECODED {
        value
    } else {
        ""
    };
    let decoded: Vec<u8> = percent_decode_str(short).collect();
    if decoded.len() >= MIN_SECRET
        && decoded != value.as_bytes()
        && let Ok(decoded) = std::str::from_utf8(&decoded)
    {
        secrets.push(Secret::new(decoded));
    }
    secrets
}
