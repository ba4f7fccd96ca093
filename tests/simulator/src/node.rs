//! The node of a cluster whose balancer tells clients by a cookie where their session is.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use uuid::Uuid;

/// The cookie of Amazon's Application Load Balancer.
const NAME: &str = "AWSALB";

/// A node. The balancer sends a request without its cookie to another one, which knows none of the
/// sessions of this.
pub struct Node {
    set_cookie: String,
}

impl Node {
    pub fn new() -> Self {
        let random = Uuid::new_v4().simple();
        Self {
            set_cookie: format!("{NAME}={random}+/==; Max-Age=604800; Path=/"),
        }
    }

    /// What each answer sets.
    pub fn set_cookie(&self) -> HeaderValue {
        HeaderValue::try_from(&self.set_cookie).unwrap_or_else(|_| HeaderValue::from_static(NAME))
    }

    /// True if the balancer sends a request here.
    pub fn gets(&self, headers: &HeaderMap) -> bool {
        sends(headers, &self.set_cookie)
    }
}

/// True if a request comes with the cookie that a `Set-Cookie` header set.
pub fn sends(headers: &HeaderMap, set_cookie: &str) -> bool {
    let pair = set_cookie.split(';').next();
    let cookies = headers.get_all(COOKIE).iter();
    cookies
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split("; "))
        .any(|cookie| Some(cookie) == pair)
}
