//! The request and response bodies of sign-in and switch-site.

use crate::common::error::{Error, Result, Status};
use crate::common::memory;
use crate::common::secrets::Secret;
use crate::rest::api_version::{self, ApiVersion};
use crate::rest::connected_app::ConnectedApp;
use crate::rest::credential_text::{BYTE_ORDER_MARK, checked, single_line, without_line_end};
use crate::rest::xml::{self, escape};

/// The path of sign-in below `/api/{version}`.
pub const SIGN_IN_PATH: &str = "/auth/signin";
/// The path of sign-out below `/api/{version}`.
pub const SIGN_OUT_PATH: &str = "/auth/signout";
/// The path of the present session's site and user, below `/api/{version}`.
pub const CURRENT_SESSION_PATH: &str = "/sessions/current";
/// The path of the administrators' personal access tokens below `/api/{version}`.
pub const ADMIN_TOKENS_PATH: &str = "/auth/serverAdminAccessTokens";
/// The path of switch-site below `/api/{version}`.
pub const SWITCH_SITE_PATH: &str = "/auth/switchSite";

/// The beginning of a request's body.
const REQUEST: &str = "<tsRequest xmlns=\"http://tableau.com/api\">";
/// A site in messages.
const SITE: &str = "site's contentUrl";
/// The largest length of a session token. Tableau's have some hundred bytes.
const MAX_TOKEN: usize = 8 * 1024;

/// The kind of credentials that began a session. They determine its end and its permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedInBy {
    /// A personal access token.
    PersonalAccessToken,
    /// A user name and a password.
    Password,
    /// A JSON web token, whose scopes limit the session.
    JsonWebToken,
    /// A unified access token, whose scopes limit the session.
    UnifiedAccessToken,
    /// A connected app, whose scopes limit the session.
    ConnectedApp,
    /// An unknown kind: the session was resumed by its own token.
    SessionToken,
}

/// The credentials of a sign-in.
pub enum Credentials {
    /// A personal access token, from the account's settings.
    PersonalAccessToken {
        /// The token's name.
        name: String,
        /// The token's value.
        value: Secret,
    },
    /// A user name and a password.
    Password {
        /// The user's name.
        name: String,
        /// The user's password.
        password: Secret,
    },
    /// A JSON web token of an identity provider or a connected app.
    JsonWebToken {
        /// The whole token.
        jwt: Secret,
    },
    /// A unified access token, from Tableau Cloud Manager.
    UnifiedAccessToken {
        /// The whole token.
        jwt: Secret,
    },
    /// A connected app, for which a JSON web token is made at each sign-in.
    ConnectedApp(ConnectedApp),
}

impl Credentials {
    /// Makes credentials from a personal access token's name and value.
    pub fn personal_access_token(name: &str, value: &str) -> Result<Credentials> {
        Ok(Credentials::PersonalAccessToken {
            name: single_line(name, "token's name")?.to_owned(),
            value: Secret::new(single_line(value, "token's value")?),
        })
    }

    /// Makes credentials from a user's name and password. The password is sent as it is, with white
    /// space at its end, because any character may be a part of it. A line break at its end and a
    /// byte order mark are refused, because a wrong password counts as a failed attempt.
    pub fn password(name: &str, password: &str) -> Result<Credentials> {
        let refused = |reason| Err(Error::invalid(format!("the password {reason}")));
        if password.ends_with(['\r', '\n']) {
            return refused("ends with a line break, as text from a file does: remove it");
        }
        if password.starts_with(BYTE_ORDER_MARK) {
            return refused("begins with a byte order mark, as text from a file may: remove it");
        }
        checked(password, "password")?;
        Ok(Credentials::Password {
            name: single_line(name, "user's name")?.to_owned(),
            password: Secret::new(password),
        })
    }

    /// Makes credentials from a whole JSON web token.
    pub fn json_web_token(jwt: &str) -> Result<Credentials> {
        let jwt = Secret::new(single_line(jwt, "JSON web token")?);
        Ok(Credentials::JsonWebToken { jwt })
    }

    /// Makes credentials from a whole unified access token.
    pub fn unified_access_token(jwt: &str) -> Result<Credentials> {
        let jwt = Secret::new(single_line(jwt, "unified access token")?);
        Ok(Credentials::UnifiedAccessToken { jwt })
    }

