//! Requests to an http server by way of a proxy.

use crate::common::secrets::Secret;
use crate::transport::proxy::Proxy;

/// What makes a request one to a proxy, which passes it on to an http server: a whole URL, and the
/// credentials for the proxy.
pub struct Forward {
    origin: String,
    authorization: Option<Secret>,
}

impl Forward {
    /// For requests to a host, or a host and port, as its URL has them.
    pub fn new(proxy: &Proxy, authority: &str) -> Forward {
        Forward {
            origin: format!("http://{}", authority),
            authorization: proxy.authorization().cloned(),
        }
    }

    /// The beginning of a request, with its line and its headers or some of them.
    pub fn rewrite(&self, head: &[u8]) -> Vec<u8> {
        let space = head.iter().position(|byte| *byte == b' ');
        let line = head.iter().position(|byte| *byte == b'\n');
        let (Some(space), Some(line)) = (space, line) else {
            return head.to_vec();
        };
        let (method, rest) = head.split_at(space + 1);
        let (url, headers) = rest.split_at(line - space);
        let mut rewritten = Vec::with_capacity(head.len() + 256);
        rewritten.extend_from_slice(method);
        rewritten.extend_from_slice(self.origin.as_bytes());
        rewritten.extend_from_slice(url);
        if let Some(authorization) = &self.authorization {
            let header = format!("proxy-authorization: {}\r\n", authorization.reveal());
            rewritten.extend_from_slice(header.as_bytes());
        }
        rewritten.extend_from_slice(headers);
        rewritten
    }
}
