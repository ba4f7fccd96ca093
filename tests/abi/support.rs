//! The C functions as a test likes to call them: strings in and out, and errors with all
//! that they tell. Handles are freed when dropped.

use std::ffi::{CStr, CString, c_char};
use std::net::{TcpListener, TcpStream};
use std::ptr;
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;
use tsc::capi::*;
use tsc_simulator::{Options, Recorded, Simulator};

pub const TOKEN: (&str, &str) = ("demo-token", "demo-token-secret");
pub const ADMIN_TOKEN: (&str, &str) = ("admin-token", "admin-token-secret");

/// All that an error tells, and the status that came with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub status: tsc_status,
    pub message: String,
    pub http_status: i32,
    pub code: Option<String>,
    pub summary: Option<String>,
    pub detail: Option<String>,
    pub retry_after: i64,
    pub body: Option<Vec<u8>>,
    pub headers: String,
}

impl Failure {
    /// The status's name.
    pub fn name(&self) -> &'static str {
        // SAFETY: a name is never NULL and never freed.
        unsafe { CStr::from_ptr(tsc_status_name(self.status)) }
            .to_str()
            .unwrap()
    }

    /// Everything in one text, to look for secrets in.
    pub fn everything(&self) -> String {
        format!(
            "{self:?} {}",
            String::from_utf8_lossy(self.body.as_deref().unwrap_or_default())
        )
    }
}

pub type Result<T> = std::result::Result<T, Box<Failure>>;

/// A string that a getter lent; NULL is `None`.
pub fn string(text: *const c_char) -> Option<String> {
    if text.is_null() {
        return None;
    }
    // SAFETY: getters give NUL-terminated strings.
    Some(unsafe { CStr::from_ptr(text) }.to_str().unwrap().to_owned())
}

pub fn c(text: &str) -> CString {
    CString::new(text).unwrap()
}

fn optional(text: Option<&CString>) -> *const c_char {
    text.map_or(ptr::null(), |text| text.as_ptr())
}

/// Runs a call and takes its error apart.
pub fn check(call: impl FnOnce(*mut *mut tsc_error) -> tsc_status) -> Result<()> {
    let mut error = ptr::without_provenance_mut(1);
    let status = call(&raw mut error);
    if status == TSC_OK {
        assert!(error.is_null(), "an error of a call that succeeded");
        return Ok(());
    }
    assert!(!error.is_null(), "no error of a call that failed");
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
            message: string(tsc_error_message(error)).unwrap(),
            http_status: tsc_error_http_status(error),
            code: string(tsc_error_tableau_code(error)),
            summary: string(tsc_error_summary(error)),
            detail: string(tsc_error_detail(error)),
            retry_after: tsc_error_retry_after(error),
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
    assert!(!is_of_c, "a name of C: {}", failure.message);
    Err(Box::new(failure))
}

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
        Ok(Server(server))
    }

    /// The simulator over https, its CA trusted.
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

    /// The certificate's path, and the key's.
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

    /// Without a URL it is what the environment says.
    pub fn set_header(&self, name: &str, value: Option<&str>) -> Result<()> {
        let (name, value) = (c(name), value.map(c));
        // SAFETY: as above.
        check(|error| unsafe {
            tsc_server_set_header(self.0, name.as_ptr(), optional(value.as_ref()), error)
        })
    }

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

    /// Product version, build and API version.
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

pub struct Cancellation(pub *mut tsc_cancellation);

// SAFETY: cancellations are for any thread.
unsafe impl Send for Cancellation {}
// SAFETY: as above.
unsafe impl Sync for Cancellation {}

impl Drop for Cancellation {
    fn drop(&mut self) {
        // SAFETY: freed once.
        unsafe { tsc_cancellation_free(self.0) }
    }
}

impl Cancellation {
    pub fn new() -> Cancellation {
        Cancellation(tsc_cancellation_new())
    }

    pub fn with_timeout(milliseconds: u32) -> Cancellation {
        Cancellation(tsc_cancellation_new_with_timeout(milliseconds))
    }

    pub fn cancel(&self) {
        // SAFETY: the handle lives.
        unsafe { tsc_cancellation_cancel(self.0) }
    }

    pub fn is_cancelled(&self) -> bool {
        // SAFETY: as above.
        unsafe { tsc_cancellation_is_cancelled(self.0) != 0 }
    }
}

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
            "an output of a call that failed"
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
            "an output of a call that failed"
        );
        sent.map(|()| Response(response))
    }
}

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

    /// The bytes; `None` if the pointer is NULL.
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

pub struct List(pub *mut tsc_list);

// SAFETY: a list may move from thread to thread.
unsafe impl Send for List {}

