//! `tsc_server`

use super::boundary::{
    Handle, Home, Output, Owned, assert_for_threads, bytes, call, getter, give, handle, invalid,
    optional_text, take, text, variable,
};
use super::cancellation::{of_call, tsc_cancellation};
use super::error::tsc_error;
use super::server_info::tsc_server_info;
use super::session::tsc_session;
use crate::client::server::Server;
use crate::common::error::Result;
use crate::common::status::tsc_status;
use crate::common::text::c_string;
use crate::rest::credentials::Credentials;
use crate::transport::call::Timeouts;
use crate::transport::environment::Environment;
use std::ffi::{CString, c_char};
use std::ptr;
use std::sync::Arc;
use std::time::Duration;

/// A Tableau Server or Tableau Cloud: its address and how to reach it.
///
/// Any thread. Its sessions live on when it is freed.
pub struct tsc_server {
    home: Home,
    server: Arc<Server>,
    url: CString,
}

impl Handle for tsc_server {
    const NAME: &'static str = "server";

    fn home(&self) -> Option<Home> {
        Some(self.home)
    }
}

impl Owned for tsc_server {}

impl tsc_server {
    fn new(url: &str, environment: &Environment) -> Result<tsc_server> {
        let new = Server::new(url, environment)?;
        Ok(tsc_server {
            home: Home::here(),
            url: c_string(&new.address().to_string()),
            server: Arc::new(new),
        })
    }
}

const _: () = assert_for_threads::<tsc_server>();