    /// Makes the credentials for one sign-in, if these are not sent themselves.
    pub fn issue(&self) -> Result<Option<Credentials>> {
        match self {
            Credentials::ConnectedApp(app) => {
                let jwt = app.issue()?;
                Ok(Some(Credentials::JsonWebToken { jwt }))
            }
            _ => Ok(None),
        }
    }

    /// Returns the secret, which is redacted in responses.
    pub fn secret(&self) -> &Secret {
        match self {
            Credentials::PersonalAccessToken { value, .. } => value,
            Credentials::Password { password, .. } => password,
            Credentials::JsonWebToken { jwt } | Credentials::UnifiedAccessToken { jwt } => jwt,
            Credentials::ConnectedApp(app) => app.secret(),
        }
    }

    /// Returns the kind of the credentials.
    pub fn kind(&self) -> SignedInBy {
        match self {
            Credentials::PersonalAccessToken { .. } => SignedInBy::PersonalAccessToken,
            Credentials::Password { .. } => SignedInBy::Password,
            Credentials::JsonWebToken { .. } => SignedInBy::JsonWebToken,
            Credentials::UnifiedAccessToken { .. } => SignedInBy::UnifiedAccessToken,
            Credentials::ConnectedApp(_) => SignedInBy::ConnectedApp,
        }
    }

    /// Fails if the server's API version lacks this kind of sign-in.
    pub fn require(&self, version: ApiVersion, impersonate: bool) -> Result<()> {
        match self {
            Credentials::PersonalAccessToken { .. } if impersonate => {
                version.require(api_version::IMPERSONATION_WITH_TOKEN)
            }
            Credentials::PersonalAccessToken { .. } => {
                version.require(api_version::PERSONAL_ACCESS_TOKEN)
            }
            Credentials::Password { .. } => version.require(api_version::PASSWORD),
            Credentials::JsonWebToken { .. } | Credentials::ConnectedApp(_) => {
                version.require(api_version::JSON_WEB_TOKEN)
            }
            Credentials::UnifiedAccessToken { .. } => {
                version.require(api_version::UNIFIED_ACCESS_TOKEN)
            }
        }
    }

    /// Returns the request body of a sign-in.
    pub fn body(&self, site: &str, impersonated_user_id: Option<&str>) -> Result<Vec<u8>> {
        let (attributes, end) = match self {
            Credentials::PersonalAccessToken { name, value } => (
                [
                    " personalAccessTokenName=\"",
                    &escape(name)?,
                    "\" personalAccessTokenSecret=\"",
                    &escape(value.reveal())?,
                ],
                "\"",
            ),
            Credentials::Password { name, password } => (
                [
                    " name=\"",
                    &escape(name)?,
                    "\" password=\"",
                    &escape(password.reveal())?,
                ],
                "\"",
            ),
            Credentials::JsonWebToken { jwt } => {
                ([" jwt=\"", &escape(jwt.reveal())?, "", ""], "\"")
            }
            Credentials::UnifiedAccessToken { jwt } => (
                [" jwt=\"", &escape(jwt.reveal())?, "", ""],
                "\" isUat=\"true\"",
            ),
            Credentials::ConnectedApp(_) => {
                let message = "a connected app signs in with a token that is made for it";
                return Err(Error::new(Status::Internal, message));
            }
        };
        let (site, user_id) = check_target(site, impersonated_user_id)?;
        let user_id = user_id.map(escape).transpose()?;
        let user = match &user_id {
            Some(id) => ["<user id=\"", id, "\"/>"],
            None => [""; 3],
        };
        let site = escape(site)?;
        let parts = [
            &[REQUEST, "<credentials"][..],
            &attributes,
            &[end, "><site contentUrl=\"", &site, "\"/>"],
            &user,
            &["</credentials></tsRequest>"],
        ];
        Ok(memory::joined(parts.iter().copied().flatten().copied())?.into_bytes())
    }
}

/// Checks the site of a sign-in and the user to impersonate, and returns them without line breaks at their
/// ends.
pub fn check_target<'a>(
    site: &'a str,
    impersonated_user_id: Option<&'a str>,
) -> Result<(&'a str, Option<&'a str>)> {
    let user_id = match impersonated_user_id.map(without_line_end) {
        Some("") => return Err(Error::invalid("the id of the user to impersonate is empty")),
        Some(id) => Some(checked(id, "id of the user to impersonate")?),
        None => None,
    };
    Ok((checked(without_line_end(site), SITE)?, user_id))
}

