//! The settings of `tsc_server`

use super::args::{bytes, optional_text, text};
use super::call::call;
use super::error::tsc_error;
use super::handle::handle;
use super::server::tsc_server;
use crate::client::server::Server;
use crate::common::error::Result;
use crate::common::status::tsc_status;
use crate::transport::call::Timeouts;
use std::ffi::c_char;
use std::time::Duration;

/// Runs a setter's change of a server, and turns its failure into a status and an error.
///
/// # Safety
/// Pointers are NULL or as the setter describes them.
unsafe fn change(
    server: *const tsc_server,
    error: *mut *mut tsc_error,
    change: impl FnOnce(&Server) -> Result<()>,
) -> tsc_status {
    // SAFETY: this function's own contract.
    unsafe { call(error, || change(handle(server)?.get())) }
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
        change(server, error, |server| {
            server.set_ca_path(optional_text(path, "path")?)
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
        change(server, error, |server| {
            let given = bytes(pem, length, "pem")?;
            server.set_ca_pem((!pem.is_null()).then_some(given))
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
        change(server, error, |server| {
            server.set_verify(verify != 0);
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
        change(server, error, |server| {
            server.set_allow_http(allow != 0);
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
        change(server, error, |server| {
            let certificate = optional_text(cert_path, "cert_path")?;
            let key = optional_text(key_path, "key_path")?;
            let files = match (certificate, key) {
                // Where there is a key there has to be a certificate.
                (None, Some(key)) => Some((text(cert_path, "cert_path")?, key)),
                (certificate, key) => {
                    certificate.map(|certificate| (certificate, key.unwrap_or(certificate)))
                }
            };
            server.set_client_certificate(files)
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
        change(server, error, |server| {
            let given = bytes(pem, length, "pem")?;
            let given = (!pem.is_null()).then_some(given);
            server.set_client_certificate_pem(given)
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
        change(server, error, |server| {
            server.set_proxy(optional_text(proxy_url, "proxy_url")?)
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
        change(server, error, |server| {
            server.set_user_agent(optional_text(product, "product")?)
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
        change(server, error, |server| {
            let name = text(name, "name")?;
            server.set_header(name, optional_text(value, "value")?)
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
        change(server, error, |server| {
            server.set_timeouts(Timeouts {
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
        change(server, error, |server| {
            server.set_api_version(optional_text(version, "version")?)
        })
    }
}