/// Makes a server from its address. Uses no network.
///
/// - `url`: not NULL. "https://tableau.example.com"; without a scheme it is https.
///   A slash at the end and the "#/site/..." that a browser shows are dropped, and so is
///   the rest of a call's address ("/api", "/api/3.24/..."; it sets no API version). A
///   path before them ("https://example.com/tableau") stays.
/// - `server`: not NULL; receives the server, to be freed with tsc_server_free.
/// - `error`: may be NULL.
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
    // SAFETY: this function's own contract.
    unsafe {
        let output = Output::clear(server);
        call(error, || {
            output.required("server")?;
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
    // SAFETY: this function's own contract.
    unsafe {
        let output = Output::clear(server);
        call(error, || {
            output.required("server")?;
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
    // SAFETY: this function's own contract.
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
    // SAFETY: this function's own contract.
    unsafe { getter(server, ptr::null(), |server| server.url.as_ptr()) }
}

/// Trusts the certificates in a file or directory, and no others: for servers whose
/// certificate is signed by a CA of one's own, or signed by itself. Its dates, purpose and
/// host names have to be good all the same; those of a CA are not looked at. The file is read
/// at once, and replaces what tsc_server_set_ca_pem gave.
///
/// - `server`: not NULL.
/// - `path`: a file with one certificate or many (PEM, text around them does not
///   matter; or one as DER), or a directory of such files. One that cannot be read is left
///   out; OpenSSL's trusted certificates count if they are trusted for servers. NULL: the
///   system's authorities again.
/// - `error`: may be NULL.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL, or `path` is not UTF-8.
/// - TSC_ERROR_CA_PATH: missing, unreadable, empty, over 16 MiB, or no certificate in it
///   that can be used; the message says why. What was trusted before stays.
/// - TSC_ERROR_INVALID_STATE: the server is from before a fork.
///
/// Sessions keep what they signed in with. Sends nothing. Any thread. Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_set_ca_path(
    server: *mut tsc_server,
    path: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: this function's own contract.
    unsafe {
        call(error, || {
            let server = handle(server)?;
            server.server.set_ca_path(optional_text(path, "path")?)
        })
    }
}

/// Trusts the certificates in PEM text, and no others; it replaces what
/// tsc_server_set_ca_path gave.
///
/// - `server`: not NULL.
/// - `pem`: one certificate or many, copied; one that cannot be read is left out. NULL with
///   length 0: the system's authorities again.
/// - `length`: in bytes, without a NUL at the end.
/// - `error`: may be NULL.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL; `pem` is NULL with another length
///   than 0.
/// - TSC_ERROR_CA_PATH: no certificate in it that can be used; the message says why. What
///   was trusted before stays.
/// - TSC_ERROR_INVALID_STATE: the server is from before a fork.
///
/// Sessions keep what they signed in with. Sends nothing. Any thread. Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_set_ca_pem(
    server: *mut tsc_server,
    pem: *const c_char,
    length: usize,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: this function's own contract.
    unsafe {
        call(error, || {
            let server = handle(server)?;
            let given = bytes(pem, length, "pem")?;
            server.server.set_ca_pem((!pem.is_null()).then_some(given))
        })
    }
}

/// Turns the check of the server's certificate off or on. For development only:
/// without it anybody on the way can read the secrets. It wins over the CA.
///
/// What is looked at: the chain up to a trusted certificate, with the CAs' key usage, path
/// lengths and name constraints; dates; the purpose; and the host name, which has to be in
/// subjectAltName (the common name does not count). Keys and signatures may be RSA from 2048
/// to 8192 bits (PSS with a salt as long as the hash), ECDSA on P-256, P-384 and P-521, and
/// Ed25519, with SHA-256, SHA-384 and SHA-512; a server's own key on P-521 needs TLS 1.3.
/// What is not looked at: revocation, neither by lists nor by OCSP, so that "must-staple" has
/// no effect; Certificate Transparency; policies; and the dates of the trusted certificate
/// that the chain ends at.
///
/// The system's authorities are those of the environment variables SSL_CERT_FILE and
/// SSL_CERT_DIR, if one is set: calls fail with TSC_ERROR_CERTIFICATE if they name none.
/// Without them they are those of the operating system, or Mozilla's where it has none.
///
/// - `server`: not NULL.
/// - `verify`: 0: off; anything else: on, as it is at first.
/// - `error`: may be NULL.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL.
/// - TSC_ERROR_INVALID_STATE: the server is from before a fork.
///
/// Sessions keep what they signed in with. Sends nothing. Any thread. Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_set_verify(
    server: *mut tsc_server,
    verify: i32,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: this function's own contract.
    unsafe {
        call(error, || {
            handle(server)?.server.set_verify(verify != 0);
            Ok(())
        })
    }
}

/// Allows secrets to go over plain http to another machine, where anybody on the way
/// can read them. To this machine (localhost, 127.0.0.0/8, ::1) they may always go.
///
/// - `server`: not NULL.
/// - `allow`: 0: no, as it is at first; anything else: yes.
/// - `error`: may be NULL.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL.
/// - TSC_ERROR_INVALID_STATE: the server is from before a fork.
///
/// It counts for the sign-ins that begin later. Sends nothing. Any thread. Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_set_allow_http(
    server: *mut tsc_server,
    allow: i32,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: this function's own contract.
    unsafe {
        call(error, || {
            handle(server)?.server.set_allow_http(allow != 0);
            Ok(())
        })
    }
}

/// Shows a client certificate to servers that ask for one (mutual TLS). The files are read at
/// once.
///
/// It is shown in the handshake only. A server that asks in the middle of a connection, as
/// Apache does for SSLVerifyClient in a Location section (TLS 1.3 post-handshake authentication, TLS
/// 1.2 renegotiation), gets none, and the call fails with TSC_ERROR_TLS: such a server has to
/// ask for the whole host.
///
/// TLS 1.3 is spoken, with TLS_AES_256_GCM_SHA384 and TLS_AES_128_GCM_SHA256, and TLS 1.2, with
/// TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 and the
/// same two with TLS_ECDHE_RSA. Keys are exchanged on X25519, P-256 and P-384.
///
/// - `server`: not NULL.
/// - `cert_path`: a PEM file with the certificate and what chains it to its CA. NULL: no
///   client certificate, as it is at first.
/// - `key_path`: a PEM file with the private key, PKCS#8, PKCS#1 or SEC1, not encrypted: RSA
///   from 2048 to 4096 bits, ECDSA on P-256 or P-384, Ed25519. NULL: it is in `cert_path`
///   too.
/// - `error`: may be NULL.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL; not UTF-8; a key without a certificate.
/// - TSC_ERROR_CA_PATH: missing, unreadable, no certificate or no key in it, a key that is
///   encrypted or not the certificate's. What was shown before stays.
/// - TSC_ERROR_INVALID_STATE: the server is from before a fork.
///
/// A redirect's host is shown it only when it has proved to be a Tableau server; proxies are
/// not. Sessions keep what they signed in with. Sends nothing. Any thread. Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_set_client_certificate(
    server: *mut tsc_server,
    cert_path: *const c_char,
    key_path: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: this function's own contract.
    unsafe {
        call(error, || {
            let server = handle(server)?;
            let certificate = optional_text(cert_path, "cert_path")?;
            let key = optional_text(key_path, "key_path")?;
            let files = match (certificate, key) {
                // Where there is a key there has to be a certificate.
                (None, Some(key)) => Some((text(cert_path, "cert_path")?, key)),
                (certificate, key) => {
                    certificate.map(|certificate| (certificate, key.unwrap_or(certificate)))
                }
            };
            server.server.set_client_certificate(files)
        })
    }
}

