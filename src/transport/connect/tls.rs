//! The TLS handshake of a client.

use crate::common::error::{Error, Result, Status};
use crate::transport::attempt;
use crate::transport::failure;
use crate::transport::stream::link::Link;
use crate::transport::stream::tls::Tls;
use crate::transport::tls::errors;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use std::sync::Arc;

/// Makes a TLS connection to `host` over `below`.
///
/// # Errors
/// `Certificate`, `Tls`, or what the connection below fails with.
pub fn handshake(config: &Arc<ClientConfig>, host: &str, below: Link) -> Result<Tls<Link>> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| {
        let message = "no certificate can be valid for this host name";
        Error::new(Status::Certificate, message)
    })?;
    let failed = |error| errors::describe(&error, true);
    let mut tls = Tls::new(config, name, below).map_err(failed)?;
    attempt::set_lacks_certificate(false);
    match tls.complete_handshake() {
        Ok(()) => Ok(tls),
        Err(error) => {
            let lacks_certificate = attempt::lacks_certificate();
            Err(failure::in_handshake(error, lacks_certificate))
        }
    }
}
