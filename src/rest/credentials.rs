//! The bodies of sign-in and switch-site, and what they answer.

use crate::common::error::{Error, Result, Status};
use crate::common::secrets::Secret;
use crate::rest::api_version::{self, ApiVersion};
use crate::rest::xml::{self, escape};

/// The path of sign-in below `/api/{version}`.
pub const SIGN_IN_PATH: &str = "/auth/signin";
/// The path of sign-out below `/api/{version}`.
pub const SIGN_OUT_PATH: &str = "/auth/signout";
/// The path of the question who a session is, below `/api/{version}`.
pub const CURRENT_SESSION_PATH: &str = "/sessions/current";
/// The path of the administrators' personal access tokens below `/api/{version}`.
pub const ADMIN_TOKENS_PATH: &str = "/auth/serverAdminAccessTokens";
/// The path of switch-site below `/api/{version}`.
pub const SWITCH_SITE_PATH: &str = "/auth/switchSite";

/// What editors of Windows put before the text of a file.
const BYTE_ORDER_MARK: char = '\u{feff}';
/// The longest token that is taken; Tableau's have some hundred bytes.
const MAX_TOKEN: usize = 8 * 1024;

/// How a session began: what ends it, and what it may do, depends on that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedInBy {
    /// A personal access token.
    PersonalAccessToken,
    /// A user name and a password.
    Password,
    /// A JSON web token, whose scopes say what the session may do.
    JsonWebToken,
    /// A unified access token, which has scopes too.
    UnifiedAccessToken,
    /// Unknown: the session's own token was given.
    SessionToken,
}

/// Who signs in.
pub enum Credentials {
    /// A name and a secret from the account's settings.
    PersonalAccessToken {
        /// The token's name.
        name: String,
        /// The token's value.
        value: Secret,
    },
    /// A user.
    Password {
        /// The user's name.
        name: String,
        /// The user's password.
        password: Secret,
    },
    /// What an identity provider or a connected app issued.
    JsonWebToken {
        /// The whole token.
        jwt: Secret,
    },
    /// What Tableau Cloud's own manager issued.
    UnifiedAccessToken {
        /// The whole token.
        jwt: Secret,
    },
}

impl Credentials {
    /// A personal access token's name and value.
    pub fn personal_access_token(name: &str, value: &str) -> Result<Credentials> {
        Ok(Credentials::PersonalAccessToken {
            name: single_line(name, "token's name")?.to_owned(),
            value: Secret::new(single_line(value, "token's value")?),
        })
    }

    /// A user's name and password. Whatever can be typed may be a part of a password, white space
    /// at its end too, so nothing is taken off; what cannot is refused, since a wrong password
    /// counts as an attempt.
    pub fn password(name: &str, password: &str) -> Result<Credentials> {
        let refused = |reason| Err(Error::invalid(format!("the password {reason}")));
        if password.ends_with(['\r', '\n']) {
            return refused(
                "ends with a line break, as what is read from a file does: take it off",
            );
        }
        if password.starts_with(BYTE_ORDER_MARK) {
            return refused("begins with a byte order mark, as a file may: take it off");
        }
        Ok(Credentials::Password {
            name: single_line(name, "user's name")?.to_owned(),
            password: Secret::new(password),
        })
    }

    /// A whole JSON web token.
    pub fn json_web_token(jwt: &str) -> Result<Credentials> {
        let jwt = Secret::new(single_line(jwt, "JSON web token")?);
        Ok(Credentials::JsonWebToken { jwt })
    }

    /// A whole unified access token.
    pub fn unified_access_token(jwt: &str) -> Result<Credentials> {
        let jwt = Secret::new(single_line(jwt, "unified access token")?);
        Ok(Credentials::UnifiedAccessToken { jwt })
    }

    /// What must not come back.
    pub fn secret(&self) -> &Secret {
        match self {
            Credentials::PersonalAccessToken { value, .. } => value,
            Credentials::Password { password, .. } => password,
            Credentials::JsonWebToken { jwt } | Credentials::UnifiedAccessToken { jwt } => jwt,
        }
    }

    /// How the session begins that they sign in to.
    pub fn kind(&self) -> SignedInBy {
        match self {
            Credentials::PersonalAccessToken { .. } => SignedInBy::PersonalAccessToken,
            Credentials::Password { .. } => SignedInBy::Password,
            Credentials::JsonWebToken { .. } => SignedInBy::JsonWebToken,
            Credentials::UnifiedAccessToken { .. } => SignedInBy::UnifiedAccessToken,
        }
    }

    /// Refuses what the server's API lacks.
    pub fn require(&self, version: ApiVersion, impersonate: bool) -> Result<()> {
        match self {
            Credentials::PersonalAccessToken { .. } if impersonate => {
                version.require(api_version::IMPERSONATION_WITH_TOKEN)
            }
            Credentials::PersonalAccessToken { .. } => {
                version.require(api_version::PERSONAL_ACCESS_TOKEN)
            }
            Credentials::Password { .. } => version.require(api_version::PASSWORD),
            Credentials::JsonWebToken { .. } => version.require(api_version::JSON_WEB_TOKEN),
            Credentials::UnifiedAccessToken { .. } => {
                version.require(api_version::UNIFIED_ACCESS_TOKEN)
            }
        }
    }

