//! `tsc_server`

use super::args::{text, variable};
use super::call::call;
use super::cancellation::{optional_cancellation, tsc_cancellation};
use super::error::tsc_error;
use super::handle::{Handle, Owned, Process, assert_sync, borrow, get_or, give, take};
use super::output::Output;
use super::server_info::tsc_server_info;
use crate::client::server::Server;
use crate::common::error::Result;
use crate::common::status::tsc_status;
use crate::common::text::c_string;
use crate::transport::environment::Environment;
use std::ffi::{CString, c_char};
use std::ptr;

/// A Tableau Server or Tableau Cloud: its address and the settings for reaching it.
///
/// Any number of threads may use it at the same time. Its sessions outlive it.
pub struct tsc_server {
    process: Process,
    server: Server,
    url: CString,
}

impl Handle for tsc_server {
    const NAME: &'static str = "server";

    fn process(&self) -> Option<Process> {
        Some(self.process)
    }
}

impl Owned for tsc_server {}

impl tsc_server {
    pub(super) fn get(&self) -> &Server {
        &self.server
    }

    fn new(url: &str, environment: &Environment) -> Result<tsc_server> {
        let new = Server::new(url, environment)?;
        Ok(tsc_server {
            process: Process::watch(),
            url: c_string(&new.address().to_string()),
            server: new,
        })
    }
}

const _: () = assert_sync::<tsc_server>();

/// Changes a setting of a server, and turns a failure into a status and an error.
///
/// # Safety
/// Pointers are NULL or as the setter describes them.
pub(super) unsafe fn change(
    server: *const tsc_server,
    error: *mut *mut tsc_error,
    change: impl FnOnce(&Server) -> Result<()>,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe { call(error, || change(borrow(server)?.get())) }
}

/// Creates a server from its address. Does not connect to it.
///
/// - `url`: the address, such as "https://tableau.example.com". Without a scheme it is https. A
///   slash at the end, the "#/site/..." that a browser shows, and the rest of an API address
///   ("/api", "/api/3.24/...") are dropped; the version in it is not used. A path before them
///   ("https://example.com/tableau") is kept.
/// - `server`: receives the server; free it with tsc_server_free.
///
/// Returns TSC_OK, a common status, or this one:
/// - TSC_ERROR_INVALID_ARGUMENT: the URL has another scheme than http and https, a user or
///   password, a query, or a host name that is not ASCII (use its xn-- form); or its path is
///   longer than 8 KiB, or one of the environment variables below longer than 16 KiB.
///
/// Until they are set otherwise, a new server:
/// - trusts the certificate authorities of the system;
/// - sends passwords and tokens only over https, or over http to this machine; for the headers
///   of the program see tsc_server_set_header;
/// - uses the newest REST API version of the server;
/// - uses the proxy that the environment names, see tsc_server_set_proxy;
/// - has the time limits of tsc_server_set_timeouts.
///
/// The environment of the process is read during this call and never later: http_proxy,
/// https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY, no_proxy, NO_PROXY, SSL_CERT_FILE and
/// SSL_CERT_DIR. On Linux and macOS it is not read at all if the process has more rights than
/// the user who started it (setuid; on Linux also file capabilities). On Windows, upper and
/// lower case are the same in the names of variables, so HTTP_PROXY is http_proxy there, except
/// in a CGI program (REQUEST_METHOD is set), where it is a header of a request.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_new(
    url: *const c_char,
    server: *mut *mut tsc_server,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        let output = Output::clear(server);
        call(error, || {
            output.require("server")?;
            let url = text(url, "url")?;
            output.set(give(tsc_server::new(url, &Environment::of_process()?)?));
            Ok(())
        })
    }
}