/// Returns the request body of a switch-site.
pub fn switch_site_body(site: &str) -> Result<Vec<u8>> {
    let site = escape(checked(without_line_end(site), SITE)?)?;
    let parts = [REQUEST, "<site contentUrl=\"", &site, "\"/></tsRequest>"];
    Ok(memory::joined(parts)?.into_bytes())
}

/// The identity of a session, from the response to sign-in or switch-site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The session token, which every request carries.
    pub token: Secret,
    /// The site's id.
    pub site_id: String,
    /// The site's contentUrl; "" is the default site.
    pub site_content_url: String,
    /// The user's id on that site.
    pub user_id: String,
    /// The server's text on how long the session lives.
    pub estimated_time_to_expiration: Option<String>,
}

impl Identity {
    /// Reads the identity in `<credentials>`.
    pub fn read(body: &[u8]) -> Result<Identity> {
        let document = xml::parse_response(body)?;
        let credentials = xml::child(document.root_element(), "credentials")
            .ok_or_else(|| missing("credentials"))?;
        let token = attribute(Some(credentials), "token").ok_or_else(|| missing("token"))?;
        let token = checked_token(token)
            .map_err(|reason| Error::new(Status::Protocol, format!("its token {reason}")))?;
        let expiration = credentials.attribute("estimatedTimeToExpiration");
        Identity::from_node(credentials, token, expiration)
    }

    /// Reads the identity in `<session>`, the response to a request for the session of a token.
    pub fn read_current(body: &[u8], token: Secret) -> Result<Identity> {
        let document = xml::parse_response(body)?;
        let session =
            xml::child(document.root_element(), "session").ok_or_else(|| missing("session"))?;
        Identity::from_node(session, token, None)
    }

    fn from_node(
        parent: roxmltree::Node<'_, '_>,
        token: Secret,
        expiration: Option<&str>,
    ) -> Result<Identity> {
        let site = xml::child(parent, "site");
        let user = xml::child(parent, "user");
        let content_url = site.and_then(|site| site.attribute("contentUrl"));
        Ok(Identity {
            token,
            site_id: attribute(site, "id")
                .ok_or_else(|| missing("site id"))?
                .to_owned(),
            site_content_url: content_url.unwrap_or_default().to_owned(),
            user_id: attribute(user, "id")
                .ok_or_else(|| missing("user id"))?
                .to_owned(),
            estimated_time_to_expiration: expiration.map(str::to_owned),
        })
    }
}

/// Checks a session token that a program stored.
pub fn checked_session_token(token: &str) -> Result<Secret> {
    let token = single_line(token, "token")?;
    checked_token(token).map_err(|reason| Error::invalid(format!("the token {reason}")))
}

/// Checks that a token can be a header's value. The error completes the message "the token …".
fn checked_token(token: &str) -> std::result::Result<Secret, &'static str> {
    let is_header_text = |byte: u8| matches!(byte, b'\t' | 0x20..=0x7e);
    if token.is_empty() {
        Err("is empty")
    } else if token.len() > MAX_TOKEN {
        Err("is too long")
    } else if !token.bytes().all(is_header_text) {
        Err("has a character that a header cannot contain")
    } else {
        Ok(Secret::new(token))
    }
}

fn attribute<'a>(node: Option<roxmltree::Node<'a, '_>>, name: &str) -> Option<&'a str> {
    node?.attribute(name).filter(|value| !value.is_empty())
}

