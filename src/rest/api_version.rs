//! Versions of the REST API, and the version that introduced each call.

use crate::common::error::{Error, Result, Status};
use crate::common::text::is_digits;
use std::fmt;

/// A version such as `3.19`. Versions are compared as numbers: 3.9 is before 3.19.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ApiVersion {
    major: u16,
    minor: u16,
}

/// The version that introduced a call.
#[derive(Debug, Clone, Copy)]
pub struct Since {
    call: &'static str,
    version: ApiVersion,
}

const fn since(call: &'static str, major: u16, minor: u16) -> Since {
    Since {
        call,
        version: ApiVersion { major, minor },
    }
}

/// Signing in with a user name and a password.
pub const PASSWORD: Since = since("signing in with a password", 1, 0);
/// Signing in with a personal access token.
pub const PERSONAL_ACCESS_TOKEN: Since = since("signing in with a personal access token", 3, 6);
/// Impersonation with a personal access token.
pub const IMPERSONATION_WITH_TOKEN: Since =
    since("impersonation with a personal access token", 3, 11);
/// Signing in with a JSON web token.
pub const JSON_WEB_TOKEN: Since = since("signing in with a JSON web token", 3, 17);
/// Signing in with a unified access token, which is a kind of JSON web token.
pub const UNIFIED_ACCESS_TOKEN: Since = since("signing in with a unified access token", 3, 17);
/// Requesting the site and user of a session.
pub const CURRENT_SESSION: Since = since("resuming a session", 3, 1);
/// Revoking the personal access tokens of the server's administrators.
pub const REVOKE_ADMIN_TOKENS: Since = since("revoking administrators' tokens", 3, 11);
/// Switching site.
pub const SWITCH_SITE: Since = since("switching site", 2, 6);

impl ApiVersion {
    /// Reads `digits.digits` and rejects anything else.
    pub fn parse(text: &str) -> Option<ApiVersion> {
        let number = |text: &str| is_digits(text).then(|| text.parse().ok()).flatten();
        let (major, minor) = text.split_once('.')?;
        Some(ApiVersion {
            major: number(major)?,
            minor: number(minor)?,
        })
    }

    /// Returns the version of a server that has no server info, by its product version.
    pub fn of_legacy_product(product_version: &str) -> Option<ApiVersion> {
        let minor = match product_version {
            "9.0" | "9.1" => 0,
            "9.2" => 1,
            "9.3" => 2,
            "10.0" => 3,
            _ => return None,
        };
        Some(ApiVersion { major: 2, minor })
    }

    /// Fails if this version lacks a call.
    pub fn require(self, since: Since) -> Result<()> {
        if self >= since.version {
            return Ok(());
        }
        Err(Error::new(
            Status::UnsupportedVersion,
            format!(
                "{} needs REST API {} or later, and {self} is in use",
                since.call, since.version
            ),
        ))
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn version_must_be_two_numbers() {
        for text in ["3.19", "2.0", "10.100"] {
            assert_eq!(ApiVersion::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "", "3", "3.", ".1", "3.x", "+3.1", "3.-1", "3.1.2", " 3.1", "3.99999", "3,1", "٣.١",
        ] {
            assert_eq!(ApiVersion::parse(text), None, "{text}");
        }
        assert!(ApiVersion::parse("3.9") < ApiVersion::parse("3.19"));
    }

    #[test]
    fn error_for_an_old_version_names_both_versions() {
        let old = ApiVersion::parse("3.5").unwrap();
        let error = old.require(PERSONAL_ACCESS_TOKEN).unwrap_err();
        assert_eq!(error.status(), Status::UnsupportedVersion);
        assert!(error.message().contains("3.6") && error.message().contains("3.5"));
        assert!(
            ApiVersion::parse("3.6")
                .unwrap()
                .require(PERSONAL_ACCESS_TOKEN)
                .is_ok()
        );
    }
}