impl Drop for List {
    fn drop(&mut self) {
        // SAFETY: freed once.
        unsafe { tsc_list_free(self.0) }
    }
}

impl List {
    pub fn set_page_size(&self, size: u32) -> Result<()> {
        // SAFETY: pointers are as the header asks; so in all that follow.
        check(|error| unsafe { tsc_list_set_page_size(self.0, size, error) })
    }

    pub fn add_filter(&self, field: &str, op: &str, value: &str) -> Result<()> {
        let (field, op, value) = (c(field), c(op), c(value));
        // SAFETY: as above.
        check(|error| unsafe {
            tsc_list_add_filter(self.0, field.as_ptr(), op.as_ptr(), value.as_ptr(), error)
        })
    }

    pub fn add_sort(&self, field: &str, descending: bool) -> Result<()> {
        let field = c(field);
        // SAFETY: as above.
        check(|error| unsafe {
            tsc_list_add_sort(self.0, field.as_ptr(), descending.into(), error)
        })
    }

    pub fn set_parameter(&self, name: &str, value: &str) -> Result<()> {
        let (name, value) = (c(name), c(value));
        // SAFETY: as above.
        check(|error| unsafe {
            tsc_list_set_parameter(self.0, name.as_ptr(), value.as_ptr(), error)
        })
    }

    pub fn total(&self) -> Result<u64> {
        let mut total = 99;
        // SAFETY: as above.
        let told = check(|error| unsafe {
            tsc_list_total_available(self.0, ptr::null_mut(), &raw mut total, error)
        });
        assert!(
            told.is_ok() || total == 0,
            "an output of a call that failed"
        );
        told.map(|()| total)
    }

    pub fn next(&self) -> Result<Option<Node>> {
        self.next_or_cancelled(ptr::null_mut())
    }

    pub fn next_or_cancelled(&self, cancellation: *mut tsc_cancellation) -> Result<Option<Node>> {
        let mut node = ptr::without_provenance(1);
        // SAFETY: as above.
        let told =
            check(|error| unsafe { tsc_list_next(self.0, cancellation, &raw mut node, error) });
        assert!(
            told.is_ok() || node.is_null(),
            "an output of a call that failed"
        );
        told.map(|()| (!node.is_null()).then_some(Node(node)))
    }

    /// The values of one attribute of all the items that are left.
    pub fn rest(&self, attribute: &str) -> Result<Vec<String>> {
        let mut values = Vec::new();
        while let Some(node) = self.next()? {
            values.push(node.attribute(attribute).unwrap());
        }
        Ok(values)
    }
}

/// Valid until its list's next item, or as long as its response.
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

pub fn simulator() -> Simulator {
    Simulator::start(Options::default()).unwrap()
}

pub fn simulator_of_version(version: &str) -> Simulator {
    let api_version = version.to_owned();
    let options = Options {
        api_version,
        ..Options::default()
    };
    Simulator::start(options).unwrap()
}

/// A server with its session, signed in with a personal access token.
pub fn signed_in(simulator: &Simulator, site: &str) -> (Server, Session) {
    let server = Server::of(simulator);
    let session = server.sign_in(TOKEN, site).unwrap();
    (server, session)
}

/// `METHOD /path` of each request.
pub fn sent(simulator: &Simulator) -> Vec<String> {
    let line = |request: &Recorded| format!("{} {}", request.method, request.path);
    simulator.requests().iter().map(line).collect()
}

/// A server of the bare kind: takes one connection after the other and does with each what
/// it is told, in a thread that ends with the test.
pub fn listener(address: &str, serve: impl Fn(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind((address, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            serve(stream);
        }
    });
    format!("{address}:{port}")
}

/// Another address of a simulator, which its certificate is not for.
pub fn other_address(simulator: &Simulator) -> String {
    let to = simulator.https_url().replace("https://", "");
    listener("127.0.0.2", move |near| {
        let far = TcpStream::connect(&to).unwrap();
        let pipe = |mut from: TcpStream, mut to: TcpStream| {
            thread::spawn(move || std::io::copy(&mut from, &mut to));
        };
        pipe(near.try_clone().unwrap(), far.try_clone().unwrap());
        pipe(far, near);
    })
}

/// Who waits longer for something of a test's own waits for nothing.
const PATIENCE: Duration = Duration::from_secs(30);

/// Waits until another thread has made something so.
pub fn await_true<T>(what: &str, state: &Mutex<T>, changed: &Condvar, is_so: impl Fn(&T) -> bool) {
    let waited = changed.wait_timeout_while(state.lock().unwrap(), PATIENCE, |state| !is_so(state));
    let is_late = waited.unwrap().1.timed_out();
    assert!(!is_late, "after 30 s it is not so that {what}");
}
