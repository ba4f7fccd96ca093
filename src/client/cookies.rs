//! The cookies of a session, which the server or a load balancer in front of it sets.

use crate::client::cookie::Cookie;
use crate::common::address::Address;
use crate::common::call_secrets::CallSecrets;
use crate::common::lock::lock;
use crate::common::response::Response;
use crate::common::secrets::{Secret, Secrets};
use http::HeaderValue;
use http::header::SET_COOKIE;
use std::cell::LazyCell;
use std::mem;
use std::sync::Mutex;
use std::time::SystemTime;

/// The largest number of stored cookies.
const MAX_COOKIES: usize = 32;
/// The largest total size of their names, values and paths, in bytes.
const MAX_SIZE: usize = 8 * 1024;
/// Cookies that are never stored: the first has the session token as its value, and the second
/// protects the first against cross-site requests.
const NEVER_STORED: [&str; 2] = ["workgroup_session_id", "xsrf-token"];

/// The cookies of one session or sign-in (RFC 6265), all of one origin. Any number of threads may
/// use it.
///
/// A load balancer keeps a session on the node that signed it in by a cookie, as `AWSALB` of AWS or
/// `SERVERID` of HAProxy, and a request without it may reach a node that does not know the session.
/// Cookies are therefore returned as RFC 6265 says, with three differences: a cookie belongs to one
/// host, whatever its `Domain` is; it is stored only if the session still has the token that the
/// request carried, so a late response cannot undo a switch of site; and a cookie that contains a
/// secret of the call is not stored, so that no copy of the token outlives the session.
#[derive(Default)]
pub struct Cookies(Mutex<Jar>);

#[derive(Default)]
struct Jar {
    /// The session's token; `None` before sign-in and after sign-out.
    token: Option<Secret>,
    /// The stored cookies, in the order in which they were set.
    cookies: Vec<Cookie>,
}

impl Cookies {
    /// Binds the cookies to a new token, at sign-in and at a switch of site. Cookies that contain
    /// it are removed.
    pub fn bind_to(&self, token: &Secret) {
        let mut jar = lock(&self.0);
        let mut secrets = Secrets::default();
        secrets.add(token.clone());
        let redactor = LazyCell::new(|| secrets.long_redactor());
        jar.cookies
            .retain(|cookie| !redactor.is_in(&text_of(cookie)));
        jar.token = Some(token.clone());
    }

    /// Replaces the cookies by those of a new sign-in, at a renewal.
    pub fn replace(&self, new: Cookies) {
        let new = mem::take(&mut *lock(&new.0));
        *lock(&self.0) = new;
    }

    /// Removes all cookies, at sign-out.
    pub fn clear(&self) {
        *lock(&self.0) = Jar::default();
    }

    /// Returns the `Cookie` header for a request and the secrets in it; `None` if no cookie
    /// matches.
    pub fn header(&self, path: &str, is_https: bool) -> Option<(HeaderValue, Vec<Secret>)> {
        let mut jar = lock(&self.0);
        let now = SystemTime::now();
        jar.cookies.retain(|cookie| !cookie.is_expired(now));
        let mut cookies: Vec<&Cookie> = Vec::new();
        for cookie in &jar.cookies {
            if cookie.matches(path, is_https) {
                // Of two cookies of one name, servers take the first, so the one with the longer
                // path is sent first (RFC 6265, section 5.4).
                let has_longer_path = |other: &&Cookie| other.path.len() >= cookie.path.len();
                let at = cookies
                    .iter()
                    .take_while(|other| has_longer_path(other))
                    .count();
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

    /// Stores the cookies that a response sets, if the session still has the token of the request.
    pub fn store(
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
        for header in response.all(&SET_COOKIE) {
            let Some(cookie) = Cookie::parse(header, from, path, now) else {
                continue;
            };
            let mut jar = lock(&self.0);
            if jar.token.as_ref().map(Secret::reveal) != token {
                return;
            }
            if cookie.is_expired(now) {
                jar.cookies.retain(|other| !other.replaces(&cookie));
            } else if !is_never_stored(&cookie) && !holds_secret(&cookie) {
                jar.add(cookie);
            }
        }
    }
}

impl Jar {
    /// Stores a cookie. If there are too many, the oldest are removed.
    fn add(&mut self, cookie: Cookie) {
        if cookie.size() > MAX_SIZE {
            return;
        }
        self.cookies.retain(|other| !other.replaces(&cookie));
        self.cookies.push(cookie);
        let size = |jar: &Jar| jar.cookies.iter().map(Cookie::size).sum::<usize>();
        while self.cookies.len() > MAX_COOKIES || size(self) > MAX_SIZE {
            self.cookies.remove(0);
        }
    }
}

fn is_never_stored(cookie: &Cookie) -> bool {
    let mut names = NEVER_STORED.iter();
    names.any(|name| cookie.name.eq_ignore_ascii_case(name))
}

/// Returns a cookie as one text, to be searched for secrets.
fn text_of(cookie: &Cookie) -> String {
    format!("{}={};{}", cookie.name, cookie.value, cookie.path)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::rest::server_url;

    fn store(cookies: &Cookies, token: Option<&str>, header: &str) {
        let response = Response::new(200, [("set-cookie", header)], Vec::new()).unwrap();
        let address = server_url::parse("https://h").unwrap();
        cookies.store(token, &address, "/", &response, &CallSecrets::default());
    }

    fn sent(cookies: &Cookies) -> String {
        let header = cookies.header("/", true);
        header.map_or_else(String::new, |(header, _)| {
            header.to_str().unwrap().to_owned()
        })
    }

    #[test]
    fn cookies_are_stored_only_for_the_current_token() {
        let cookies = Cookies::default();
        store(&cookies, Some("other"), "a=1");
        assert_eq!(sent(&cookies), "");
        store(&cookies, None, "a=2");
        cookies.bind_to(&Secret::new("first-token"));
        store(&cookies, None, "a=3");
        assert_eq!(sent(&cookies), "a=2");
        store(&cookies, Some("first-token"), "a=4");
        cookies.bind_to(&Secret::new("second-token"));
        store(&cookies, Some("first-token"), "a=5");
        store(&cookies, Some("second-token"), "b=6");
        assert_eq!(sent(&cookies), "a=4; b=6");
        cookies.clear();
        assert_eq!(sent(&cookies), "");
        store(&cookies, Some("second-token"), "a=7");
        assert_eq!(sent(&cookies), "");
    }

    #[test]
    fn expired_cookie_is_not_sent() {
        let cookies = Cookies::default();
        store(&cookies, None, "a=1; Max-Age=60");
        for cookie in &mut lock(&cookies.0).cookies {
            let past = format!("{}=1; Max-Age=0", cookie.name);
            let address = server_url::parse("https://h").unwrap();
            *cookie = Cookie::parse(&past, &address, "/", SystemTime::now()).unwrap();
        }
        assert_eq!(sent(&cookies), "");
        assert!(lock(&cookies.0).cookies.is_empty());
    }

    #[test]
    fn short_secret_does_not_prevent_storing_cookies() {
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
        assert_eq!(sent(&cookies), "");
    }
}
