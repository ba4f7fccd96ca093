//! `tsc_error`.

use super::string;
use crate::library::*;
use crate::process;
use std::ffi::CStr;
use std::ptr;

/// All that an error contains, and the status that the call returned with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub status: tsc_status,
    pub message: String,
    pub http_status: i32,
    pub code: Option<String>,
    pub summary: Option<String>,
    pub detail: Option<String>,
    pub retry_after: i64,
    pub is_transient: bool,
    pub body: Option<Vec<u8>>,
    pub headers: String,
}

impl Failure {
    /// The name of the status.
    pub fn name(&self) -> &'static str {
        // SAFETY: a name is never NULL and never freed.
        unsafe { CStr::from_ptr(tsc_status_name(self.status)) }
            .to_str()
            .unwrap()
    }

    /// All fields as one text, to search for secrets in.
    pub fn everything(&self) -> String {
        format!(
            "{self:?} {}",
            String::from_utf8_lossy(self.body.as_deref().unwrap_or_default())
        )
    }
}

pub type Result<T> = std::result::Result<T, Box<Failure>>;

/// Makes a call and copies its error.
pub fn check(call: impl FnOnce(*mut *mut tsc_error) -> tsc_status) -> Result<()> {
    let mut error = ptr::without_provenance_mut(1);
    let status = call(&raw mut error);
    if status == TSC_OK {
        assert!(error.is_null(), "a successful call returned an error");
        return Ok(());
    }
    assert!(!error.is_null(), "a failed call returned no error");
    // SAFETY: the error is ours until it is freed, once, at the end.
    let failure = unsafe {
        let response = tsc_error_response(error);
        let mut length = 0;
        let body = tsc_response_body(response, &raw mut length);
        let bytes = (!body.is_null()).then(|| std::slice::from_raw_parts(body, length).to_vec());
        let headers = (0..tsc_response_header_count(response)).map(|index| {
            let name = string(tsc_response_header_name_at(response, index)).unwrap();
            let value = string(tsc_response_header_value_at(response, index)).unwrap();
            format!("{name}: {value}\n")
        });
        let failure = Failure {
            status: tsc_error_status(error),
            message: process::in_words_of_linux(string(tsc_error_message(error)).unwrap()),
            http_status: tsc_error_http_status(error),
            code: string(tsc_error_tableau_code(error)),
            summary: string(tsc_error_summary(error)),
            detail: string(tsc_error_detail(error)),
            retry_after: tsc_error_retry_after(error),
            is_transient: tsc_error_is_transient(error) != 0,
            headers: headers.collect(),
            body: bytes,
        };
        tsc_error_free(error);
        failure
    };
    assert_eq!(failure.status, status);
    let is_of_c = ["tsc_", "TSC_"]
        .iter()
        .any(|name| failure.message.contains(name));
    assert!(
        !is_of_c,
        "the message names a C function or constant: {}",
        failure.message
    );
    Err(Box::new(failure))
}
