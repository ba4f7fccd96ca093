//! One request with the cookies of its session, and the responses that are unusable whatever their
//! status is.

use crate::client::cookies::Cookies;
use crate::common::address::Address;
use crate::common::error::{Error, Result};
use crate::common::url::path_of;
use crate::rest::fault;
use crate::transport::call::Call;
use crate::transport::pool::Transport;
use crate::transport::request::{HttpRequest, Reply};
use crate::transport::{failure, tls};
use http::header::COOKIE;
use memchr::memmem;

/// Sends a request with the cookies that are stored for it, and stores what the response sets. A
/// response with any status is returned, unless it cannot be used.
pub fn send(
    transport: &Transport,
    address: &Address,
    request: &mut HttpRequest<'_>,
    cookies: &Cookies,
    call: &Call,
) -> Result<Reply> {
    let path = path_of(&request.url).to_owned();
    // A program's own Cookie header replaces the stored cookies, and the cookies that the response
    // sets are the program's too: without its own cookie, a load balancer sets one for another
    // node.
    let uses_stored_cookies = !(request.headers.has(&COOKIE) || transport.sets(&COOKIE));
    if uses_stored_cookies && let Some((header, values)) = cookies.header(&path, address.is_https())
    {
        call.secrets().add(|secrets| {
            values
                .into_iter()
                .for_each(|value| secrets.add_cookie(value));
        });
        request.headers.set_default(COOKIE, header);
    }
    let sent = transport.send(request, call);
    if uses_stored_cookies {
        request.headers.remove(&COOKIE);
    }
    let mut reply = sent?;
    if uses_stored_cookies {
        cookies.store(
            request.token,
            address,
            &path,
            &reply.response,
            call.secrets(),
        );
    }
    let shows_certificate = transport.shows_certificate() && address.is_https();
    let refused = certificate_refusal(&reply, shows_certificate);
    match refused.or_else(|| reply.failure.take()) {
        Some(error) => Err(error.with_response(fault::read_response(reply.response))),
        None => Ok(reply),
    }
}

/// Returns the error if a response is about the client certificate. nginx completes the handshake
/// without one and sends 400 to each request; it does the same where the certificate was not
/// accepted. Apache sends 403 where it would request a certificate after the handshake of TLS 1.3
/// (`SSLVerifyClient` in a `<Location>`). A 400 with a Tableau code comes from Tableau itself.
fn certificate_refusal(reply: &Reply, shows_certificate: bool) -> Option<Error> {
    let body = reply.response.body();
    let body_contains = |text: &str| memmem::find(body, text.as_bytes()).is_some();
    match reply.response.status() {
        400 if fault::read(body).code.is_some() => None,
        400 if reply.lacks_certificate => Some(failure::no_client_certificate()),
        400 if shows_certificate && body_contains("SSL certificate") => {
            Some(failure::wrong_client_certificate())
        }
        403 if body_contains("Post-Handshake Auth") => Some(tls::errors::late_request()),
        _ => None,
    }
}
