//! The reader of errors in JSON, in the forms of Tableau and of the services and gateways in
//! front of it.

use crate::common::fault::{Fault, is_code};
use crate::rest::json_value::{self, Value};

/// The length of Tableau's codes.
const CODE_LENGTH: usize = 6;
/// The largest depth of nested objects that are searched for texts. `{"errors": [{"error":
/// {"message": "…"}}]}` has a depth of three.
const MAX_DEPTH: usize = 4;

/// The names of short texts, in order of preference.
const SUMMARIES: [&str; 8] = [
    "summary",
    "title",
    "error",
    "message",
    "Message",
    "errorMessage",
    "faultstring",
    "msg",
];
/// The names of long texts, in order of preference.
const DETAILS: [&str; 5] = [
    "detail",
    "error_description",
    "message",
    "Message",
    "description",
];
/// The names of objects or arrays that may contain the texts.
const PARENTS: [&str; 4] = ["error", "errors", "fault", "detail"];

/// Reads `{"error": {"code": "404002", "summary": "…", "detail": "…"}}`, the form of Tableau's
/// newer services (`{"errorCode": "404934", "message": "…"}`), and the texts of GraphQL (`errors`),
/// problem details (RFC 9457: `title`, `detail`) and OAuth (RFC 6749: `error_description`).
pub fn read(body: &[u8]) -> Fault {
    let body = json_value::read(body, MAX_DEPTH, |name| {
        let codes = ["code", "errorCode"];
        let mut names = [&SUMMARIES[..], &DETAILS, &PARENTS, &codes]
            .into_iter()
            .flatten();
        names.find(|known| **known == name).copied()
    });
    let (summary, detail) = texts(&body, MAX_DEPTH);
    Fault {
        code: code(&body),
        summary,
        detail,
        is_unread: false,
    }
}

/// Returns Tableau's code. The codes of other services are not returned; most are HTTP statuses.
fn code(body: &Value) -> Option<String> {
    let code = match body.get("error") {
        Some(error @ Value::Object(_)) => error.get("code"),
        _ => body.get("errorCode"),
    }?;
    let code = match code {
        Value::Number(code) => Some(code.to_string()),
        code => text(code),
    };
    code.filter(|code| is_code(code) && code.len() == CODE_LENGTH)
}

/// Returns a short and a long text, from the value itself or from an error that it contains.
fn texts(value: &Value, depth: usize) -> (Option<String>, Option<String>) {
    if depth == 0 {
        return (None, None);
    }
    let value = match value {
        Value::Array(first) => first,
        one => one,
    };
    if let Some(text) = text(value) {
        return (Some(text), None);
    }
    let first = |names: &[&str]| names.iter().find_map(|name| text(value.get(name)?));
    let summary = first(&SUMMARIES);
    let detail = first(&DETAILS).filter(|detail| Some(detail) != summary.as_ref());
    if summary.is_some() {
        return (summary, detail);
    }
    let within = PARENTS.iter().find_map(|name| {
        let (summary, detail) = texts(value.get(name)?, depth - 1);
        summary.is_some().then_some((summary, detail))
    });
    // A single text is the summary, because messages begin with the summary.
    within.unwrap_or((detail, None))
}

fn text(value: &Value) -> Option<String> {
    let Value::Text(text) = value else {
        return None;
    };
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::rest::fault;

    #[test]
    fn tableau_errors_in_json_are_read() {
        for body in [
            r#"{"error":{"summary":"Not \u0046ound","detail":" no ","code":"404002"}}"#,
            "{\"x\": [1, null], \"error\": {\"code\": 404002, \"summary\": \"Not Found\", \"detail\": \"no\"}}",
        ] {
            let fault = fault::read(body.as_bytes());
            assert_eq!(fault.code.as_deref(), Some("404002"));
            assert_eq!(fault.summary.as_deref(), Some("Not Found"));
            assert_eq!(fault.detail.as_deref(), Some("no"));
        }
        let none = fault::read(br#"{"error":{"summary":"","detail":7,"code":"no digits"}}"#);
        assert_eq!(none, Fault::default());
        let service = fault::read(br#"{"errorCode":"404934","message":"Unknown Field"}"#);
        assert_eq!(service.code.as_deref(), Some("404934"));
        assert_eq!(service.summary.as_deref(), Some("Unknown Field"));
        assert_eq!(service.detail, None);
        let marked = "\u{feff} \n{\"error\": {\"code\": \"404002\"}}";
        assert!(fault::read(marked.as_bytes()).code.is_some());
    }

    /// The bodies and their texts are from the documentation of each service.
    #[test]
    fn errors_of_other_services_are_read_without_code() {
        for (body, summary, detail) in [
            // GraphQL, and APIs that list their errors.
            (
                r#"{"data":null,"errors":[{"message":"a","locations":[]},{"message":"b"}]}"#,
                "a",
                "",
            ),
            (r#"{"errors":["a","b"]}"#, "a", ""),
            (
                r#"{"errors":[{"title":"a","detail":"b","code":"401001"}]}"#,
                "a",
                "b",
            ),
            (r#"{"errors":{"message":"a"}}"#, "a", ""),
            (r#"[{"message":"a","code":"401001"}]"#, "a", ""),
            // Problem details.
            (
                r#"{"type":"about:blank","title":"a","status":403,"detail":"b"}"#,
                "a",
                "b",
            ),
            // OAuth.
            (
                r#"{"error":"invalid_grant","error_description":"b"}"#,
                "invalid_grant",
                "b",
            ),
            // Gateways and frameworks.
            (r#"{"message":"a","detail":"b"}"#, "a", "b"),
            (r#"{"message":"a"}"#, "a", ""),
            (r#"{"Message":"a"}"#, "a", ""),
            (r#"{"detail":"b"}"#, "b", ""),
            (r#"{"detail":[{"loc":["body"],"msg":"a"}]}"#, "a", ""),
            (
                r#"{"status":404,"error":"Not Found","message":"b","path":"/x"}"#,
                "Not Found",
                "b",
            ),
            (r#"{"error":"401001"}"#, "401001", ""),
            (r#"{"error":{"code":401,"message":"a"}}"#, "a", ""),
            (r#"{"error":{"code":401001001,"message":"a"}}"#, "a", ""),
            (r#"{"error":[{"code":"401001","message":"a"}]}"#, "a", ""),
            (r#"{"code":5,"message":"a","details":[]}"#, "a", ""),
            (
                r#"{"fault":{"faultstring":"a","detail":{"errorcode":"x"}}}"#,
                "a",
                "",
            ),
            // Bodies without the text of an error.
            (r#"{"error":{"code":"504"}}"#, "", ""),
            (r#"{"errorCode":401}"#, "", ""),
            (r#"{"reason":7}"#, "", ""),
            (r#"{"errors":[]}"#, "", ""),
            (r#"[]"#, "", ""),
        ] {
            let fault = fault::read(body.as_bytes());
            let shown = |text: &Option<String>| text.clone().unwrap_or_default();
            assert_eq!(fault.code, None, "{body}");
            assert_eq!(
                (shown(&fault.summary), shown(&fault.detail)),
                (summary.into(), detail.into()),
                "{body}"
            );
        }
        let deep = format!(
            "{}{{\"message\":\"a\"}}{}",
            "[".repeat(100),
            "]".repeat(100)
        );
        assert_eq!(fault::read(deep.as_bytes()), Fault::default());
    }
}
