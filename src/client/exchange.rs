//! One call of the API that carries a secret, with the redirects that it may follow.

use crate::error::{self, Error, Result, Status};
use crate::rest::address::Address;
use crate::rest::fault::{Fault, Purpose};
use crate::rest::response::Response;
use crate::rest::secrets::Secrets;
use crate::transport::call::Call;
use crate::transport::redirect::{self, MAX_HOPS};
use crate::transport::{Answer, Request, Transport};

/// Sends a request; every answer but 2xx is an error, without the secrets.
pub fn exchange(
    transport: &Transport,
    address: &Address,
    mut request: Request<'_>,
    purpose: Purpose,
    secrets: &Secrets,
    call: &Call,
) -> Result<Response> {
    for _ in 0..=MAX_HOPS {
        let answer = transport.send(&request, call)?;
        if !redirect::is_redirect(&answer) {
            let proxy = answer.proxy.clone();
            let response = response(answer);
            if response.is_success() {
                return Ok(response);
            }
            let fault = Fault::read(response.body());
            // What is no error of Tableau's may give out a token all the same.
            let may_issue = matches!(purpose, Purpose::SignIn | Purpose::SwitchSite);
            let answer = if may_issue && fault.code.is_none() {
                let secrets = secrets.clone().with_issued(response.body());
                error::Answer::of(fault, response, &secrets)
            } else {
                error::Answer::of(fault, response, secrets)
            };
            return Err(naming_proxy(answer.into_error(purpose), proxy));
        }
        match redirect::next_within_origin(address, &answer) {
            Ok(url) => request.url = url,
            Err(error) => {
                // The error names a part of the location, and that may be a part of a secret.
                let location = answer.header("location").unwrap_or_default();
                let struck = secrets.strike(location);
                let error = if struck == location {
                    error
                } else {
                    redirect::echoes(&struck)
                };
                let answer = error::Answer::read(response(answer), secrets);
                return Err(error.with_answer(answer));
            }
        }
    }
    Err(redirect::too_many(address))
}

/// A failure that a proxy's answer means says which proxy's.
pub fn naming_proxy(error: Error, proxy: Option<String>) -> Error {
    match proxy {
        Some(proxy) if error.status() == Status::Proxy => error.advise(format_args!(
            "it was the proxy {proxy}; give user and password with its URL: http://user:password@host:port"
        )),
        // Some proxies say so where a password is wrong.
        Some(proxy) if error.http_status() == Some(401) && error.tableau_code().is_none() => error
            .advise(format_args!(
                "the way goes through the proxy {proxy}, which may want another user or password"
            )),
        _ => error,
    }
}

/// An answer as the rest of the library sees it.
pub fn response(answer: Answer) -> Response {
    Response::new(answer.status, answer.headers, answer.body)
}
