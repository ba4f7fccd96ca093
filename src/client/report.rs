//! Events of calls. This is the only place where one is finished and given away: its texts are redacted and
//! put on one line here.

use crate::common::error::Result;
use crate::common::event::{Event, Kind};
use crate::common::text::one_line;
use crate::common::url::without_query;
use crate::common::words::Words;
use crate::platform::Instant;
use crate::transport::call::Call;
use std::time::Duration;

/// The largest text of an event, in bytes.
const MAX_TEXT: usize = 1024;
/// The longest id of a request, in bytes.
const MAX_REQUEST_ID: usize = 128;

/// Gives an event to the program. `words` become its message.
pub fn report(call: &Call, words: &Words, event: Event) {
    let context = call.context();
    if !context.events.are_on() {
        return;
    }
    let secrets = call.secrets();
    let redacted = |text: String| secrets.redact_text(&text);
    let line = |text: String| cut(one_line(&text), MAX_TEXT);
    let visible = |id: &String| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_graphic());
    let session = match event.session {
        0 => context.session,
        session => session,
    };
    context.events.take(Event {
        message: cut(secrets.redact_words(words).into_message(), MAX_TEXT),
        method: event.method.map(redacted).map(line),
        url: event.url.map(|url| line(redacted_url(&url, call))),
        request_id: event
            .request_id
            .map(|id| cut(secrets.redact_text(&id), MAX_REQUEST_ID))
            .filter(visible),
        session,
        ..event
    });
}

/// Does something that consists of several requests, and reports its end. `done` makes the message from
/// the result, `doing` the beginning of the message about a failure.
pub fn operation<T>(
    call: &Call,
    event: Event,
    doing: impl FnOnce() -> Words,
    done: impl FnOnce(&T) -> Words,
    body: impl FnOnce() -> Result<T>,
) -> Result<T> {
    if !call.context().events.are_on() {
        return body();
    }
    let began = Instant::now();
    let result = body();
    let words = match &result {
        Ok(value) => done(value),
        Err(error) => doing().and(": ").and(error.words()),
    };
    let error = result.as_ref().err();
    let event = Event {
        status: error.map(|error| error.status()),
        http_status: error.and_then(|error| error.http_status()).unwrap_or(0),
        duration: began.elapsed(),
        ..event
    };
    report(call, &words, event);
    result
}

/// Returns a URL without its query, for a text that a program sees. It is redacted as a whole first, because a
/// part of it may end within a secret.
pub fn redacted_url(url: &str, call: &Call) -> String {
    without_query(&call.secrets().redact_text(url)).to_owned()
}

/// Makes an event that is about a session.
pub fn of_session(kind: Kind, session: u64) -> Event {
    Event {
        session,
        ..Event::new(kind)
    }
}

/// Returns a duration for a message.
pub fn in_milliseconds(duration: Duration) -> Words {
    Words::given(duration.as_millis()).and(" ms")
}

fn cut(mut text: String, limit: usize) -> String {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text
}
