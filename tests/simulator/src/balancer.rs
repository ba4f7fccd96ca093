//! A load balancer before cluster nodes, of which each knows its own sessions only.

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use uuid::Uuid;

/// The cookie of Amazon's Application Load Balancer.
const NAME: &str = "AWSALB";

/// The number of the node that serves a request, as an extension of it.
#[derive(Clone, Copy)]
pub struct Node(pub usize);

/// Assigns requests to nodes by a cookie. Each request without it goes to the next node in turn.
pub struct Balancer {
    /// The value of `Set-Cookie` for each node; empty if there is one node and no balancer.
    cookies: Vec<String>,
    turn: AtomicUsize,
}

/// Where a request goes.
pub struct Route {
    pub node: Node,
    /// The cookie for the response, if the request did not have it.
    pub set_cookie: Option<HeaderValue>,
}

impl Balancer {
    pub fn new(nodes: usize) -> Self {
        let cookie = |_| {
            let random = Uuid::new_v4().simple();
            format!("{NAME}={random}+/==; Max-Age=604800; Path=/")
        };
        let count = if nodes > 1 { nodes } else { 0 };
        Self {
            cookies: (0..count).map(cookie).collect(),
            turn: AtomicUsize::new(0),
        }
    }

    pub fn route(&self, headers: &HeaderMap) -> Route {
        let known = self.cookies.iter().position(|set| sends(headers, set));
        if known.is_some() || self.cookies.is_empty() {
            return Route {
                node: Node(known.unwrap_or_default()),
                set_cookie: None,
            };
        }
        let node = self.turn.fetch_add(1, Ordering::Relaxed) % self.cookies.len();
        Route {
            node: Node(node),
            set_cookie: HeaderValue::try_from(&self.cookies[node]).ok(),
        }
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
