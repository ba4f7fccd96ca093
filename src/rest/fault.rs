//! Error answers: Tableau's words in them, and which status they mean.

use crate::error::{Answer, Error, Status};
use crate::rest::advice;
use crate::rest::credentials::SignedInBy;
use crate::rest::json_error;
use crate::rest::response::Response;
use crate::rest::xml;
use crate::words::Words;
use std::sync::Arc;

/// How long an error may be. Parsed, it takes many times its size.
const MAX_ERROR: usize = 64 * 1024;

/// What Tableau says of a failure, as far as it does.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Fault {
    /// `401001`
    pub code: Option<String>,
    /// A few words.
    pub summary: Option<String>,
    /// A sentence.
    pub detail: Option<String>,
}

/// What was being done: the same HTTP status means different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Asking for the server's versions.
    ServerInfo,
    /// Asking for a session.
    SignIn(SignedInBy),
    /// Moving a session to another site.
    SwitchSite(SignedInBy),
    /// Anything else with a session's token.
    Session(SignedInBy),
}

impl Fault {
    /// Finds an `<error>` in a body, or an error in JSON, in Tableau's form or in another; empty
    /// where the body is neither, or too long for an error.
    pub fn read(body: &[u8]) -> Fault {
        if body.len() > MAX_ERROR {
            return Fault::default();
        }
        let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        match text.trim_ascii_start().first() {
            Some(b'{' | b'[') => json_error::read(text),
            _ => Fault::read_xml(body),
        }
    }

    fn read_xml(body: &[u8]) -> Fault {
        let Ok(document) = xml::parse_response(body) else {
            return Fault::default();
        };
        let Some(error) = xml::child(document.root_element(), "error") else {
            return Fault::default();
        };
        let words = |name| xml::child_text(error, name).filter(|text| !text.is_empty());
        Fault {
            code: error
                .attribute("code")
                .filter(|code| is_code(code))
                .map(str::to_owned),
            summary: words("summary").map(str::to_owned),
            detail: words("detail").map(str::to_owned),
        }
    }

    /// Whether it says that the server does not know the API version or the resource:
    /// an answer only Tableau gives, and what servers without server info say.
    pub fn is_unknown_to_api(&self) -> bool {
        matches!(self.code.as_deref(), Some("404001" | "404003"))
    }

    fn is_empty(&self) -> bool {
        self.code.is_none() && self.summary.is_none() && self.detail.is_none()
    }
}

impl Answer {
    /// Reads an answer that is a failure, as it came: a secret may look like a part of it.
    pub fn read(response: Response) -> Answer {
        Answer {
            fault: Fault::read(response.body()),
            response: Arc::new(response),
        }
    }

    /// The same without looking at what it says.
    pub fn unread(response: Response) -> Answer {
        Answer {
            fault: Fault::default(),
            response: Arc::new(response),
        }
    }

    /// The failure that an answer other than 2xx means, to a request that was encrypted or not.
    pub fn into_error(self, purpose: Purpose, is_https: bool) -> Error {
        let http_status = self.response.status();
        let status = status_of(purpose, http_status, self.fault.code.as_deref());
        let mut message = Words::from("the server answered ").and(self.response.status_line());
        if self.fault.is_empty() {
            let kind = self.response.kind();
            // Tableau's services speak JSON in more than one form; nobody else between does.
            let is_json = kind.as_str().contains("json");
            message = message
                .and(", and not in Tableau's form (")
                .and(kind)
                .and(")");
            let is_of_port = !is_https && advice::wants_https(&self.response);
            if !is_json && !is_of_port {
                message = message.and(": a proxy or load balancer may have answered for it");
            }
        } else {
            message = message.and(" (").and(self.fault_words()).and(")");
        }
        let advice = advice::of(purpose, status, is_https, &self);
        let error = Error::new(status, message).with_answer(self);
        match advice {
            Some(advice) => error.advise(advice),
            None => error,
        }
    }

    /// The failure that a 2xx answer with an `<error>`, or without what was asked for, means.
    pub fn into_protocol_error(self, reason: impl Into<Words>) -> Error {
        let advice = advice::of_other_form(&self.response);
        self.into_unusable(reason.into(), advice)
    }

    /// The same for an answer that should be a page of a list.
    pub fn into_protocol_error_of_list(self, reason: impl Into<Words>) -> Error {
        let advice = match self.fault.is_empty() {
            true => advice::of_other_form_for_list(&self.response),
            false => None,
        };
        self.into_unusable(reason.into(), advice)
    }

