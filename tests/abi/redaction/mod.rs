//! Every secret of a call, echoed in every place of a response that can reach an error, in every
//! encoding: the error contains none of them.

mod calls;
mod echo_server;
mod encodings;
mod places;

use crate::support::*;
use calls::*;
use echo_server::*;
use encodings::*;
use places::*;

fn is_unseen(character: char) -> bool {
    character == ' ' || INVISIBLE_BETWEEN.contains(character)
}

fn check(kind: &Kind, place: &str, failure: &Failure, problems: &mut Vec<String>) {
    let headers = &failure.headers;
    let body = String::from_utf8_lossy(failure.body.as_deref().unwrap_or_default()).into_owned();
    let words = [&failure.summary, &failure.detail].map(|text| text.clone().unwrap_or_default());
    let [summary, detail] = &words;
    let told = [
        ("message", &failure.message),
        ("summary", summary),
        ("detail", detail),
        ("headers", headers),
        ("body", &body),
    ];
    let mut problem = |what: &str, text: &str| {
        problems.push(format!("{}, {place}: {what}: {text:.600}", kind.name));
    };
    for (part, text) in told {
        for (name, encoded) in encodings(kind.secret) {
            let mark = marks(name, &encoded);
            if text
                .to_ascii_lowercase()
                .contains(&mark.to_ascii_lowercase())
            {
                problem(&format!("{name} in the {part}"), text);
            }
        }
        let bare = |text: &str| text.replace(is_unseen, "").to_ascii_lowercase();
        if bare(text).contains(&bare(kind.secret)) {
            problem(&format!("plain with invisible ones in the {part}"), text);
        }
        let is_bad = |c: char| c.is_control() || INVISIBLE.contains(c);
        if !["headers", "body"].contains(&part) && text.contains(is_bad) {
            problem(
                &format!("a character that is not visible in the {part}"),
                text,
            );
        }
    }
    let length = failure.message.chars().count();
    if length > 1000 {
        problem(&format!("{length} characters"), &failure.message);
    }
}

#[test]
fn echoed_secret_is_redacted_in_every_place_and_encoding() {
    let server = EchoServer::new();
    let (mut combinations, mut failures, mut problems) = (0, 0, Vec::new());
    for kind in &KINDS {
        for path in kind.paths {
            for Place {
                name: place,
                response: answer,
            } in &PLACES
            {
                // All encodings together if the place can hold them, otherwise one by one.
                let all = encodings(kind.secret);
                let echoes: Vec<&str> = all.iter().map(|(_, encoded)| encoded.as_str()).collect();
                let together = format!("<{}>", echoes.join("> <"));
                let alone = place.starts_with("Location") || answer(&together).is_none();
                let echoes = if alone { echoes } else { vec![&*together] };
                for echo in echoes {
                    let Some(bytes) = answer(echo) else {
                        continue;
                    };
                    let arm = || server.respond(path, bytes.clone());
                    combinations += if alone { 1 } else { all.len() };
                    if let Some(failure) = (kind.call)(&server, kind.secret, &arm) {
                        failures += 1;
                        check(kind, &format!("{path}, {place}"), &failure, &mut problems);
                    }
                }
            }
        }
    }
    println!("{combinations} combinations of secret, place and encoding in {failures} errors");
    assert!(
        problems.is_empty(),
        "{} problems:\n{}",
        problems.len(),
        problems.join("\n")
    );
    assert!(failures > 1000, "{failures}");
}

/// A body with too many values is not searched to its end.
#[test]
fn body_with_too_many_secrets_is_redacted_as_a_whole() {
    let server = EchoServer::new();
    let body = format!("<html>told</html>{}", "token='t0ken' ".repeat(20_000));
    server.respond("signin", http("200 OK", "", &body));
    let failure = server.server().sign_in(TOKEN, "").err().unwrap();
    assert!(failure.body.is_some_and(|body| body == b"***"));
    let session = server.session();
    server.respond("things", http("500 No", "", "told"));
    let request = session.request("PUT", "things").unwrap();
    request.set_body(None, body.as_bytes()).unwrap();
    let failure = request.send().err().unwrap();
    assert!(failure.body.is_some_and(|body| body == b"***"));
}
