//! `tsc_server`.

use super::{Result, Session, c, check, optional, string};
use crate::library::*;
use std::ptr;
use tsc_simulator::Simulator;
use tsc_simulator::builtin::{
    CONNECTED_APP_CLIENT_ID, CONNECTED_APP_SECRET_ID, CONNECTED_APP_SECRET_VALUE,
};

pub struct Server(pub *mut tsc_server);

// SAFETY: servers are for any thread; that is what the tests test.
unsafe impl Send for Server {}
// SAFETY: as above.
unsafe impl Sync for Server {}

impl Drop for Server {
    fn drop(&mut self) {
        // SAFETY: freed once.
        unsafe { tsc_server_free(self.0) }
    }
}

impl Server {
    pub fn new(url: &str) -> Result<Server> {
        let mut server = ptr::null_mut();
        // SAFETY: pointers are as the header asks.
        check(|error| unsafe { tsc_server_new(c(url).as_ptr(), &raw mut server, error) })?;
        watch_events(server);
        let server = Server(server);
        // The tests of single responses send each request once.
        server.set_retry(1, 0).unwrap();
        Ok(server)
    }

    /// A handle for the simulator over https that trusts its CA.
    pub fn of(simulator: &Simulator) -> Server {
        let server = Server::new(&simulator.https_url()).unwrap();
        server
            .set_ca_path(Some(simulator.ca_path().to_str().unwrap()))
            .unwrap();
        server
    }

    pub fn url(&self) -> String {
        // SAFETY: the handle lives.
        string(unsafe { tsc_server_url(self.0) }).unwrap()
    }

    pub fn set_ca_path(&self, path: Option<&str>) -> Result<()> {
        let path = path.map(c);
        // SAFETY: pointers are as the header asks; so in all that follow.
        check(|error| unsafe { tsc_server_set_ca_path(self.0, optional(path.as_ref()), error) })
    }

    pub fn set_ca_pem(&self, pem: &[u8]) -> Result<()> {
        // SAFETY: as above.
        check(|error| unsafe {
            tsc_server_set_ca_pem(self.0, pem.as_ptr().cast(), pem.len(), error)
        })
    }

    /// Sets the paths of the certificate and of its key.
    pub fn set_client_certificate(&self, certificate: &str, key: &str) -> Result<()> {
        let (certificate, key) = (c(certificate), c(key));
        // SAFETY: the handle and the text live.
        check(|error| unsafe {
            tsc_server_set_client_certificate(self.0, certificate.as_ptr(), key.as_ptr(), error)
        })
    }

    pub fn set_client_certificate_pem(&self, pem: &[u8]) -> Result<()> {
        // SAFETY: the handle and the bytes live.
        check(|error| unsafe {
            let text = pem.as_ptr().cast();
            tsc_server_set_client_certificate_pem(self.0, text, pem.len(), error)
        })
    }

    pub fn set_verify(&self, verify: i32) {
        // SAFETY: as above.
        check(|error| unsafe { tsc_server_set_verify(self.0, verify, error) }).unwrap();
    }

    /// Sets a header, or removes it if there is no value.
    pub fn set_header(&self, name: &str, value: Option<&str>) -> Result<()> {
        let (name, value) = (c(name), value.map(c));
        // SAFETY: as above.
        check(|error| unsafe {
            tsc_server_set_header(self.0, name.as_ptr(), optional(value.as_ref()), error)
        })
    }

    /// Sets the proxy; without a URL it is the environment's.
    pub fn set_proxy(&self, url: Option<&str>) -> Result<()> {
        let url = url.map(c);
        // SAFETY: as above.
        check(|error| unsafe { tsc_server_set_proxy(self.0, optional(url.as_ref()), error) })
    }

    pub fn set_allow_http(&self, allow: i32) {
        // SAFETY: as above.
        check(|error| unsafe { tsc_server_set_allow_http(self.0, allow, error) }).unwrap();
    }

    pub fn set_api_version(&self, version: Option<&str>) -> Result<()> {
        let version = version.map(c);
        // SAFETY: as above.
        check(|error| unsafe {
            tsc_server_set_api_version(self.0, optional(version.as_ref()), error)
        })
    }

    pub fn set_timeouts(&self, connect: u32, read: u32, total: u32) {
        // SAFETY: as above.
        check(|error| unsafe { tsc_server_set_timeouts(self.0, connect, read, total, error) })
            .unwrap();
    }

    pub fn set_retry(&self, attempts: u32, longest_wait: u32) -> Result<()> {
        // SAFETY: as above.
        check(|error| unsafe { tsc_server_set_retry(self.0, attempts, longest_wait, error) })
    }

    pub fn set_renewal(&self, renew: i32) {
        // SAFETY: as above.
        check(|error| unsafe { tsc_server_set_renewal(self.0, renew, error) }).unwrap();
    }

    pub fn close_idle_connections(&self) {
        // SAFETY: the handle lives.
        unsafe { tsc_server_close_idle_connections(self.0) }
    }

