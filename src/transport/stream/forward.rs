//! Requests to an http server through a proxy that forwards them (RFC 9112, 3.2.2).

use crate::common::memory;
use crate::common::secrets::Secret;
use crate::transport::proxy::Proxy;

/// The changes to a request that a proxy forwards to an http server: its request line has the whole
/// URL, and a header has the credentials for the proxy.
pub struct Forward {
    origin: String,
    authorization: Option<Secret>,
}

impl Forward {
    /// The changes for requests to the server at `authority`, the host and port of its URL.
    pub fn new(proxy: &Proxy, authority: &str) -> Forward {
        Forward {
            origin: format!("http://{}", authority),
            authorization: proxy.authorization().cloned(),
        }
    }

    /// Rewrites the beginning of a request: its request line, and all or some of its headers.
    ///
    /// # Errors
    /// There is not enough memory.
    pub fn rewrite(&self, head: &[u8]) -> memory::Result<Vec<u8>> {
        let space = head.iter().position(|byte| *byte == b' ');
        let line = head.iter().position(|byte| *byte == b'\n');
        let (Some(space), Some(line)) = (space, line) else {
            return memory::copy(head);
        };
        let (method, rest) = head.split_at(space + 1);
        let (url, headers) = rest.split_at(line - space);
        let authorization = self.authorization.as_ref();
        let added = self.origin.len() + authorization.map_or(0, |one| one.reveal().len() + 64);
        let mut rewritten = memory::reserved(head.len() + added)?;
        rewritten.extend_from_slice(method);
        rewritten.extend_from_slice(self.origin.as_bytes());
        rewritten.extend_from_slice(url);
        if let Some(authorization) = authorization {
            let header = format!("proxy-authorization: {}\r\n", authorization.reveal());
            rewritten.extend_from_slice(header.as_bytes());
        }
        rewritten.extend_from_slice(headers);
        Ok(rewritten)
    }
}
