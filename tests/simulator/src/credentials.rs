//! The credentials in a sign-in, and whose they are.

use crate::body::Node;
use crate::connected_apps;
use crate::refusal::Refusal;
use crate::server::Server;
use crate::sign_ins::SignInKind;
use crate::state::User;
use crate::web_token::WebToken;

pub enum Credentials<'a> {
    Password { name: &'a str, password: &'a str },
    PersonalAccessToken { name: &'a str, secret: &'a str },
    JsonWebToken { token: &'a str, unified: bool },
}

/// Who signs in.
pub struct Identity<'s> {
    pub user: &'s User,
    /// The scopes of a connected app's token; `None`: every call is allowed.
    pub scopes: Option<Vec<String>>,
}

impl<'a> Credentials<'a> {
    /// The credentials in a `<credentials>` element; `None` if it has none.
    pub fn of(request: &'a Node) -> Option<Self> {
        let attribute = |name| request.attribute(name).filter(|value| !value.is_empty());
        if let Some(token) = attribute("jwt") {
            let unified = attribute("isUat") == Some("true");
            return Some(Self::JsonWebToken { token, unified });
        }
        if let Some(name) = attribute("personalAccessTokenName") {
            let secret = attribute("personalAccessTokenSecret").unwrap_or_default();
            return Some(Self::PersonalAccessToken { name, secret });
        }
        let name = attribute("name")?;
        let password = attribute("password").unwrap_or_default();
        Some(Self::Password { name, password })
    }

    /// The kind of the credentials in the body of a sign-in, if it has any.
    pub fn kind_in(content_type: Option<&str>, body: &[u8]) -> Option<SignInKind> {
        let body = Node::parse(content_type, body).ok()?;
        Credentials::of(body.child("credentials")?).map(|credentials| credentials.kind())
    }

    fn kind(&self) -> SignInKind {
        match self {
            Self::Password { .. } => SignInKind::Password,
            Self::PersonalAccessToken { .. } => SignInKind::PersonalAccessToken,
            Self::JsonWebToken { unified: false, .. } => SignInKind::JsonWebToken,
            Self::JsonWebToken { unified: true, .. } => SignInKind::UnifiedAccessToken,
        }
    }

    /// The name in rules about sign-ins. For that of a connected app, see [`Self::client_id`].
    pub fn name(&self) -> &'a str {
        match self {
            Self::Password { name, .. } | Self::PersonalAccessToken { name, .. } => name,
            Self::JsonWebToken { token, .. } => token,
        }
    }

    /// The client id of the connected app that a token names as its issuer.
    pub fn client_id(&self) -> Option<String> {
        match self {
            Self::JsonWebToken { token, .. } => {
                WebToken::read(token)?.text("iss").map(str::to_owned)
            }
            _ => None,
        }
    }

    pub fn personal_access_token(&self) -> Option<String> {
        match self {
            Self::PersonalAccessToken { name, .. } => Some((*name).to_owned()),
            _ => None,
        }
    }

    /// The user of valid credentials.
    pub fn check<'s>(&self, server: &'s Server) -> Result<Identity<'s>, Refusal> {
        let state = &server.catalogue.state;
        let user = match self {
            Self::Password { name, password } => state
                .users
                .iter()
                .find(|user| user.name.eq_ignore_ascii_case(name) && user.password == *password),
            Self::PersonalAccessToken { name, secret } => state
                .personal_access_tokens
                .iter()
                .find(|token| token.name == *name && token.secret == *secret)
                .filter(|token| {
                    let now = server.clock.now();
                    server.sessions.is_token_good(&token.name, now)
                })
                .and_then(|token| server.catalogue.user_named(&token.user)),
            Self::JsonWebToken { token, unified } => {
                let given = state
                    .json_web_tokens
                    .iter()
                    .find(|good| good.token == *token && good.unified == *unified);
                match (given, WebToken::read(token)) {
                    (None, Some(token)) if !unified => {
                        let now = server.clock.unix_time();
                        let used = &server.used_tokens;
                        let (user, scopes) = connected_apps::check(&token, state, used, now)?;
                        return Ok(Identity {
                            user,
                            scopes: Some(scopes),
                        });
                    }
                    (given, _) => given
                        .filter(|given| server.cloud || !given.unified)
                        .and_then(|given| server.catalogue.user_named(&given.user)),
                }
            }
        };
        let user = user.ok_or_else(Refusal::sign_in)?;
        Ok(Identity { user, scopes: None })
    }
}
