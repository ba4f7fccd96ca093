//! One call of the API that carries a secret, with the redirects that it may follow.

use crate::client::cookies::Cookies;
use crate::error::{self, Error, Result};
use crate::rest::address::Address;
use crate::rest::fault::Purpose;
use crate::rest::response::Response;
use crate::transport::call::Call;
use crate::transport::proxy::Via;
use crate::transport::redirect::{self, MAX_HOPS};
use crate::transport::{Answer, Request, Transport};
use std::ffi::CStr;

/// Sends a request with the cookies that are kept for it; every answer but 2xx is an error.
pub fn exchange(
    transport: &Transport,
    address: &Address,
    request: Request<'_>,
    purpose: Purpose,
    cookies: &Cookies,
    call: &Call,
) -> Result<Response> {
    let sent = send(transport, address, request, purpose, cookies, call);
    // A response that is not an error of Tableau's may still contain a token.
    let may_issue = matches!(purpose, Purpose::SignIn(_) | Purpose::SwitchSite(_));
    if may_issue
        && let Some(answer) = sent.as_ref().err().and_then(Error::answer)
        && answer.fault.code.is_none()
    {
        keep_issued(&answer.response, call);
    }
    sent
}

fn send(
    transport: &Transport,
    address: &Address,
    mut request: Request<'_>,
    purpose: Purpose,
    cookies: &Cookies,
    call: &Call,
) -> Result<Response> {
    let mut sent = Vec::new();
    loop {
        let answer = cookies.send(transport, address, &mut request, call)?;
        if !redirect::is_redirect(&answer) {
            return finish(answer, purpose, address.is_https());
        }
        let next = match redirect::next_within_origin(address, &request, &answer) {
            Ok(next) => next,
            Err(error) => return Err(of_redirect(error, answer, call)),
        };
        sent.push(request.url);
        if sent.len() > MAX_HOPS {
            let error = redirect::too_many(address, sent.contains(&next));
            return Err(error.with_answer(error::Answer::read(response(answer))));
        }
        request.url = next;
    }
}

/// An answer that is no redirect.
fn finish(answer: Answer, purpose: Purpose, is_https: bool) -> Result<Response> {
    let proxy = answer.proxy.clone();
    let response = response(answer);
    if response.is_success() {
        return Ok(response);
    }
    let answer = error::Answer::read(response);
    Err(naming_proxy(answer.into_error(purpose, is_https), proxy))
}

/// A redirect that is not followed.
pub fn of_redirect(error: Error, answer: Answer, call: &Call) -> Error {
    // The error names a part of the location, and that may be a part of a secret.
    let location = answer.header("location").unwrap_or_default();
    let redacted = call.secrets().redact_text(location);
    let error = if redacted == location {
        error
    } else {
        redirect::echoes(&redacted)
    };
    error.with_answer(error::Answer::read(response(answer)))
}

/// What an answer that cannot be used gives out is a secret too.
pub fn keep_issued(response: &Response, call: &Call) {
    call.secrets()
        .add(|secrets| secrets.add_issued(response.body()));
}

/// A failure that an answer means says through which proxy it came, if that may have answered
/// itself.
pub fn naming_proxy(error: Error, proxy: Option<Via>) -> Error {
    let Some(answer) = error.answer() else {
        return error;
    };
    let Some(via) = proxy else {
        return match answer.response.status() {
            407 => error.advise("no proxy is set: one on the way wants to know who asks"),
            _ => error,
        };
    };
    let Via { proxy, .. } = &via;
    let header = |name| answer.response.header(name).map(CStr::to_string_lossy);
    match answer.response.status() {
        407 => {
            let challenges = header(c"proxy-authenticate");
            let advice = via.advice_on_407(challenges.as_deref().unwrap_or_default());
            error.advise(format_args!("it was the proxy {proxy}; {advice}"))
        }
        _ if answer.fault.code.is_some() => error,
        // Some proxies say so where a password is wrong.
        401 => error.advise(format_args!(
            "the way goes through the proxy {proxy}, which may want another user or password"
        )),
        _ => {
            let reason = header(c"x-squid-error");
            let reason = reason.map_or_else(String::new, |reason| format!(" ({})", reason));
            error.advise(format_args!(
                "the way goes through the proxy {proxy}, which may have answered itself{reason}"
            ))
        }
    }
}

/// An answer as the rest of the library sees it.
pub fn response(answer: Answer) -> Response {
    Response::new(answer.status, answer.headers, answer.body)
}
