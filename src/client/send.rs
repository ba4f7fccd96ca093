//! One request with the cookies of its session, and what makes a response unusable whatever it says.

use crate::client::cookies::Cookies;
use crate::common::address::Address;
use crate::common::error::{Error, Result};
use crate::common::url::path_of;
use crate::rest::fault;
use crate::transport::call::Call;
use crate::transport::pool::Transport;
use crate::transport::request::{Reply, Request};
use crate::transport::{failure, tls};
use http::header::COOKIE;
use memchr::memmem;

/// Sends a request with the cookies that are stored for it, and stores what the response sets. A
/// response with any status is returned, unless it cannot be used.
pub fn send(
    transport: &Transport,
    address: &Address,
    request: &mut Request<'_>,
    cookies: &Cookies,
    call: &Call,
) -> Result<Reply> {
    let path = path_of(&request.url).to_owned();
    // A program's own Cookie header replaces the stored cookies, and what is set in turn is the
    // program's too: a balancer that sees no cookie of its own names another node.
    let is_free = !(request.headers.has(&COOKIE) || transport.sets(&COOKIE));
    if is_free && let Some((header, values)) = cookies.header(&path, address.is_https()) {
        call.secrets().add(|secrets| {
            values
                .into_iter()
                .for_each(|value| secrets.add_cookie(value));
        });
        request.headers.set_default(COOKIE, header);
    }
    let sent = transport.send(request, call);
    if is_free {
        request.headers.remove(&COOKIE);
    }
    let mut reply = sent?;
    if is_free {
        cookies.keep(
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

/// The error if a response is about the client certificate. nginx completes the handshake without
/// one, and answers each request with 400; so it does where the certificate is not good. Apache
/// answers 403 where it would ask for one after the handshake of TLS 1.3 (SSLVerifyClient in a
/// `<Location>`). A 400 with one of Tableau's codes is Tableau's own.
fn certificate_refusal(reply: &Reply, shows_certificate: bool) -> Option<Error> {
    let body = reply.response.body();
    let says = |text: &str| memmem::find(body, text.as_bytes()).is_some();
    match reply.response.status() {
        400 if fault::read(body).code.is_some() => None,
        400 if reply.lacks_certificate => Some(failure::no_client_certificate()),
        400 if shows_certificate && says("SSL certificate") => {
            Some(failure::wrong_client_certificate())
        }
        403 if says("Post-Handshake Auth") => Some(tls::errors::late_request()),
        _ => None,
    }
}