/// The same from PEM text with the chain and the key; it replaces what
/// tsc_server_set_client_certificate gave.
///
/// - `server`: not NULL.
/// - `pem`: copied; NULL with length 0: no client certificate.
/// - `length`: in bytes, without a NUL at the end.
/// - `error`: may be NULL.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL; `pem` is NULL with another length
///   than 0.
/// - TSC_ERROR_CA_PATH: no certificate or no key in it, a key that is encrypted or not the
///   certificate's. What was shown before stays.
/// - TSC_ERROR_INVALID_STATE: the server is from before a fork.
///
/// Sessions keep what they signed in with. Sends nothing. Any thread. Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_set_client_certificate_pem(
    server: *mut tsc_server,
    pem: *const c_char,
    length: usize,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: this function's own contract.
    unsafe {
        call(error, || {
            let server = handle(server)?;
            let given = bytes(pem, length, "pem")?;
            let given = (!pem.is_null()).then_some(given);
            server.server.set_client_certificate_pem(given)
        })
    }
}

/// Goes to the server through a proxy. At first that is what the environment says when
/// tsc_server_new is called: http_proxy for http servers, https_proxy or HTTPS_PROXY for https
/// ones, all_proxy or ALL_PROXY for both, but not for hosts in no_proxy or NO_PROXY.
///
/// - `server`: not NULL.
/// - `proxy_url`: "http://proxy.example.com:3128", "https://..." for TLS to the proxy itself,
///   with "user:password@", percent-encoded, if it wants them; every host is then reached
///   through it, also those in no_proxy. NULL: what the environment said; "": no proxy. Without
///   a port it is 80, or 443 with https.
/// - `error`: may be NULL.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL; not UTF-8; not the URL of a proxy; socks4
///   and socks5, which are not supported.
/// - TSC_ERROR_INVALID_STATE: the server is from before a fork.
///
/// What goes to an https server is encrypted from here to there: the proxy sees its name only.
/// An http server on this machine (localhost, 127.0.0.0/8, ::1) is reached without any proxy.
/// Calls return TSC_ERROR_PROXY where the proxy cannot be reached or refuses. The CA
/// settings count for the proxy's certificate too. Sessions keep what they signed in with.
/// Sends nothing. Any thread. Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_set_proxy(
    server: *mut tsc_server,
    proxy_url: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: this function's own contract.
    unsafe {
        call(error, || {
            let server = handle(server)?;
            server
                .server
                .set_proxy(optional_text(proxy_url, "proxy_url")?)
        })
    }
}