/// Creates a server from its address, with another environment than that of the process. Does
/// not connect to it.
///
/// It is for languages that may change the environment of the process while C reads it, such as
/// Go, and for programs that want other values. The settings of the new server are those that
/// tsc_server_new describes.
///
/// - `url`: the address, such as "https://tableau.example.com". Without a scheme it is https. A
///   slash at the end, the "#/site/..." that a browser shows, and the rest of an API address
///   ("/api", "/api/3.24/...") are dropped; the version in it is not used. A path before them
///   ("https://example.com/tableau") is kept.
/// - `environment`: "NAME=value" strings, with a NULL after the last, as execve takes them. May
///   be NULL: an empty environment. The library copies http_proxy, https_proxy, HTTPS_PROXY,
///   all_proxy, ALL_PROXY, no_proxy, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR, and ignores all
///   others. Upper and lower case differ in the names, on Windows too. The values need not be
///   UTF-8, but on Windows those that are not are ignored. If a name occurs more than once, the
///   first counts.
/// - `server`: receives the server; free it with tsc_server_free.
///
/// Returns TSC_OK, a common status, or this one:
/// - TSC_ERROR_INVALID_ARGUMENT: the URL has another scheme than http and https, a user or
///   password, a query, or a host name that is not ASCII (use its xn-- form); or its path is
///   longer than 8 KiB, or one of the variables that are copied longer than 16 KiB.
///
/// For this server and its sessions the library reads no other environment. The resolver of
/// Linux still reads that of the process (RES_OPTIONS, LOCALDOMAIN).
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_new_with_environment(
    url: *const c_char,
    environment: *const *mut c_char,
    server: *mut *mut tsc_server,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        let output = Output::clear(server);
        call(error, || {
            output.require("server")?;
            let url = text(url, "url")?;
            let environment = Environment::new(|name| variable(environment, name))?;
            output.set(give(tsc_server::new(url, &environment)?));
            Ok(())
        })
    }
}

/// Frees a server.
///
/// It sends nothing and signs nobody out. The sessions of the server can still be used.
///
/// Blocks: no. Threads: any, after all other calls with the server. Since: 0.1.0.
///
/// # Safety
/// `server` is NULL or a server that is not freed yet and that no other thread uses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_free(server: *mut tsc_server) {
    // SAFETY: the caller keeps this function's contract.
    unsafe { take(server) }
}

/// Gets the address that the server was created with, normalised:
/// "https://tableau.example.com".
///
/// Returns the address, which never changes. The server lends it.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// `server` is NULL or a server that is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_url(server: *const tsc_server) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(server, ptr::null(), |server| server.url.as_ptr()) }
}

/// Closes all connections of a server and its sessions that no call is using.
///
/// Use it before the machine is suspended, after a change of network, or when no calls are to
/// follow for some time. A connection that a call is using is closed when the call ends.
/// Without this function, idle connections are closed as described under CONNECTIONS above.
/// Sends no request.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// `server` is NULL or a server that is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_close_idle_connections(server: *mut tsc_server) {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(server, (), |server| server.server.close_idle_connections()) }
}

/// Gets the product version and the API version of a server. Needs no sign-in.
///
/// - `info`: receives the versions; free it with tsc_server_info_free.
///
/// Returns TSC_OK, a common status, a network status, an HTTP status, or one of these:
/// - TSC_ERROR_REDIRECT: the server redirects more than five times, to another address over
///   plain http, to another path, or to a host that is not a Tableau server; or a captive
///   portal or login page is in front of it.
/// - TSC_ERROR_UNSUPPORTED_VERSION: the server supports neither the server info call of the
///   REST API nor the page that older servers have instead.
///
/// Later sign-ins use the result.
///
/// Blocks: yes, with one HTTP request, or two if the server is older than Tableau 10.1; each is
/// repeatable. Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_get_info(
    server: *mut tsc_server,
    cancellation: *mut tsc_cancellation,
    info: *mut *mut tsc_server_info,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        let output = Output::clear(info);
        let cancellation = optional_cancellation(cancellation);
        call(error, || {
            let server = borrow(server)?;
            output.require("info")?;
            let info = server.server.get_info(cancellation?.as_ref())?;
            output.set(give(tsc_server_info::new(&info)));
            Ok(())
        })
    }
}