    /// The body of a sign-in.
    pub fn body(&self, site: &str, impersonated_user_id: Option<&str>) -> Result<Vec<u8>> {
        let attributes = match self {
            Credentials::PersonalAccessToken { name, value } => format!(
                "personalAccessTokenName=\"{}\" personalAccessTokenSecret=\"{}\"",
                escape(name)?,
                escape(value.reveal())?
            ),
            Credentials::Password { name, password } => format!(
                "name=\"{}\" password=\"{}\"",
                escape(name)?,
                escape(password.reveal())?
            ),
            Credentials::JsonWebToken { jwt } => format!("jwt=\"{}\"", escape(jwt.reveal())?),
            Credentials::UnifiedAccessToken { jwt } => {
                format!("jwt=\"{}\" isUat=\"true\"", escape(jwt.reveal())?)
            }
        };
        let user = match impersonated_user_id.map(bare) {
            Some("") => return Err(Error::invalid("the id of the user to impersonate is empty")),
            Some(id) => format!("<user id=\"{}\"/>", escape(id)?),
            None => String::new(),
        };
        let body = format!(
            "<tsRequest xmlns=\"http://tableau.com/api\"><credentials {attributes}>\
             <site contentUrl=\"{}\"/>{user}</credentials></tsRequest>",
            escape(bare(site))?,
        );
        Ok(body.into_bytes())
    }
}

/// The body of a switch-site.
pub fn switch_site_body(site: &str) -> Result<Vec<u8>> {
    let site = escape(bare(site))?;
    let body = format!(
        "<tsRequest xmlns=\"http://tableau.com/api\"><site contentUrl=\"{site}\"/></tsRequest>"
    );
    Ok(body.into_bytes())
}

/// Who one is, and where: what sign-in and switch-site answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Goes with every call.
    pub token: Secret,
    /// The site's id.
    pub site_id: String,
    /// The site's contentUrl; "" is the default site.
    pub site_content_url: String,
    /// The user's id on that site.
    pub user_id: String,
    /// The server's words on how long the session lives.
    pub estimated_time_to_expiration: Option<String>,
}

impl Identity {
    /// Reads `<credentials>`.
    pub fn read(body: &[u8]) -> Result<Identity> {
        let document = xml::parse_response(body)?;
        let credentials = xml::child(document.root_element(), "credentials")
            .ok_or_else(|| missing("credentials"))?;
        let token = attribute(Some(credentials), "token").ok_or_else(|| missing("token"))?;
        let token = checked_token(token)
            .map_err(|reason| Error::new(Status::Protocol, format!("its token {reason}")))?;
        let expiration = credentials.attribute("estimatedTimeToExpiration");
        Identity::of(credentials, token, expiration)
    }

    /// Reads `<session>`, what a session is whose token one has.
    pub fn read_current(body: &[u8], token: Secret) -> Result<Identity> {
        let document = xml::parse_response(body)?;
        let session =
            xml::child(document.root_element(), "session").ok_or_else(|| missing("session"))?;
        Identity::of(session, token, None)
    }

    fn of(
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

/// Text as it is read from a file or another program's output, without the line end behind it and
/// the byte order mark before it: neither is a part of a token, a name, an id or a contentUrl.
fn bare(text: &str) -> &str {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    text.trim_end_matches(['\r', '\n'])
}

/// The same of what has one line; what it is completes "the …".
fn single_line<'a>(text: &'a str, what: &str) -> Result<&'a str> {
    let text = bare(text);
    match text.contains(['\r', '\n']) {
        true => Err(Error::invalid(format!("the {what} has a line break in it"))),
        false => Ok(text),
    }
}

/// A token of a session as a program kept it, perhaps in a file.
pub fn given_token(token: &str) -> Result<Secret> {
    let token = single_line(token, "token")?;
    checked_token(token).map_err(|reason| Error::invalid(format!("the token {reason}")))
}

/// A token as it can go into a header; the reason completes "the token …".
fn checked_token(token: &str) -> std::result::Result<Secret, &'static str> {
    let is_header_text = |byte: u8| matches!(byte, b'\t' | 0x20..=0x7e);
    if token.is_empty() {
        Err("is empty")
    } else if token.len() > MAX_TOKEN {
        Err("is too long for one")
    } else if !token.bytes().all(is_header_text) {
        Err("has a character that no header can carry")
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
    fn a_body_says_what_was_given() {
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
    fn a_line_end_is_no_part_of_a_token() {
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
                // What must not come back is what is sent.
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
                assert!(error.message().ends_with("has a line break in it"));
            }
            assert!(given_token(broken).is_err());
        }
        assert_eq!(given_token("a|b\r\n").unwrap().reveal(), "a|b");
        assert!(given_token("\n").is_err());
    }

    #[test]
    fn a_password_is_sent_as_it_is_or_not_at_all() {
        for password in [" p ", "p\t", "a\nb", "", "\u{a0}"] {
            let credentials = Credentials::password("n\n", password).unwrap();
            assert_eq!(credentials.secret().reveal(), password);
        }
        for password in ["p\n", "p\r\n", "p\r", "\n", "\u{feff}p"] {
            let refused = Credentials::password("n", password).err().unwrap();
            assert_eq!(refused.status(), Status::InvalidArgument, "{password:?}");
            assert!(refused.message().ends_with("take it off"));
        }
    }

    #[test]
    fn who_is_impersonated_is_not_left_out_by_mistake() {
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
    fn an_identity_needs_token_site_and_user() {
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