/// Names the program in the User-Agent header, before the library: "MyApp/1.0" makes
/// "MyApp/1.0 libtsc/0.1.0".
///
/// - `server`: not NULL.
/// - `product`: 1 to 256 printable ASCII characters; NULL: only the library, as it is at
///   first.
/// - `error`: may be NULL.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL; anything else in `product`.
/// - TSC_ERROR_INVALID_STATE: the server is from before a fork.
///
/// Sessions keep what they signed in with. Sends nothing. Any thread. Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_set_user_agent(
    server: *mut tsc_server,
    product: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: this function's own contract.
    unsafe {
        call(error, || {
            let server = handle(server)?;
            server
                .server
                .set_user_agent(optional_text(product, "product")?)
        })
    }
}

/// Sends a header along with every request to the server: what a gateway before it wants.
///
/// - `server`: not NULL.
/// - `name`: not NULL; in any case. One that was set before is replaced.
/// - `value`: as it is, in bytes; NULL takes the header away.
/// - `error`: may be NULL.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: as for tsc_request_set_header.
/// - TSC_ERROR_INVALID_STATE: the server is from before a fork.
///
/// A header of the same name of a request counts more. A redirect's host gets it only when it
/// has proved to be a Tableau server; proxies do not get it. Sessions keep what they signed in
/// with. Cookie replaces the cookies that servers set. Sends nothing. Any thread. Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_set_header(
    server: *mut tsc_server,
    name: *const c_char,
    value: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: this function's own contract.
    unsafe {
        call(error, || {
            let server = handle(server)?;
            let name = text(name, "name")?;
            server
                .server
                .set_header(name, optional_text(value, "value")?)
        })
    }
}

/// Sets how long calls may take. A call takes the limits as they are when it begins,
/// also a call of a session that signed in before.
///
/// - `server`: not NULL.
/// - `connect_ms`: for making a connection, with resolving the name, the way through a proxy and
///   the TLS handshake, in milliseconds; 0: no limit. At first 10000. Several
///   addresses of a host share it.
/// - `read_ms`: the longest silence of the server, in milliseconds; 0: no limit. At
///   first 120000.
/// - `total_ms`: one whole library call, with all the HTTP requests it makes, in
///   milliseconds; 0: no limit. At first 600000.
/// - `error`: may be NULL.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL.
/// - TSC_ERROR_INVALID_STATE: the server is from before a fork.
///
/// A call that is over a limit returns TSC_ERROR_TIMEOUT. Sends nothing. Any thread.
/// Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_set_timeouts(
    server: *mut tsc_server,
    connect_ms: u32,
    read_ms: u32,
    total_ms: u32,
    error: *mut *mut tsc_error,
) -> tsc_status {
    let limit = |ms: u32| (ms > 0).then(|| Duration::from_millis(ms.into()));
    // SAFETY: this function's own contract.
    unsafe {
        call(error, || {
            handle(server)?.server.set_timeouts(Timeouts {
                connect: limit(connect_ms),
                silence: limit(read_ms),
                total: limit(total_ms),
            });
            Ok(())
        })
    }
}

/// Sets the REST API version that sessions use, in place of the newest that the server
/// has.
///
/// - `server`: not NULL.
/// - `version`: "3.19"; NULL: ask the server, as it is at first.
/// - `error`: may be NULL.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL, or `version` is not two numbers with
///   a point between them.
/// - TSC_ERROR_INVALID_STATE: the server is from before a fork.
///
/// It counts for the sign-ins that begin later. Sends nothing: whether the server has
/// that version, the sign-in tells. Any thread. Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_set_api_version(
    server: *mut tsc_server,
    version: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: this function's own contract.
    unsafe {
        call(error, || {
            let server = handle(server)?;
            server
                .server
                .set_api_version(optional_text(version, "version")?)
        })
    }
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
    // SAFETY: this function's own contract.
    unsafe { getter(server, (), |server| server.server.close_idle_connections()) }
}

