//! The error for an error response: its status, its message and its advice.

use crate::common::error::{Error, ErrorResponse, Status};
use crate::common::response::Response;
use crate::common::words::Words;
use crate::rest::advice;
use crate::rest::fault;
use crate::rest::purpose::Purpose;

/// Makes the error for a response other than 2xx. `is_https` is true if the request was encrypted.
pub fn from_response(response: Response, purpose: Purpose, is_https: bool) -> Error {
    let error_response = fault::read_response(response);
    let http_status = error_response.response.status();
    let mut message =
        Words::from("the server answered ").and(error_response.response.status_line());
    if error_response.fault.is_unread {
        let message = message.and(", and there is not enough memory to read why");
        return Error::new(Status::NoMemory, message).with_response(error_response);
    }
    let status = status_of(purpose, http_status, error_response.fault.code.as_deref());
    if error_response.fault.is_empty() {
        let kind = error_response.response.kind();
        // Tableau's services send JSON errors in several forms; proxies and load balancers send
        // HTML or text.
        let is_json = kind.as_str().contains("json");
        message = message
            .and(", and not in Tableau's form (")
            .and(kind)
            .and(")");
        let is_http_on_https_port = !is_https && advice::wants_https(&error_response.response);
        if !is_json && !is_http_on_https_port {
            message = message.and(": a proxy or load balancer may have responded in its place");
        }
    } else {
        message = message.and(" (").and(error_response.fault.text()).and(")");
    }
    let advice = advice::for_response(purpose, status, is_https, &error_response);
    let error = Error::new(status, message).with_response(error_response);
    match advice {
        Some(advice) => error.advise(advice),
        None => error,
    }
}

/// Makes the error for a 2xx response that contains an `<error>` or lacks the expected content.
pub fn unexpected(response: Response, reason: impl Into<Words>) -> Error {
    let error_response = fault::read_response(response);
    let advice = advice::for_unexpected_body(&error_response.response);
    protocol_error(error_response, reason.into(), advice)
}

/// Makes the error for a 2xx response that should be a page of a list and is not.
pub fn unexpected_page(response: Response, reason: impl Into<Words>) -> Error {
    let error_response = fault::read_response(response);
    let advice = match error_response.fault.is_empty() {
        true => advice::for_unexpected_page(&error_response.response),
        false => None,
    };
    protocol_error(error_response, reason.into(), advice)
}

fn protocol_error(
    error_response: ErrorResponse,
    reason: Words,
    advice: Option<&'static str>,
) -> Error {
    let mut message = Words::from("the server answered ")
        .and(error_response.response.status_line())
        .and(" with ")
        .and(error_response.response.kind())
        .and(", but ")
        .and(reason);
    if !error_response.fault.is_empty() {
        message = message.and(" (").and(error_response.fault.text()).and(")");
    }
    let error = Error::new(Status::Protocol, message).with_response(error_response);
    match advice {
        Some(advice) => error.advise(advice),
        None => error,
    }
}

/// Returns the status of an error response.
pub fn status(response: &Response, purpose: Purpose) -> Status {
    let code = fault::read(response.body()).code;
    status_of(purpose, response.status(), code.as_deref())
}

