//! `tsc_response` and the nodes that responses and lists lend.

use super::{c, string};
use crate::library::*;

pub struct Response(pub *mut tsc_response);

impl Drop for Response {
    fn drop(&mut self) {
        // SAFETY: freed once.
        unsafe { tsc_response_free(self.0) }
    }
}

impl Response {
    pub fn status(&self) -> i32 {
        // SAFETY: the handle lives; so in all that follow.
        unsafe { tsc_response_status(self.0) }
    }

    pub fn header(&self, name: &str) -> Option<String> {
        // SAFETY: as above.
        string(unsafe { tsc_response_header(self.0, c(name).as_ptr()) })
    }

    /// The bytes of the body; `None` if the pointer is NULL.
    pub fn body(&self) -> Option<Vec<u8>> {
        let mut length = 1;
        // SAFETY: as above; as many bytes are there as it says.
        unsafe {
            let body = tsc_response_body(self.0, &raw mut length);
            assert_eq!(body.is_null(), length == 0);
            (!body.is_null()).then(|| std::slice::from_raw_parts(body, length).to_vec())
        }
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body().unwrap_or_default()).unwrap()
    }

    pub fn root(&self) -> Option<Node> {
        // SAFETY: as above.
        let root = unsafe { tsc_response_root(self.0) };
        (!root.is_null()).then_some(Node(root))
    }
}

/// A node, valid until the next item of its list, or as long as its response.
#[derive(Clone, Copy)]
pub struct Node(pub *const tsc_node);

impl Node {
    pub fn attribute(self, name: &str) -> Option<String> {
        // SAFETY: the tests look at a node while it is lent.
        string(unsafe { tsc_node_attribute(self.0, c(name).as_ptr()) })
    }

    pub fn name(self) -> String {
        // SAFETY: as above.
        string(unsafe { tsc_node_name(self.0) }).unwrap()
    }
}
