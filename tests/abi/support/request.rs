//! `tsc_request`.

use super::{Response, Result, c, check, optional};
use crate::library::*;
use std::ptr;

pub struct Request(pub *mut tsc_request);

// SAFETY: a request may move from thread to thread, and tells a second one that it is in use.
unsafe impl Send for Request {}
// SAFETY: as above.
unsafe impl Sync for Request {}

impl Drop for Request {
    fn drop(&mut self) {
        // SAFETY: freed once.
        unsafe { tsc_request_free(self.0) }
    }
}

impl Request {
    pub fn set_parameter(&self, name: &str, value: &str) -> Result<()> {
        let (name, value) = (c(name), c(value));
        // SAFETY: pointers are as the header asks; so in all that follow.
        check(|error| unsafe {
            tsc_request_set_parameter(self.0, name.as_ptr(), value.as_ptr(), error)
        })
    }

    pub fn set_header(&self, name: &str, value: Option<&str>) -> Result<()> {
        let (name, value) = (c(name), value.map(c));
        // SAFETY: as above.
        check(|error| unsafe {
            tsc_request_set_header(self.0, name.as_ptr(), optional(value.as_ref()), error)
        })
    }

    pub fn set_body(&self, content_type: Option<&str>, data: &[u8]) -> Result<()> {
        let content_type = content_type.map(c);
        // SAFETY: as above.
        check(|error| unsafe {
            tsc_request_set_body(
                self.0,
                optional(content_type.as_ref()),
                data.as_ptr().cast(),
                data.len(),
                error,
            )
        })
    }

    pub fn set_repeatable(&self, repeatable: i32) {
        // SAFETY: as above.
        check(|error| unsafe { tsc_request_set_repeatable(self.0, repeatable, error) }).unwrap();
    }

    pub fn set_timeouts(&self, read: u32, total: u32) {
        // SAFETY: as above.
        check(|error| unsafe { tsc_request_set_timeouts(self.0, read, total, error) }).unwrap();
    }

    pub fn set_max_response_size(&self, bytes: u64) {
        // SAFETY: as above.
        check(|error| unsafe { tsc_request_set_max_response_size(self.0, bytes, error) }).unwrap();
    }

    pub fn send(&self) -> Result<Response> {
        self.send_or_cancelled(ptr::null_mut())
    }

    pub fn send_or_cancelled(&self, cancellation: *mut tsc_cancellation) -> Result<Response> {
        let mut response = ptr::without_provenance_mut(1);
        // SAFETY: as above.
        let sent = check(|error| unsafe {
            tsc_request_send(self.0, cancellation, &raw mut response, error)
        });
        assert!(
            sent.is_ok() || response.is_null(),
            "a failed call wrote its output"
        );
        sent.map(|()| Response(response))
    }
}
