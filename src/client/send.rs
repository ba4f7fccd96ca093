//! One request with the cookies of its session, sent as often as [`Repeats`] says, and the responses that
//! are unusable whatever their status is.

use crate::client::outgoing::{Outgoing, Sender};
use crate::client::repeat::{Repeats, Step};
use crate::client::report::{in_milliseconds, report};
use crate::common::error::{Error, Result};
use crate::common::event::{Event, Kind};
use crate::common::response::Response;
use crate::common::secrets::Secret;
use crate::common::url::path_of;
use crate::common::words::Words;
use crate::platform::Instant;
use crate::rest::fault;
use crate::transport::call::Call;
use crate::transport::failure::Failure;
use crate::transport::request::Reply;
use crate::transport::trace::Trace;
use crate::transport::{failure, tls};
use http::header::COOKIE;
use memchr::memmem;
use std::ffi::CStr;
use std::time::SystemTime;

/// The headers with the id that Tableau, or a gateway before it, gives a request.
const REQUEST_ID: [&CStr; 2] = [c"x-tableau-request-id", c"x-request-id"];

/// Sends a request with the cookies that are stored for it, and stores what the response sets. A
/// response with any status is returned, unless it cannot be used.
pub fn send(sender: &Sender<'_>, outgoing: &mut Outgoing<'_>) -> Result<Reply> {
    let mut repeats = Repeats::default();
    outgoing.attempts = 0;
    let mut is_new_wanted = false;
    loop {
        if let Some(prepare) = &mut outgoing.prepare {
            outgoing.purpose = prepare(&mut outgoing.request)?;
        }
        outgoing.attempts += 1;
        let sent = send_observed(sender, outgoing, is_new_wanted);
        let next = repeats.next(sender, outgoing, sent);
        match next.map_err(|error| outgoing.counted(error))? {
            Step::Done(reply) => return Ok(reply),
            Step::Again {
                over_new_connection,
            } => is_new_wanted = over_new_connection,
        }
    }
}

/// Sends a request once, and reports how it went.
fn send_observed(
    sender: &Sender<'_>,
    outgoing: &mut Outgoing<'_>,
    over_new_connection: bool,
) -> std::result::Result<Reply, Failure> {
    let mut trace = Trace::default();
    if !sender.call.context().events.are_on() {
        return send_once(sender, outgoing, over_new_connection, &mut trace);
    }
    let (began, start) = (SystemTime::now(), Instant::now());
    let sent = send_once(sender, outgoing, over_new_connection, &mut trace);
    let event = Event {
        attempt: outgoing.attempts,
        began,
        duration: start.elapsed(),
        ..outgoing.event(Kind::Request)
    };
    report_connection(sender, &sent, &trace, began);
    report_request(sender.call, outgoing, &sent, &trace, event);
    sent
}

fn send_once(
    sender: &Sender<'_>,
    outgoing: &mut Outgoing<'_>,
    over_new_connection: bool,
    trace: &mut Trace,
) -> std::result::Result<Reply, Failure> {
    let Sender {
        transport,
        address,
        cookies,
        call,
    } = *sender;
    let request = &mut outgoing.request;
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
    let sent = transport.send(request, call, over_new_connection, trace);
    if uses_stored_cookies {
        request.headers.remove(&COOKIE);
    }
    let mut reply = sent?;
    if uses_stored_cookies {
        cookies.store(
            request.token.as_ref().map(Secret::reveal),
            address,
            &path,
            &reply.response,
            call.secrets(),
        );
    }
    let shows_certificate = transport.shows_certificate() && address.is_https();
    let refused = certificate_refusal(&reply, shows_certificate);
    match refused.or_else(|| reply.failure.take()) {
        Some(error) => {
            let error = error.with_response(fault::read_response(reply.response));
            Err(Failure::new(error))
        }
        None => Ok(reply),
    }
}

/// Reports the new connection that a request needed, if there was one.
fn report_connection(
    sender: &Sender<'_>,
    sent: &std::result::Result<Reply, Failure>,
    trace: &Trace,
    began: SystemTime,
) {
    let Some((duration, is_made)) = trace.connection else {
        return;
    };
    let origin = Words::given(sender.address);
    let words = match (sent, is_made) {
        (Err(failure), false) => Words::from("no connection to ")
            .and(origin)
            .and(": ")
            .and(failure.error().words()),
        _ => {
            let words = Words::from("connected to ").and(origin);
            let words = match &trace.proxy {
                Some(via) => words.and(" through the proxy ").and(via.proxy.to_string()),
                None => words,
            };
            words.and(" in ").and(in_milliseconds(duration))
        }
    };
    let failure = sent.as_ref().err().filter(|_| !is_made);
    let event = Event {
        url: Some(sender.address.to_string()),
        status: failure.map(|failure| failure.error().status()),
        began,
        duration,
        ..Event::new(Kind::Connection)
    };
    report(sender.call, &words, event);
}

fn report_request(
    call: &Call,
    outgoing: &Outgoing<'_>,
    sent: &std::result::Result<Reply, Failure>,
    trace: &Trace,
    event: Event,
) {
    let received = trace.received;
    let title = outgoing.title(call).and(": ");
    let (words, response, status) = match sent {
        Ok(reply) => {
            let words = title
                .and(reply.response.status_line())
                .and(", ")
                .and(Words::given(received))
                .and(" bytes");
            let status = outgoing.status_of(&reply.response);
            (words, Some(&reply.response), status)
        }
        Err(failure) => {
            let error = failure.error();
            let response = error.response().map(|response| &*response.response);
            (title.and(error.words()), response, Some(error.status()))
        }
    };
    let words = words.and(" in ").and(in_milliseconds(event.duration));
    let words = match event.attempt {
        1 => words,
        attempt => words.and(", attempt ").and(Words::given(attempt)),
    };
    let is_sent = sent
        .as_ref()
        .err()
        .is_none_or(|failure| !failure.error().is_unsent());
    let body = outgoing.request.body.as_ref().filter(|_| is_sent);
    let id = response.and_then(|response| {
        let ids = REQUEST_ID.iter().filter_map(|name| response.header(name));
        ids.map(|id| id.to_string_lossy().into_owned()).next()
    });
    let event = Event {
        status,
        http_status: response.map_or(0, Response::status),
        request_id: id,
        sent: body.map_or(0, |body| body.len() as u64),
        received,
        is_reused_connection: trace.is_reused_connection,
        ..event
    };
    report(call, &words, event);
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