/// Asks a server for its product and API version. Needs no sign-in.
///
/// - `server`: not NULL.
/// - `cancellation`: NULL: cannot be cancelled.
/// - `info`: not NULL; receives what the server said, to be freed with
///   tsc_server_info_free.
/// - `error`: may be NULL.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: a NULL.
/// - TSC_ERROR_INVALID_STATE: the server is from before a fork.
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
    // SAFETY: this function's own contract.
    unsafe {
        let output = Output::clear(info);
        let cancellation = of_call(cancellation);
        call(error, || {
            let server = handle(server)?;
            output.required("info")?;
            let info = server.server.get_info(cancellation?.as_ref())?;
            output.set(give(tsc_server_info::new(&info)));
            Ok(())
        })
    }
}

/// Signs in with a personal access token, which a user makes in the settings of their
/// account: the way to prefer.
///
/// - `server`: not NULL.
/// - `token_name`, `token_value`: not NULL; as Tableau showed them. A line end behind them,
///   as text from a file has it, is dropped; so it is from the site and the user's id.
/// - `site`: the site's contentUrl, which is what follows "/site/" in the browser's
///   address bar; NULL or "": the default site (Tableau Cloud has none).
/// - `impersonated_user_id`: the id of the user to be, on that site, if the token is a
///   server administrator's; NULL: oneself.
/// - `cancellation`: NULL: cannot be cancelled.
/// - `session`: not NULL; receives the session, to be freed with tsc_session_free.
/// - `error`: may be NULL.
///
/// Returns TSC_OK or
/// - TSC_ERROR_SIGN_IN_FAILED: the server refused (HTTP 401): token, site or
///   impersonation.
/// - TSC_ERROR_INVALID_ARGUMENT: a NULL; not UTF-8; a control character that XML cannot
///   carry.
/// - TSC_ERROR_INVALID_STATE: the server is from before a fork.
/// - TSC_ERROR_UNSUPPORTED_VERSION: API version before 3.6, with impersonation before
///   3.11 (nothing secret was sent), or not the server's (404001).
/// - TSC_ERROR_CANCELLED, TSC_ERROR_TIMEOUT, TSC_ERROR_RESOLVE, TSC_ERROR_CONNECT,
///   TSC_ERROR_PROXY, TSC_ERROR_TLS, TSC_ERROR_CERTIFICATE: no answer that can be used;
///   see the statuses.
/// - TSC_ERROR_REDIRECT: as for tsc_server_get_info, or the sign-in itself was
///   redirected to another origin, or by 301, 302 or 303. The secret was not sent there.
/// - TSC_ERROR_INSECURE: it would go over http; nothing secret was sent.
/// - TSC_ERROR_PROTOCOL, TSC_ERROR_TOO_LARGE: the answer is not a Tableau server's.
/// - the statuses of other HTTP errors.
///
/// Blocks. Makes one call, and before the first sign-in to a server those of
/// tsc_server_get_info. Signing in again with the same token, on whatever site, ends
/// the session that it signed in before. A sign-in that was cancelled or timed out may
/// have happened on the server, and have ended that session too. Any thread.
/// Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_sign_in_with_personal_access_token(
    server: *mut tsc_server,
    token_name: *const c_char,
    token_value: *const c_char,
    site: *const c_char,
    impersonated_user_id: *const c_char,
    cancellation: *mut tsc_cancellation,
    session: *mut *mut tsc_session,
    error: *mut *mut tsc_error,
) -> tsc_status {
    let sign_in = SignIn {
        server,
        site,
        impersonated_user_id,
        cancellation,
    };
    // SAFETY: this function's own contract.
    unsafe {
        sign_in.run(session, error, || {
            let name = text(token_name, "token_name")?;
            Credentials::personal_access_token(name, text(token_value, "token_value")?)
        })
    }
}

