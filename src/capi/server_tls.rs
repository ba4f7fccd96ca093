//! The settings of `tsc_server`: trust, encryption and the client certificate

use super::args::{bytes, optional_text, text};
use super::error::tsc_error;
use super::server::{change, tsc_server};
use crate::common::status::tsc_status;
use std::ffi::c_char;

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
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL, or `path` is not UTF-8.
/// - TSC_ERROR_CA_PATH: missing, unreadable, empty, over 16 MiB, or no certificate in it
///   that can be used; the message says why. What was trusted before stays.
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
    // SAFETY: the caller keeps this function's contract.
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
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL; `pem` is NULL with another length
///   than 0.
/// - TSC_ERROR_CA_PATH: no certificate in it that can be used; the message says why. What
///   was trusted before stays.
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
    // SAFETY: the caller keeps this function's contract.
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
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL.
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
    // SAFETY: the caller keeps this function's contract.
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
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL.
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
    // SAFETY: the caller keeps this function's contract.
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
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL; not UTF-8; a key without a certificate.
/// - TSC_ERROR_CA_PATH: missing, unreadable, no certificate or no key in it, a key that is
///   encrypted or not the certificate's. What was shown before stays.
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
    // SAFETY: the caller keeps this function's contract.
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
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL; `pem` is NULL with another length
///   than 0.
/// - TSC_ERROR_CA_PATH: no certificate or no key in it, a key that is encrypted or not the
///   certificate's. What was shown before stays.
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
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        change(server, error, |server| {
            let given = bytes(pem, length, "pem")?;
            let given = (!pem.is_null()).then_some(given);
            server.set_client_certificate_pem(given)
        })
    }
}
