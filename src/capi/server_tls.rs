//! The settings of `tsc_server`: trust, encryption and the client certificate

use super::args::{bytes, optional_text, text};
use super::error::tsc_error;
use super::server::{change, tsc_server};
use crate::common::status::tsc_status;
use std::ffi::c_char;

/// Sets a file or directory of certificates to trust, instead of the certificate authorities of
/// the system.
///
/// Use it for servers whose certificate is self-signed or signed by a private CA. The dates,
/// purpose and host names of a server's certificate are verified even if it is itself in the
/// file; those of a CA in the file are not. This setting and tsc_server_set_ca_pem replace each
/// other.
///
/// - `path`: a file with one or more certificates (PEM, with any text around them, or one
///   certificate as DER), or a directory of such files. Certificates that cannot be read are
///   ignored. OpenSSL's trusted certificates are used if they are trusted for servers. May be
///   NULL: the certificate authorities of the system, the default.
///
/// Returns TSC_OK, a common status, or this one:
/// - TSC_ERROR_CA_PATH: the path is missing, unreadable, empty, a file over 16 MiB or a
///   directory with over 64 MiB, or has no usable certificate; the message says why.
///
/// The files are read during this call and never later. The certificate authorities of the
/// system are read when the server is first used; servers of a process share them as long as
/// one of them has them, and they are read anew after that.
///
/// Blocks: no; it reads the files. Threads: any, at the same time. Since: 0.1.0.
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

/// Sets the certificates to trust from PEM text, instead of the certificate authorities of the
/// system.
///
/// Use it for servers whose certificate is self-signed or signed by a private CA. The dates,
/// purpose and host names of a server's certificate are verified even if it is itself in the
/// text; those of a CA in the text are not. This setting and tsc_server_set_ca_path replace
/// each other.
///
/// - `pem`: one or more certificates, with any text around them. Certificates that cannot be
///   read are ignored. OpenSSL's trusted certificates are used if they are trusted for servers.
///   May be NULL if `length` is 0: the certificate authorities of the system, the default.
/// - `length`: the length of `pem` in bytes, without a NUL at the end.
///
/// Returns TSC_OK, a common status, or one of these:
/// - TSC_ERROR_INVALID_ARGUMENT: `pem` is NULL and `length` is not 0.
/// - TSC_ERROR_CA_PATH: there is no usable certificate in it; the message says why.
///
/// The text is copied. The certificate authorities of the system are read when the server is
/// first used; servers of a process share them as long as one of them has them, and they are
/// read anew after that.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
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

/// Turns the verification of the server's certificate off or on. Turn it off for development
/// only: without it, anybody on the network path can read the secrets.
///
/// - `verify`: 0: off, whatever CA is set. Any other value: on, the default.
///
/// Returns TSC_OK or a common status.
///
/// It verifies:
/// - the chain up to a trusted certificate, with the key usage, path lengths and name
///   constraints of the CAs; the dates and the purpose;
/// - the host name, which must be in subjectAltName (the common name is not used);
/// - keys and signatures: RSA from 2048 to 8192 bits (PSS with a salt as long as the hash),
///   ECDSA on P-256, P-384 and P-521, and Ed25519, with SHA-256, SHA-384 and SHA-512. A P-521
///   key of the server itself requires TLS 1.3.
///
/// It does not verify:
/// - revocation, by CRL or by OCSP ("must-staple" has no effect);
/// - Certificate Transparency, and policies;
/// - the dates of the trusted CA certificate that the chain ends at.
///
/// The certificate authorities of the system are those that the environment variables
/// SSL_CERT_FILE and SSL_CERT_DIR name, if one of them is set; calls return
/// TSC_ERROR_CERTIFICATE if they name none. Directories in SSL_CERT_DIR are separated by ":",
/// on Windows by ";". Otherwise they are those of the operating system, or Mozilla's if it has
/// none:
/// - on Linux, the certificates in the system's file, such as
///   /etc/ssl/certs/ca-certificates.crt, and in its directories;
/// - on Windows, the certificates in the current user's store ROOT, which contains the
///   machine's, that are for servers and not in the store Disallowed. Some of Microsoft's roots
///   are in the store only after Windows has downloaded them for another program;
/// - on macOS, the certificates in the keychains that are trusted for TLS by the settings of
///   the user, of the administrator or of the system.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
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

/// Allows or forbids that secrets are sent over plain http to another machine, where anybody on
/// the network path can read them.
///
/// - `allow`: 0: forbidden, the default. Any other value: allowed.
///
/// Returns TSC_OK or a common status.
///
/// Secrets may always be sent over http to this machine (localhost, 127.0.0.0/8, ::1). Sign-ins
/// to other http servers return TSC_ERROR_INSECURE while this is forbidden.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
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

/// Sets the client certificate for servers that request one (mutual TLS). This setting and
/// tsc_server_set_client_certificate_pem replace each other.
///
/// - `cert_path`: a PEM file with the certificate and the certificates between it and its CA.
///   May be NULL: no client certificate, the default; `key_path` is NULL then, too.
/// - `key_path`: a PEM file with the private key, not encrypted, as PKCS#8, PKCS#1 or SEC1: RSA
///   from 2048 to 4096 bits, ECDSA on P-256 or P-384, or Ed25519. May be NULL: the key is in
///   `cert_path`.
///
/// Returns TSC_OK, a common status, or one of these:
/// - TSC_ERROR_INVALID_ARGUMENT: `key_path` is given without `cert_path`.
/// - TSC_ERROR_CA_PATH: a file is missing or unreadable, has no certificate or no key, or the
///   key is encrypted or belongs to another certificate.
///
/// The files are read during this call and never later. Another host that a redirect leads to
/// gets the certificate only after it has responded as a Tableau server; proxies do not get it.
///
/// The certificate is sent only in the handshake. Some servers request it later, such as Apache
/// with SSLVerifyClient in a Location section (post-handshake authentication in TLS 1.3,
/// renegotiation in TLS 1.2). They do not get it, and the call returns TSC_ERROR_TLS: configure
/// such a server to request it for the whole host.
///
/// The library supports TLS 1.3 with TLS_AES_256_GCM_SHA384 and TLS_AES_128_GCM_SHA256, and TLS
/// 1.2 with TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
/// TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 and TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, with key
/// exchange on X25519, P-256 and P-384.
///
/// Blocks: no; it reads the files. Threads: any, at the same time. Since: 0.1.0.
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
                // A key without a certificate is an error.
                (None, Some(key)) => Some((text(cert_path, "cert_path")?, key)),
                (certificate, key) => {
                    certificate.map(|certificate| (certificate, key.unwrap_or(certificate)))
                }
            };
            server.set_client_certificate(files)
        })
    }
}

/// Sets the client certificate for servers that request one (mutual TLS) from PEM text. This
/// setting and tsc_server_set_client_certificate replace each other.
///
/// - `pem`: the certificate, the certificates between it and its CA, and the private key, not
///   encrypted, as PKCS#8, PKCS#1 or SEC1: RSA from 2048 to 4096 bits, ECDSA on P-256 or P-384,
///   or Ed25519. May be NULL if `length` is 0: no client certificate, the default.
/// - `length`: the length of `pem` in bytes, without a NUL at the end.
///
/// Returns TSC_OK, a common status, or one of these:
/// - TSC_ERROR_INVALID_ARGUMENT: `pem` is NULL and `length` is not 0.
/// - TSC_ERROR_CA_PATH: there is no certificate or no key in it, or the key is encrypted or
///   belongs to another certificate.
///
/// tsc_server_set_client_certificate describes to which servers the certificate is sent, and
/// when.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
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