fn status_of(purpose: Purpose, http_status: u16, code: Option<&str>) -> Status {
    match (http_status, code) {
        (_, Some("401003")) if matches!(purpose, Purpose::SwitchSite(_)) => Status::Forbidden,
        (400, _) => Status::BadRequest,
        (401, _) if matches!(purpose, Purpose::SignIn(_)) => Status::SignInFailed,
        (401, _) if purpose == Purpose::ServerInfo => Status::Http,
        (401, _) => Status::SessionExpired,
        (403, _) => Status::Forbidden,
        (404, Some("404001" | "404003")) => Status::UnsupportedVersion,
        (404, _) => Status::NotFound,
        (405, _) => Status::MethodNotAllowed,
        (407, _) => Status::Proxy,
        (409, _) => Status::Conflict,
        (413, _) => Status::TooLarge,
        (429, _) => Status::RateLimited,
        (500..=599, _) => Status::Server,
        _ => Status::Http,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::common::call_secrets::CallSecrets;
    use crate::common::secrets::Secret;
    use crate::rest::credentials::SignedInBy;

    fn response(status: u16, body: &str) -> Response {
        Response::new(status, [("Content-Type", "text/xml")], body.into()).unwrap()
    }

    #[test]
    fn http_status_and_purpose_determine_the_status() {
        use Purpose::ServerInfo;
        let by = SignedInBy::PersonalAccessToken;
        let (session, switch_site) = (Purpose::Session(by), Purpose::SwitchSite(by));
        let sign_in = Purpose::SignIn(by);
        for (purpose, http, code, status) in [
            (sign_in, 400, None, Status::BadRequest),
            (sign_in, 401, None, Status::SignInFailed),
            (session, 401, None, Status::SessionExpired),
            (ServerInfo, 401, None, Status::Http),
            (ServerInfo, 401, Some("401002"), Status::Http),
            (ServerInfo, 403, None, Status::Forbidden),
            (switch_site, 401, Some("401002"), Status::SessionExpired),
            (switch_site, 401, Some("401003"), Status::Forbidden),
            (session, 401, Some("401003"), Status::SessionExpired),
            (session, 403, Some("404001"), Status::Forbidden),
            (session, 404, None, Status::NotFound),
            (session, 404, Some("404002"), Status::NotFound),
            (session, 404, Some("404001"), Status::UnsupportedVersion),
            (session, 404, Some("404003"), Status::UnsupportedVersion),
            (sign_in, 405, None, Status::MethodNotAllowed),
            (session, 407, None, Status::Proxy),
            (session, 409, None, Status::Conflict),
            (session, 413, None, Status::TooLarge),
            (session, 429, None, Status::RateLimited),
            (session, 500, None, Status::Server),
            (session, 599, None, Status::Server),
            (session, 418, None, Status::Http),
            (session, 600, None, Status::Http),
        ] {
            assert_eq!(
                status_of(purpose, http, code),
                status,
                "{purpose:?} {http} {code:?}"
            );
        }
    }

    fn redacted(error: Error, secret: &str) -> Error {
        let secrets = CallSecrets::default();
        secrets.add(|secrets| secrets.add(Secret::new(secret)));
        secrets.redact(error)
    }

    #[test]
    fn error_message_is_one_line_without_secrets() {
        let body = "<tsResponse><error code='400000'><summary>Bad\r\n[INFO] hunter2</summary></error></tsResponse>";
        let error = redacted(
            from_response(
                response(400, body),
                Purpose::SignIn(SignedInBy::Password),
                true,
            ),
            "hunter2",
        );
        assert!(
            error.message().contains("400000 Bad [INFO] ***"),
            "{error:?}"
        );
        let response = &error.response().unwrap().response;
        assert!(!String::from_utf8_lossy(response.body()).contains("hunter2"));
    }

    #[test]
    fn secret_equal_to_markup_does_not_break_parsing() {
        let body = "<tsResponse><error code='401001'><summary>s</summary><detail>d</detail></error></tsResponse>";
        for secret in ["e", "error", "code", "summary", "1", "401001"] {
            let error = redacted(
                from_response(
                    response(401, body),
                    Purpose::SignIn(SignedInBy::Password),
                    true,
                ),
                secret,
            );
            let fault = &error.response().unwrap().fault;
            assert_eq!(fault.code.as_deref(), Some("401001"), "{secret}");
            assert_eq!(fault.summary.as_deref(), Some("s"), "{secret}");
            let message = error.message();
            assert!(
                message.starts_with("the server answered 401 Un"),
                "{message}"
            );
            assert!(
                message.contains("; check the user's name and password,"),
                "{message}"
            );
        }
    }
}
