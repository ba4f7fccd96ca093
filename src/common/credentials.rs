//! The credentials in header fields: what of an `Authorization` or a cookie is a secret.

use crate::common::secrets::{MIN_SECRET, Secret};
use base64::prelude::{BASE64_STANDARD, Engine};
use percent_encoding::percent_decode_str;

/// What of an `Authorization`, to a server or to a proxy, must not come back.
pub fn authorization_secrets(value: &str) -> Vec<Secret> {
    // Without the scheme, which is no secret.
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

/// Words of a letter or two are everywhere, and no secrets.
fn is_long(secret: &Secret) -> bool {
    secret.reveal().len() >= MIN_SECRET
}

/// What follows the colon in the credentials of the scheme Basic.
fn password_of(credentials: &str) -> Option<Secret> {
    let decoded = BASE64_STANDARD.decode(credentials).ok()?;
    let colon = decoded.iter().position(|byte| *byte == b':')?;
    let password = decoded.get(colon + 1..)?;
    Some(Secret::new(&String::from_utf8_lossy(password)))
}

/// What must not come back of a cookie that a `Set-Cookie` header sets, kept or not.
pub fn set_cookie_secrets(header: &str) -> Vec<Secret> {
    let pair = header.split(';').next().unwrap_or(header);
    let (_, value) = pair.split_once('=').unwrap_or(("", pair));
    cookie_secrets(value)
}

/// A value without its quotes, and without its percent-encoding if it has some.
pub fn cookie_secrets(value: &str) -> Vec<Secret> {
    let value = value.trim().trim_matches('"').trim();
    let mut secrets = Vec::new();
    if value.len() >= MIN_SECRET {
        secrets.push(Secret::new(value));
    }
    let decoded: Vec<u8> = percent_decode_str(value).collect();
    if decoded.len() >= MIN_SECRET
        && decoded != value.as_bytes()
        && let Ok(decoded) = std::str::from_utf8(&decoded)
    {
        secrets.push(Secret::new(decoded));
    }
    secrets
}
