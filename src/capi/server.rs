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

/// A Tableau Server or Tableau Cloud: its address and how to reach it.
///
/// Any thread. Its sessions live on when it is freed.
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

/// Makes a server from its address. Uses no network.
///
/// - `url`: not NULL. "https://tableau.example.com"; without a scheme it is https.
///   A slash at the end and the "#/site/..." that a browser shows are dropped, and so is
///   the rest of a call's address ("/api", "/api/3.24/..."; it sets no API version). A
///   path before them ("https://example.com/tableau") stays.
/// - `server`: not NULL; receives the server, to be freed with tsc_server_free.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: a NULL; a URL that is not UTF-8, has another scheme,
///   a user or password, a query, or a host name that is not ASCII (give its xn-- form).
///
/// A new server trusts the system's certificate authorities, sends secrets over https
/// only (over http to this machine alone), and asks the server for its API version.
/// Calls have limits: see tsc_server_set_timeouts.
/// It goes through the proxy that the environment names: see tsc_server_set_proxy. The process's
/// environment is read in this call, and not later; a process that has more rights than who
/// started it (setuid, file capabilities) does not read it at all.
///
/// Does not block. Any thread. Since 0.1.0.
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
            output.set(give(tsc_server::new(url, &Environment::of_process())?));
            Ok(())
        })
    }
}

/// The same with an environment of its own in place of the process's: for languages that change
/// the process's environment while C reads it (Go), and for programs that want another.
///
/// - `url`, `server`, `error`: as for tsc_server_new.
/// - `environment`: "NAME=value" strings, with a NULL after the last, as execve takes them. NULL:
///   an empty one. Of it are copied `http_proxy`, `https_proxy`, `HTTPS_PROXY`, `all_proxy`,
///   `ALL_PROXY`, `no_proxy`, `NO_PROXY`, `SSL_CERT_FILE` and `SSL_CERT_DIR`, which need not be
///   UTF-8; the rest does not matter. Of several of one name the first counts.
///
/// Returns what tsc_server_new does. The library reads no other environment for this server and its
/// sessions; what the system's resolver reads (`RES_OPTIONS`, `LOCALDOMAIN`) is the process's.
///
/// Does not block. Any thread. Since 0.1.0.
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
            let environment = Environment::new(|name| variable(environment, name));
            output.set(give(tsc_server::new(url, &environment)?));
            Ok(())
        })
    }
}

/// Frees a server. Its sessions go on.
///
/// - `server`: NULL does nothing.
///
/// Does not block, sends nothing, signs nobody out. Since 0.1.0.
///
/// # Safety
/// `server` is NULL or a server that is not freed yet and that no other thread uses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_free(server: *mut tsc_server) {
    // SAFETY: the caller keeps this function's contract.
    unsafe { take(server) }
}

/// The address that was given to tsc_server_new, normalised:
/// "https://tableau.example.com".
///
/// - `server`: NULL gives NULL.
///
/// Valid until the server is freed; it never changes. Any thread. Since 0.1.0.
///
/// # Safety
/// `server` is NULL or a server that is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_url(server: *const tsc_server) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(server, ptr::null(), |server| server.url.as_ptr()) }
}

/// Closes the connections to a server that no call uses, those of its sessions too: before the
/// machine goes to sleep, after a change of network, or when nothing is to be called for a while.
/// A connection that a call uses is closed when the call has ended. Without this a connection
/// that nobody uses is closed after a minute, when the next call is made; one that waited
/// through a suspend is not used again.
///
/// - `server`: NULL does nothing, as does one from before a fork.
///
/// Does not block, sends no request. Any thread. Since 0.1.0.
///
/// # Safety
/// `server` is NULL or a server that is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_close_idle_connections(server: *mut tsc_server) {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(server, (), |server| server.server.close_idle_connections()) }
}

/// Asks a server for its product and API version. Needs no sign-in.
///
/// - `server`: not NULL.
/// - `cancellation`: NULL: cannot be cancelled.
/// - `info`: not NULL; receives what the server said, to be freed with
///   tsc_server_info_free.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: a NULL.
/// - TSC_ERROR_CANCELLED, TSC_ERROR_TIMEOUT, TSC_ERROR_RESOLVE, TSC_ERROR_CONNECT,
///   TSC_ERROR_PROXY, TSC_ERROR_TLS, TSC_ERROR_CERTIFICATE: no answer that can be used;
///   see the statuses.
/// - TSC_ERROR_REDIRECT: the server redirects over and over, to another address without
///   encryption, to another path, or to what is not a Tableau server; or a captive portal or
///   login page stands before it.
/// - TSC_ERROR_PROTOCOL: the answer is not a Tableau server's.
/// - TSC_ERROR_UNSUPPORTED_VERSION: the server knows neither server info nor the page that
///   older servers have for it.
/// - the statuses of HTTP errors.
///
/// Blocks. Makes one call, and one more if the server is older than Tableau 10.1. What it
/// learns is kept for the sign-ins to come.
/// Any thread. Since 0.1.0.
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