/// Signs in with a user name and a password.
///
/// - `server`: not NULL.
/// - `username`, `password`: not NULL. The password is sent as it is; one with a line end
///   behind it, as text from a file has it, is refused: nobody can have typed it.
/// - `site`: as for tsc_server_sign_in_with_personal_access_token.
/// - `impersonated_user_id`: the id of the user to be, on that site, if the user is a
///   server administrator; NULL: oneself.
/// - `cancellation`: NULL: cannot be cancelled.
/// - `session`: not NULL; receives the session, to be freed with tsc_session_free.
/// - `error`: may be NULL.
///
/// Returns the statuses of tsc_server_sign_in_with_personal_access_token; every API
/// version has this sign-in.
///
/// Blocks, and makes as many calls. Other sessions of the user go on. Any thread.
/// Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_sign_in_with_password(
    server: *mut tsc_server,
    username: *const c_char,
    password: *const c_char,
    site: *const c_char,
    impersonated_user_id: *const c_char,
    cancellation: *mut tsc_cancellation,
    session: *mut *mut tsc_session,
    error: *mut *mut tsc_error,
) -> tsc_status {
    let sign_in = SignIn {
        server,
        site,
        impersonated_user_id,
        cancellation,
    };
    // SAFETY: this function's own contract.
    unsafe {
        sign_in.run(session, error, || {
            let name = text(username, "username")?;
            Credentials::password(name, text(password, "password")?)
        })
    }
}

/// Signs in with a JSON web token, as a connected app or an identity provider issues it.
///
/// - `server`: not NULL.
/// - `jwt`: not NULL; the whole token. A line end behind it is dropped.
/// - `site`: as for tsc_server_sign_in_with_personal_access_token.
/// - `impersonated_user_id`: the id of the user to be, on that site, if the token's user
///   is a server administrator; NULL: oneself.
/// - `cancellation`: NULL: cannot be cancelled.
/// - `session`: not NULL; receives the session, to be freed with tsc_session_free.
/// - `error`: may be NULL.
///
/// Returns the statuses of tsc_server_sign_in_with_personal_access_token;
/// TSC_ERROR_UNSUPPORTED_VERSION before API 3.17.
///
/// Blocks, and makes as many calls. Any thread. Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_sign_in_with_json_web_token(
    server: *mut tsc_server,
    jwt: *const c_char,
    site: *const c_char,
    impersonated_user_id: *const c_char,
    cancellation: *mut tsc_cancellation,
    session: *mut *mut tsc_session,
    error: *mut *mut tsc_error,
) -> tsc_status {
    let sign_in = SignIn {
        server,
        site,
        impersonated_user_id,
        cancellation,
    };
    // SAFETY: this function's own contract.
    unsafe {
        sign_in.run(session, error, || {
            Credentials::json_web_token(text(jwt, "jwt")?)
        })
    }
}

/// Signs in to Tableau Cloud with a unified access token, a JSON web token that is made for
/// Tableau Cloud Manager and its sites.
///
/// - `server`: not NULL.
/// - `jwt`: not NULL; the whole token. A line end behind it is dropped.
/// - `site`: the site's contentUrl; as for
///   tsc_server_sign_in_with_personal_access_token.
/// - `cancellation`: NULL: cannot be cancelled.
/// - `session`: not NULL; receives the session, to be freed with tsc_session_free.
/// - `error`: may be NULL.
///
/// Returns the statuses of tsc_server_sign_in_with_personal_access_token;
/// TSC_ERROR_UNSUPPORTED_VERSION before API 3.17. Servers that do not know such tokens
/// refuse them with TSC_ERROR_SIGN_IN_FAILED.
///
/// Blocks, and makes as many calls. Any thread. Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_sign_in_with_unified_access_token(
    server: *mut tsc_server,
    jwt: *const c_char,
    site: *const c_char,
    cancellation: *mut tsc_cancellation,
    session: *mut *mut tsc_session,
    error: *mut *mut tsc_error,
) -> tsc_status {
    let sign_in = SignIn {
        server,
        site,
        impersonated_user_id: ptr::null(),
        cancellation,
    };
    // SAFETY: this function's own contract.
    unsafe {
        sign_in.run(session, error, || {
            Credentials::unified_access_token(text(jwt, "jwt")?)
        })
    }
}

