//! `tsc_session`.

use super::{List, Request, Result, c, check, string};
use crate::library::*;
use std::ptr;

pub struct Session(pub *mut tsc_session);

// SAFETY: sessions are for any thread; that is what the tests test.
unsafe impl Send for Session {}
// SAFETY: as above.
unsafe impl Sync for Session {}

impl Drop for Session {
    fn drop(&mut self) {
        // SAFETY: freed once.
        unsafe { tsc_session_free(self.0) }
    }
}

impl Session {
    pub fn sign_out(&self) -> Result<()> {
        self.sign_out_or_cancelled(ptr::null_mut())
    }

    pub fn sign_out_or_cancelled(&self, cancellation: *mut tsc_cancellation) -> Result<()> {
        // SAFETY: pointers are as the header asks; so in all that follow.
        check(|error| unsafe { tsc_session_sign_out(self.0, cancellation, error) })
    }

    pub fn switch_site(&self, site: &str) -> Result<()> {
        self.switch_site_or_cancelled(site, ptr::null_mut())
    }

    pub fn switch_site_or_cancelled(
        &self,
        site: &str,
        cancellation: *mut tsc_cancellation,
    ) -> Result<()> {
        let site = c(site);
        // SAFETY: as above.
        check(|error| unsafe {
            tsc_session_switch_site(self.0, site.as_ptr(), cancellation, error)
        })
    }

    pub fn revoke_server_admin_tokens(&self) -> Result<()> {
        // SAFETY: as above.
        check(|error| unsafe {
            tsc_session_revoke_server_admin_tokens(self.0, ptr::null_mut(), error)
        })
    }

    pub fn is_signed_in(&self) -> bool {
        // SAFETY: as above.
        unsafe { tsc_session_is_signed_in(self.0) != 0 }
    }

    pub fn server_url(&self) -> String {
        // SAFETY: as above.
        string(unsafe { tsc_session_server_url(self.0) }).unwrap()
    }

    pub fn api_version(&self) -> String {
        // SAFETY: as above.
        string(unsafe { tsc_session_api_version(self.0) }).unwrap()
    }

    pub fn token(&self) -> Option<String> {
        // SAFETY: as above.
        string(unsafe { tsc_session_token(self.0) })
    }

    pub fn site_id(&self) -> Option<String> {
        // SAFETY: as above.
        string(unsafe { tsc_session_site_id(self.0) })
    }

    pub fn site(&self) -> Option<String> {
        // SAFETY: as above.
        string(unsafe { tsc_session_site_content_url(self.0) })
    }

    pub fn user_id(&self) -> Option<String> {
        // SAFETY: as above.
        string(unsafe { tsc_session_user_id(self.0) })
    }

    pub fn estimated_time_to_expiration(&self) -> Option<String> {
        // SAFETY: as above.
        string(unsafe { tsc_session_estimated_time_to_expiration(self.0) })
    }

    pub fn request(&self, method: &str, path: &str) -> Result<Request> {
        let (method, path) = (c(method), c(path));
        let mut request = ptr::without_provenance_mut(1);
        // SAFETY: as above.
        let made = check(|error| unsafe {
            let request = &raw mut request;
            tsc_session_request(self.0, method.as_ptr(), path.as_ptr(), request, error)
        });
        assert!(
            made.is_ok() || request.is_null(),
            "a failed call wrote its output"
        );
        made.map(|()| Request(request))
    }

    pub fn list(&self, path: &str) -> Result<List> {
        let path = c(path);
        let mut list = ptr::null_mut();
        // SAFETY: as above.
        check(|error| unsafe { tsc_session_list(self.0, path.as_ptr(), &raw mut list, error) })?;
        Ok(List(list))
    }
}