    fn into_unusable(self, reason: Words, advice: Option<&'static str>) -> Error {
        let mut message = Words::from("the server answered ")
            .and(self.response.status_line())
            .and(" with ")
            .and(self.response.kind())
            .and(", but ")
            .and(reason);
        if !self.fault.is_empty() {
            message = message.and(" (").and(self.fault_words()).and(")");
        }
        let error = Error::new(Status::Protocol, message).with_answer(self);
        match advice {
            Some(advice) => error.advise(advice),
            None => error,
        }
    }

    fn fault_words(&self) -> String {
        let mut words = self.fault.code.clone().unwrap_or_default();
        for (separator, part) in [(" ", &self.fault.summary), (": ", &self.fault.detail)] {
            if let Some(part) = part {
                words.push_str(if words.is_empty() { "" } else { separator });
                words.push_str(part);
            }
        }
        words
    }
}

/// `401001`: digits and nothing else, so that no secret can be in it.
pub fn is_code(code: &str) -> bool {
    (1..=9).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit())
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
    use crate::rest::secrets::{Secret, SecretsOfCall};

    fn answer(status: u16, body: &str) -> Answer {
        Answer::read(Response::new(
            status,
            [("Content-Type", "text/xml")],
            body.into(),
        ))
    }

    #[test]
    fn tableaus_words_are_found_in_any_order_and_namespace() {
        for body in [
            "<tsResponse xmlns='http://tableau.com/api'><error code='401001'><summary>Signin Error</summary><detail> no </detail></error></tsResponse>",
            "<tsResponse xmlns='http://tableausoftware.com/api'><error code='401001'><callstack>x</callstack><detail>no</detail><summary>Signin Error</summary></error></tsResponse>",
        ] {
            let fault = Fault::read(body.as_bytes());
            assert_eq!(fault.code.as_deref(), Some("401001"));
            assert_eq!(fault.summary.as_deref(), Some("Signin Error"));
            assert_eq!(fault.detail.as_deref(), Some("no"));
        }
    }

    #[test]
    fn what_is_too_long_for_an_error_is_not_read() {
        for (left, is_read) in [(0, true), (1, false)] {
            for [start, end] in [
                ["<tsResponse><error code='401001'/>", "</tsResponse>"],
                ["{\"errorCode\": \"401001\"", "}"],
            ] {
                let blanks = MAX_ERROR + left - start.len() - end.len();
                let body = format!("{start}{}{end}", " ".repeat(blanks));
                assert_eq!(Fault::read(body.as_bytes()).code.is_some(), is_read);
            }
        }
    }

    #[test]
    fn anything_else_has_no_words_of_tableaus() {
        for body in [
            "",
            "<html><error code='1'/></html>",
            "<tsResponse/>",
            "{}",
            "{",
            "[",
            "<tsResponse><error",
            "\u{1}",
        ] {
            assert_eq!(Fault::read(body.as_bytes()), Fault::default(), "{body}");
        }
    }

    #[test]
    fn each_http_status_has_its_status() {
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
        let secrets = SecretsOfCall::default();
        secrets.add(|secrets| secrets.add(Secret::new(secret)));
        secrets.redact(error)
    }

    #[test]
    fn a_message_is_one_line_without_secrets() {
        let body = "<tsResponse><error code='400000'><summary>Bad\r\n[INFO] hunter2</summary></error></tsResponse>";
        let error = redacted(
            answer(400, body).into_error(Purpose::SignIn(SignedInBy::Password), true),
            "hunter2",
        );
        assert!(
            error.message().contains("400000 Bad [INFO] ***"),
            "{error:?}"
        );
        let response = &error.answer().unwrap().response;
        assert!(!String::from_utf8_lossy(response.body()).contains("hunter2"));
    }

    #[test]
    fn a_secret_that_looks_like_a_part_of_the_answer_spoils_nothing() {
        let body = "<tsResponse><error code='401001'><summary>s</summary><detail>d</detail></error></tsResponse>";
        for secret in ["e", "error", "code", "summary", "1", "401001"] {
            let error = redacted(
                answer(401, body).into_error(Purpose::SignIn(SignedInBy::Password), true),
                secret,
            );
            let fault = &error.answer().unwrap().fault;
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