fn missing(what: &str) -> Error {
    Error::new(Status::Protocol, format!("it has no {what}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn sign_in_body_contains_escaped_credentials() {
        let secret = || Secret::new("s\"&<>é");
        let credentials = Credentials::PersonalAccessToken {
            name: "n'".to_owned(),
            value: secret(),
        };
        let body = credentials.body("", Some("u-1")).unwrap();
        assert_eq!(
            String::from_utf8(body).unwrap(),
            "<tsRequest xmlns=\"http://tableau.com/api\"><credentials personalAccessTokenName=\"n'\" \
             personalAccessTokenSecret=\"s&quot;&amp;&lt;&gt;é\"><site contentUrl=\"\"/><user id=\"u-1\"/></credentials></tsRequest>"
        );
        let credentials = Credentials::Password {
            name: "n".to_owned(),
            password: secret(),
        };
        let body = String::from_utf8(credentials.body("m&m", None).unwrap()).unwrap();
        assert!(
            body.contains("<credentials name=\"n\" password=")
                && body.contains("<site contentUrl=\"m&amp;m\"/></credentials>")
        );
        assert!(credentials.body("\u{1}", None).is_err());
    }

    #[test]
    fn line_break_at_the_end_of_a_token_is_removed() {
        let whole = "name\\ö=|+/ ";
        for given in [
            whole.to_owned(),
            format!("{whole}\n"),
            format!("{whole}\r\n"),
            format!("\u{feff}{whole}\r\n\n"),
        ] {
            let all = [
                Credentials::personal_access_token(&given, &given).unwrap(),
                Credentials::json_web_token(&given).unwrap(),
                Credentials::unified_access_token(&given).unwrap(),
            ];
            let expected = [
                Credentials::personal_access_token(whole, whole).unwrap(),
                Credentials::json_web_token(whole).unwrap(),
                Credentials::unified_access_token(whole).unwrap(),
            ];
            for (credentials, expected) in all.iter().zip(&expected) {
                // The redacted secret is the one that is sent.
                assert_eq!(credentials.secret().reveal(), whole);
                let body = credentials.body(&format!("m{}", &given[given.len() - 1..]), None);
                let bare = expected.body("m", None).unwrap();
                assert!(given == whole || body.unwrap() == bare, "{given:?}");
            }
        }
        for broken in ["a\nb", "a\r\nb\n", "\na"] {
            for refused in [
                Credentials::personal_access_token(broken, "x"),
                Credentials::personal_access_token("x", broken),
                Credentials::password(broken, "x"),
                Credentials::json_web_token(broken),
                Credentials::unified_access_token(broken),
            ] {
                let error = refused.err().unwrap();
                assert_eq!(error.status(), Status::InvalidArgument);
                assert!(error.message().ends_with("contains a line break"));
            }
            assert!(checked_session_token(broken).is_err());
        }
        assert_eq!(checked_session_token("a|b\r\n").unwrap().reveal(), "a|b");
        assert!(checked_session_token("\n").is_err());
    }

    #[test]
    fn password_is_sent_unchanged_or_rejected() {
        for password in [" p ", "p\t", "a\nb", "", "\u{a0}"] {
            let credentials = Credentials::password("n\n", password).unwrap();
            assert_eq!(credentials.secret().reveal(), password);
        }
        for password in ["p\n", "p\r\n", "p\r", "\n", "\u{feff}p"] {
            let refused = Credentials::password("n", password).err().unwrap();
            assert_eq!(refused.status(), Status::InvalidArgument, "{password:?}");
            assert!(refused.message().ends_with("remove it"));
        }
    }

    #[test]
    fn empty_id_of_impersonated_user_is_rejected() {
        let credentials = Credentials::personal_access_token("n", "v").unwrap();
        assert!(credentials.body("", Some("\n")).is_err());
        let body = credentials.body("", Some("u-1\n")).unwrap();
        assert!(
            String::from_utf8(body)
                .unwrap()
                .contains("<user id=\"u-1\"/>")
        );
    }

    #[test]
    fn identity_requires_token_site_and_user() {
        let whole = "<tsResponse xmlns='http://tableau.com/api'><credentials token='a|b=+/' estimatedTimeToExpiration='177:05:38'>\
            <site id='s' contentUrl='m'/><user id='u'/></credentials></tsResponse>";
        let identity = Identity::read(whole.as_bytes()).unwrap();
        assert_eq!(identity.token.reveal(), "a|b=+/");
        assert_eq!(
            identity.estimated_time_to_expiration.as_deref(),
            Some("177:05:38")
        );
        assert!(!format!("{identity:?}").contains("a|b"));
        for (part, without) in [
            (" token='a|b=+/'", ""),
            ("token='a|b=+/'", "token=''"),
            ("token='a|b=+/'", "token='a&#10;b'"),
            ("token='a|b=+/'", "token='ä'"),
            ("id='s' ", ""),
            ("<user id='u'/>", ""),
            ("id='u'", "id=''"),
            ("credentials", "x"),
        ] {
            let body = whole.replace(part, without);
            assert_eq!(
                Identity::read(body.as_bytes()).unwrap_err().status(),
                Status::Protocol,
                "{body}"
            );
        }
        let bare = whole
            .replace(" contentUrl='m'", "")
            .replace(" estimatedTimeToExpiration='177:05:38'", "");
        let identity = Identity::read(bare.as_bytes()).unwrap();
        assert_eq!(identity.site_content_url, "");
        assert_eq!(identity.estimated_time_to_expiration, None);
    }
}
