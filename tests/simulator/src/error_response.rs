//! Error responses of servers, proxies and load balancers, as faults describe them.

use std::time::{Duration, SystemTime};

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};

use crate::action::{ErrorBody, RetryAfter};
use crate::refusal::Refusal;
use crate::reply::{Reply, Written};
use crate::version::Version;

/// A response with this status.
pub fn error_response(
    status: u16,
    body: ErrorBody,
    retry_after: Option<RetryAfter>,
    version: Version,
) -> Written {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let reason = status.canonical_reason().unwrap_or("Error");
    let mut response = match body {
        ErrorBody::Tableau | ErrorBody::Json => {
            let code = u32::from(status.as_u16()) * 1000;
            let refusal = Refusal::new(code, reason, "The simulator was told to fail");
            Written::new(
                &Reply::Refused(refusal),
                matches!(body, ErrorBody::Json),
                version,
            )
        }
        ErrorBody::Html => {
            let title = format!("{} {reason}", status.as_u16());
            let page = format!(
                "<!DOCTYPE html>\n<html><head><title>{title}</title></head>\
                 <body><h1>{title}</h1></body></html>\n"
            );
            let content_type = HeaderValue::from_static("text/html; charset=utf-8");
            Written {
                status,
                headers: HeaderMap::from_iter([(CONTENT_TYPE, content_type)]),
                body: page.into_bytes(),
            }
        }
        ErrorBody::Empty => Written {
            status,
            headers: HeaderMap::new(),
            body: Vec::new(),
        },
    };
    if let Some(Ok(value)) = retry_after.map(|retry_after| header(retry_after, SystemTime::now())) {
        response.headers.insert(RETRY_AFTER, value);
    }
    response
}

fn header(
    retry_after: RetryAfter,
    now: SystemTime,
) -> Result<HeaderValue, axum::http::header::InvalidHeaderValue> {
    HeaderValue::try_from(match retry_after {
        RetryAfter::Seconds(seconds) => seconds.to_string(),
        RetryAfter::Date(seconds) => {
            let distance = Duration::from_secs(seconds.unsigned_abs());
            let date = if seconds < 0 {
                now.checked_sub(distance)
            } else {
                now.checked_add(distance)
            };
            httpdate::fmt_http_date(date.unwrap_or(now))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_has_both_forms() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        for (retry_after, expected) in [
            (RetryAfter::Seconds(120), "120"),
            (RetryAfter::Date(0), "Sun, 06 Nov 1994 08:49:37 GMT"),
            (RetryAfter::Date(23), "Sun, 06 Nov 1994 08:50:00 GMT"),
            (RetryAfter::Date(-37), "Sun, 06 Nov 1994 08:49:00 GMT"),
        ] {
            assert_eq!(header(retry_after, now).expect("a header"), expected);
        }
    }
}
