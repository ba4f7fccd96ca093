//! A cluster node whose load balancer identifies it to clients by a cookie.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use uuid::Uuid;

/// The cookie of Amazon's Application Load Balancer.
const NAME: &str = "AWSALB";

/// A node. The load balancer sends a request without its cookie to another node, which does not
/// know this one's sessions.
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

    /// The value of `Set-Cookie` in every response.
    pub fn set_cookie(&self) -> HeaderValue {
        HeaderValue::try_from(&self.set_cookie).unwrap_or_else(|_| HeaderValue::from_static(NAME))
    }

    /// True if the load balancer sends a request to this node.
    pub fn gets(&self, headers: &HeaderMap) -> bool {
        sends(headers, &self.set_cookie)
    }
}

/// True if a request has the cookie that a `Set-Cookie` header set.
pub fn sends(headers: &HeaderMap, set_cookie: &str) -> bool {
    let pair = set_cookie.split(';').next();
    let cookies = headers.get_all(COOKIE).iter();
    cookies
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split("; "))
        .any(|cookie| Some(cookie) == pair)
}
