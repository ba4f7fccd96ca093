//! The cookies of a session: what a server, or the balancer before it, sets and gets back.

use crate::client::cookie::Cookie;
use crate::common::address::Address;
use crate::common::call_secrets::CallSecrets;
use crate::common::lock::lock;
use crate::common::response::Response;
use crate::common::secrets::{Secret, Secrets};
use http::HeaderValue;
use http::header::SET_COOKIE;
use std::cell::LazyCell;
use std::sync::Mutex;
use std::time::SystemTime;

/// How many cookies are kept at once.
const MAX_COOKIES: usize = 32;
/// How many bytes they may take together.
const MAX_SIZE: usize = 8 * 1024;
/// The first is a token under another name, and the second belongs to it.
const NEVER_KEPT: [&str; 2] = ["workgroup_session_id", "xsrf-token"];

/// The cookies of one session or sign-in, for calls of any number of threads to one origin.
#[derive(Default)]
pub struct Cookies(Mutex<Jar>);

#[derive(Default)]
struct Jar {
    /// The session's token; `None` before there is one, and after it.
    token: Option<Secret>,
    /// The one that was set last is the last.
    cookies: Vec<Cookie>,
}

impl Cookies {
    /// Makes them those of a session with a new token, at sign-in and switch.
    pub fn belong_to(&self, token: &Secret) {
        let mut jar = lock(&self.0);
        let mut secrets = Secrets::default();
        secrets.add(token.clone());
        let redactor = LazyCell::new(|| secrets.long_redactor());
        jar.cookies
            .retain(|cookie| !redactor.is_in(&text_of(cookie)));
        jar.token = Some(token.clone());
    }

    /// Ends them with their session.
    pub fn empty(&self) {
        *lock(&self.0) = Jar::default();
    }

    /// The header, and the secrets in it; `None` if there is no cookie for the request.
    pub fn header(&self, path: &str, is_https: bool) -> Option<(HeaderValue, Vec<Secret>)> {
        let mut jar = lock(&self.0);
        let now = SystemTime::now();
        jar.cookies.retain(|cookie| !cookie.is_expired(now));
        let mut cookies: Vec<&Cookie> = Vec::new();
        for cookie in &jar.cookies {
            if cookie.is_for(path, is_https) {
                // Of two of a name servers take the first, which is to be the one that is more exact.
                let longer = |other: &&Cookie| other.path.len() >= cookie.path.len();
                let at = cookies.iter().take_while(|other| longer(other)).count();
                cookies.insert(at, cookie);
            }
        }
        let mut header = String::new();
        let mut secrets = Vec::new();
        for cookie in cookies {
            if !header.is_empty() {
                header.push_str("; ");
            }
            for part in [&cookie.name, "=", &cookie.value] {
                header.push_str(part);
            }
            secrets.extend(cookie.secrets());
        }
        if header.is_empty() {
            return None;
        }
        let mut header = HeaderValue::from_bytes(header.as_bytes()).ok()?;
        header.set_sensitive(true);
        Some((header, secrets))
    }

    /// Keeps what a response to a call with a token sets, if the session still has that token.
    pub fn keep(
        &self,
        token: Option<&str>,
        from: &Address,
        path: &str,
        response: &Response,
        secrets: &CallSecrets,
    ) {
        let redactor = LazyCell::new(|| secrets.long_redactor());
        let holds_secret = |cookie: &Cookie| {
            let redactor = redactor.as_ref();
            redactor.is_some_and(|redactor| redactor.is_in(&text_of(cookie)))
        };
        let now = SystemTime::now();
        for header in response.all(SET_COOKIE) {
            let Some(cookie) = Cookie::parse(header, from, path, now) else {
                continue;
            };
            let mut jar = lock(&self.0);
            if jar.token.as_ref().map(Secret::reveal) != token {
                return;
            }
            if cookie.is_expired(now) {
                jar.cookies.retain(|other| !other.is_same(&cookie));
            } else if !is_never_kept(&cookie) && !holds_secret(&cookie) {
                jar.add(cookie);
            }
        }
    }
}

impl Jar {
    /// What was set longest ago gives way.
    fn add(&mut self, cookie: Cookie) {
        if cookie.size() > MAX_SIZE {
            return;
        }
        self.cookies.retain(|other| !other.is_same(&cookie));
        self.cookies.push(cookie);
        let size = |jar: &Jar| jar.cookies.iter().map(Cookie::size).sum::<usize>();
        while self.cookies.len() > MAX_COOKIES || size(self) > MAX_SIZE {
            self.cookies.remove(0);
        }
    }
}

fn is_never_kept(cookie: &Cookie) -> bool {
    let mut names = NEVER_KEPT.iter();
    names.any(|name| cookie.name.eq_ignore_ascii_case(name))
}

/// All of a cookie in which a secret may be.
fn text_of(cookie: &Cookie) -> String {
    format!("{}={};{}", cookie.name, cookie.value, cookie.path)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::rest::server_url;

    fn keep(cookies: &Cookies, token: Option<&str>, header: &str) {
        let response = Response::new(200, [("set-cookie", header)], Vec::new());
        let address = server_url::parse("https://h").unwrap();
        cookies.keep(token, &address, "/", &response, &CallSecrets::default());
    }

    fn kept(cookies: &Cookies) -> String {
        let header = cookies.header("/", true);
        header.map_or_else(String::new, |(header, _)| {
            header.to_str().unwrap().to_owned()
        })
    }

    #[test]
    fn only_answers_to_the_sessions_own_token_set_cookies() {
        let cookies = Cookies::default();
        keep(&cookies, Some("other"), "a=1");
        assert_eq!(kept(&cookies), "");
        keep(&cookies, None, "a=2");
        cookies.belong_to(&Secret::new("first-token"));
        keep(&cookies, None, "a=3");
        assert_eq!(kept(&cookies), "a=2");
        keep(&cookies, Some("first-token"), "a=4");
        cookies.belong_to(&Secret::new("second-token"));
        keep(&cookies, Some("first-token"), "a=5");
        keep(&cookies, Some("second-token"), "b=6");
        assert_eq!(kept(&cookies), "a=4; b=6");
        cookies.empty();
        assert_eq!(kept(&cookies), "");
        keep(&cookies, Some("second-token"), "a=7");
        assert_eq!(kept(&cookies), "");
    }

    #[test]
    fn an_expired_cookie_is_not_sent() {
        let cookies = Cookies::default();
        keep(&cookies, None, "a=1; Max-Age=60");
        for cookie in &mut lock(&cookies.0).cookies {
            let past = format!("{}=1; Max-Age=0", cookie.name);
            let address = server_url::parse("https://h").unwrap();
            *cookie = Cookie::parse(&past, &address, "/", SystemTime::now()).unwrap();
        }
        assert_eq!(kept(&cookies), "");
        assert!(lock(&cookies.0).cookies.is_empty());
    }

    #[test]
    fn a_short_password_does_not_keep_cookies_away() {
        let cookies = Cookies::default();
        let cookie = Cookie::parse(
            "a=b",
            &server_url::parse("https://h").unwrap(),
            "/",
            SystemTime::now(),
        );
        let cookie = cookie.unwrap();
        let holds = |secret| {
            let mut secrets = Secrets::default();
            secrets.add(Secret::new(secret));
            secrets.long_redactor().is_in(&text_of(&cookie))
        };
        assert!(!holds("b"));
        assert!(holds("a=b;"));
        assert_eq!(kept(&cookies), "");
    }
}