/// Goes on with a session that was signed in elsewhere, by its token: asks the server who
/// and where it is.
///
/// - `server`: not NULL.
/// - `token`: not NULL; what tsc_session_token gives, or another client's X-Tableau-Auth. A
///   line end behind it is dropped.
/// - `cancellation`: NULL: cannot be cancelled.
/// - `session`: not NULL; receives the session, to be freed with tsc_session_free. Its
///   tsc_session_estimated_time_to_expiration is NULL.
/// - `error`: may be NULL.
///
/// Returns TSC_OK or
/// - TSC_ERROR_SESSION_EXPIRED: the server does not know the token (any more).
/// - TSC_ERROR_INVALID_ARGUMENT: a NULL; a token that is empty, not UTF-8, over 8 KiB or has
///   characters that no header can carry.
/// - TSC_ERROR_UNSUPPORTED_VERSION: API version before 3.1; the token was not sent.
/// - TSC_ERROR_INVALID_STATE, TSC_ERROR_CANCELLED, TSC_ERROR_TIMEOUT, TSC_ERROR_RESOLVE,
///   TSC_ERROR_CONNECT, TSC_ERROR_PROXY, TSC_ERROR_TLS, TSC_ERROR_CERTIFICATE,
///   TSC_ERROR_REDIRECT,
///   TSC_ERROR_INSECURE, TSC_ERROR_PROTOCOL and the statuses of other HTTP errors: as for
///   tsc_server_sign_in_with_personal_access_token.
///
/// Blocks. Makes one call, and before the first to a server those of
/// tsc_server_get_info. Sign-out ends the session for the others who have its token too.
/// Any thread. Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_resume_session(
    server: *mut tsc_server,
    token: *const c_char,
    cancellation: *mut tsc_cancellation,
    session: *mut *mut tsc_session,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: this function's own contract.
    unsafe {
        let output = Output::clear(session);
        let cancellation = of_call(cancellation);
        call(error, || {
            let server = &handle(server)?.server;
            output.required("session")?;
            let token = text(token, "token")?;
            let session = server.resume_session(token, cancellation?.as_ref())?;
            output.set(give(tsc_session::new(session)));
            Ok(())
        })
    }
}

/// What all sign-ins take.
struct SignIn {
    server: *mut tsc_server,
    site: *const c_char,
    impersonated_user_id: *const c_char,
    cancellation: *mut tsc_cancellation,
}

impl SignIn {
    /// # Safety
    /// As for tsc_server_sign_in_with_personal_access_token.
    unsafe fn run(
        self,
        session: *mut *mut tsc_session,
        error: *mut *mut tsc_error,
        credentials: impl FnOnce() -> Result<Credentials>,
    ) -> tsc_status {
        // SAFETY: this function's own contract.
        unsafe {
            let output = Output::clear(session);
            let cancellation = of_call(self.cancellation);
            call(error, || {
                let server = &handle(self.server)?.server;
                output.required("session")?;
                let site = optional_text(self.site, "site")?.unwrap_or_default();
                let user = optional_text(self.impersonated_user_id, "impersonated_user_id")?;
                if user == Some("") {
                    return Err(invalid(
                        "the id of the user to impersonate is empty; give none to sign in as oneself",
                    ));
                }
                let credentials = credentials()?;
                let session = server.sign_in(&credentials, site, user, cancellation?.as_ref())?;
                output.set(give(tsc_session::new(session)));
                Ok(())
            })
        }
    }
}
