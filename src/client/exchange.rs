//! One API request, and the redirects that it may follow.

use crate::client::outgoing::{Outgoing, Sender};
use crate::client::report::{redacted_url, report};
use crate::client::send::send;
use crate::common::error::{Error, Result};
use crate::common::event::{Event, Kind};
use crate::common::response::Response;
use crate::rest::purpose::Purpose;
use crate::rest::{fault, fault_status};
use crate::transport::call::Call;
use crate::transport::proxy::Via;
use crate::transport::redirect::{self, MAX_HOPS};
use crate::transport::request::Reply;
use http::header::LOCATION;
use std::mem;

/// Sends a request with the cookies that are stored for it, and follows redirects within the
/// origin. A response other than 2xx is an error.
pub fn exchange(sender: &Sender<'_>, outgoing: Outgoing<'_>) -> Result<Response> {
    let Sender { call, .. } = *sender;
    // A response that is not a Tableau error may still contain a token.
    let may_issue = matches!(
        outgoing.purpose,
        Purpose::SignIn(_) | Purpose::SwitchSite(_)
    );
    let sent = send_following_redirects(sender, outgoing);
    if may_issue
        && let Some(error_response) = sent.as_ref().err().and_then(Error::response)
        && error_response.fault.code.is_none()
    {
        add_issued_tokens(&error_response.response, call);
    }
    sent
}

fn send_following_redirects(sender: &Sender<'_>, mut outgoing: Outgoing<'_>) -> Result<Response> {
    let Sender { address, call, .. } = *sender;
    let mut sent = Vec::new();
    loop {
        let reply = send(sender, &mut outgoing)?;
        if !redirect::is_redirect(&reply.response) {
            let result = success_or_error(reply, outgoing.purpose, address.is_https());
            return result.map_err(|error| outgoing.counted(error));
        }
        let request = &outgoing.request;
        let next = match redirect::next_within_origin(address, request, &reply.response) {
            Ok(next) => next,
            Err(error) => return Err(redirect_error(error, reply.response, call)),
        };
        if sent.len() == MAX_HOPS {
            let is_loop = next == request.url || sent.contains(&next);
            let error = redirect::too_many(address, is_loop);
            return Err(error.with_response(fault::read_response(reply.response)));
        }
        report_redirect(&outgoing, &reply.response, &next, call);
        sent.push(mem::replace(&mut outgoing.request.url, next));
    }
}

/// Reports that a redirect is followed.
pub fn report_redirect(outgoing: &Outgoing<'_>, response: &Response, next: &str, call: &Call) {
    if !call.context().events.are_on() {
        return;
    }
    let words = outgoing
        .title(call)
        .and(": ")
        .and(response.status_line())
        .and(", redirected to ")
        .and(redacted_url(next, call));
    let event = Event {
        http_status: response.status(),
        ..outgoing.event(Kind::Redirect)
    };
    report(call, &words, event);
}

/// Returns a response that is not a redirect, or the error that it means.
fn success_or_error(reply: Reply, purpose: Purpose, is_https: bool) -> Result<Response> {
    if reply.response.is_success() {
        return Ok(reply.response);
    }
    let error = fault_status::from_response(reply.response, purpose, is_https);
    Err(with_proxy_advice(error, reply.proxy))
}

/// Returns the error for a redirect that is not followed.
pub fn redirect_error(error: Error, response: Response, call: &Call) -> Error {
    // The error contains a part of the location, which may be a part of a secret. The location is
    // therefore redacted as a whole, and if it contains a secret, the error does not quote it.
    let location = response.all(&LOCATION).next().unwrap_or_default();
    let redacted = call.secrets().redact_text(location);
    let error = if redacted == location {
        error
    } else {
        redirect::echoes(&redacted)
    };
    error.with_response(fault::read_response(response))
}

/// Adds the tokens that an unusable response issues to the secrets of the call.
pub fn add_issued_tokens(response: &Response, call: &Call) {
    call.secrets()
        .add(|secrets| secrets.add_issued(response.body()));
}

/// Adds to the error for a response the proxy that it came through, because the proxy may have sent
/// the response itself.
pub fn with_proxy_advice(error: Error, proxy: Option<Via>) -> Error {
    let Some(error_response) = error.response() else {
        return error;
    };
    let Some(via) = proxy else {
        return match error_response.response.status() {
            407 => error.advise("no proxy is set: a proxy on the way requires authentication"),
            _ => error,
        };
    };
    let Via { proxy, .. } = &via;
    let header = |name| error_response.response.quotable_header(name);
    match error_response.response.status() {
        407 => {
            let challenges = header(c"proxy-authenticate");
            let advice = via.advice_on_407(challenges.as_deref().unwrap_or_default());
            error.advise(format_args!("it came from the proxy {proxy}; {advice}"))
        }
        _ if error_response.fault.code.is_some() => error,
        // tinyproxy sends 401 instead of 407 for a wrong password.
        401 => error.advise(format_args!(
            "the connection goes through the proxy {proxy}, which may require another user or password"
        )),
        _ => {
            let reason = header(c"x-squid-error");
            let reason = reason.map_or_else(String::new, |reason| format!(" ({})", reason));
            error.advise(format_args!(
                "the connection goes through the proxy {proxy}, which may have sent this response itself{reason}"
            ))
        }
    }
}