    /// The product version, build and API version.
    pub fn get_info(&self) -> Result<(Option<String>, Option<String>, String)> {
        self.get_info_or_cancelled(ptr::null_mut())
    }

    pub fn get_info_or_cancelled(
        &self,
        cancellation: *mut tsc_cancellation,
    ) -> Result<(Option<String>, Option<String>, String)> {
        let mut info = ptr::null_mut();
        // SAFETY: as above; the info is freed once.
        unsafe {
            check(|error| tsc_server_get_info(self.0, cancellation, &raw mut info, error))?;
            let told = (
                string(tsc_server_info_product_version(info)),
                string(tsc_server_info_build(info)),
                string(tsc_server_info_api_version(info)).unwrap(),
            );
            tsc_server_info_free(info);
            Ok(told)
        }
    }

    pub fn sign_in(&self, token: (&str, &str), site: &str) -> Result<Session> {
        self.sign_in_as(token, Some(site), None, ptr::null_mut())
    }

    pub fn sign_in_as(
        &self,
        (name, value): (&str, &str),
        site: Option<&str>,
        user: Option<&str>,
        cancellation: *mut tsc_cancellation,
    ) -> Result<Session> {
        let (name, value, site, user) = (c(name), c(value), site.map(c), user.map(c));
        let mut session = ptr::null_mut();
        // SAFETY: as above.
        check(|error| unsafe {
            tsc_server_sign_in_with_personal_access_token(
                self.0,
                name.as_ptr(),
                value.as_ptr(),
                optional(site.as_ref()),
                optional(user.as_ref()),
                cancellation,
                &raw mut session,
                error,
            )
        })?;
        Ok(Session(session))
    }

    pub fn sign_in_with_password(
        &self,
        (name, password): (&str, &str),
        site: Option<&str>,
        user: Option<&str>,
    ) -> Result<Session> {
        let (name, password, site, user) = (c(name), c(password), site.map(c), user.map(c));
        let mut session = ptr::null_mut();
        // SAFETY: as above.
        check(|error| unsafe {
            tsc_server_sign_in_with_password(
                self.0,
                name.as_ptr(),
                password.as_ptr(),
                optional(site.as_ref()),
                optional(user.as_ref()),
                ptr::null_mut(),
                &raw mut session,
                error,
            )
        })?;
        Ok(Session(session))
    }

    pub fn sign_in_with_json_web_token(
        &self,
        jwt: &str,
        site: Option<&str>,
        user: Option<&str>,
    ) -> Result<Session> {
        let (jwt, site, user) = (c(jwt), site.map(c), user.map(c));
        let mut session = ptr::null_mut();
        // SAFETY: as above.
        check(|error| unsafe {
            tsc_server_sign_in_with_json_web_token(
                self.0,
                jwt.as_ptr(),
                optional(site.as_ref()),
                optional(user.as_ref()),
                ptr::null_mut(),
                &raw mut session,
                error,
            )
        })?;
        Ok(Session(session))
    }

    pub fn sign_in_with_unified_access_token(
        &self,
        jwt: &str,
        site: Option<&str>,
    ) -> Result<Session> {
        let (jwt, site) = (c(jwt), site.map(c));
        let mut session = ptr::null_mut();
        // SAFETY: as above.
        check(|error| unsafe {
            tsc_server_sign_in_with_unified_access_token(
                self.0,
                jwt.as_ptr(),
                optional(site.as_ref()),
                ptr::null_mut(),
                &raw mut session,
                error,
            )
        })?;
        Ok(Session(session))
    }

    pub fn resume_session(&self, token: &str) -> Result<Session> {
        let token = c(token);
        let mut session = ptr::null_mut();
        // SAFETY: as above.
        check(|error| unsafe {
            tsc_server_resume_session(
                self.0,
                token.as_ptr(),
                ptr::null_mut(),
                &raw mut session,
                error,
            )
        })?;
        Ok(Session(session))
    }
}

/// Signs in with the simulator's connected app.
pub fn sign_in_with_connected_app(
    server: &Server,
    username: &str,
    scopes: &str,
    site: &str,
) -> Result<Session> {
    let parts = [
        CONNECTED_APP_CLIENT_ID,
        CONNECTED_APP_SECRET_ID,
        CONNECTED_APP_SECRET_VALUE,
        username,
        scopes,
        site,
    ];
    let [client, id, value, username, scopes, site] = parts.map(c);
    let mut session = ptr::null_mut();
    // SAFETY: the strings live.
    check(|error| unsafe {
        tsc_server_sign_in_with_connected_app(
            server.0,
            client.as_ptr(),
            id.as_ptr(),
            value.as_ptr(),
            username.as_ptr(),
            scopes.as_ptr(),
            site.as_ptr(),
            ptr::null(),
            ptr::null_mut(),
            &raw mut session,
            error,
        )
    })?;
    Ok(Session(session))
}
