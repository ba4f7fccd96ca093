//! Every secret of a call, echoed in every place of an answer that can reach an error, in every
//! encoding: none of it may be in what the error tells.

use crate::support::http_server::listener;
use crate::support::*;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread;

const INFO: &str =
    "<tsResponse><serverInfo><restApiVersion>3.24</restApiVersion></serverInfo></tsResponse>";
const SIGNED_IN: &str = "<tsResponse><credentials token='t0ken-of-the-session|x'><site id='s' contentUrl=''/><user id='u'/></credentials></tsResponse>";

/// What no message may have.
const INVISIBLE: &str = "\u{202e}\u{200e}\u{2066}\u{61c}\u{feff}\u{200b}\u{2028}\u{2029}\u{85}";

/// What may stand between the characters of a secret without being seen.
const INVISIBLE_BETWEEN: &str = "\u{200b}\u{ad}\u{34f}\u{202e}\u{fe0f}\u{e0100}\u{e0041}\u{2060}";

/// The bytes that a path is answered with; other paths as a Tableau Server does.
type Script = Arc<Mutex<(String, Vec<u8>)>>;

struct World {
    address: String,
    script: Script,
}

impl World {
    fn new() -> World {
        let script = Script::default();
        let of_server = Arc::clone(&script);
        let address = listener("127.0.0.1", move |stream| {
            let script = Arc::clone(&of_server);
            thread::spawn(move || serve(stream, &script));
        });
        World { address, script }
    }

    fn answer(&self, path: &str, answer: Vec<u8>) {
        *self.script.lock().unwrap() = (path.to_owned(), answer);
    }

    fn server(&self) -> Server {
        let server = Server::new(&format!("http://{}", self.address)).unwrap();
        // The system's certificates take their time to read.
        server.set_verify(0);
        server
    }

    /// A server that is reached through the world as a proxy.
    fn behind_proxy(&self, scheme: &str, secret: &str) -> Server {
        let server = Server::new(&format!("{scheme}://tableau.test")).unwrap();
        let user_info = format!("user:{}", percent(secret));
        let proxy = format!("http://{user_info}@{}", self.address);
        server.set_proxy(Some(&proxy)).unwrap();
        server.set_verify(0);
        server.set_allow_http(1);
        server
    }

    fn session(&self) -> Session {
        self.answer("", Vec::new());
        self.server().sign_in(TOKEN, "").unwrap()
    }
}

/// One request after the other; an answer without a length ends the connection.
fn serve(mut stream: TcpStream, script: &Script) {
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            match stream.read(&mut byte) {
                Ok(1) => head.push(byte[0]),
                _ => return,
            }
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let length = head.to_lowercase().lines().find_map(|line| {
            let length = line.strip_prefix("content-length:")?;
            length.trim().parse().ok()
        });
        let mut body = vec![0; length.unwrap_or_default()];
        if stream.read_exact(&mut body).is_err() {
            return;
        }
        let line = head.lines().next().unwrap_or_default();
        let (path, answer) = script.lock().unwrap().clone();
        let answer = if !path.is_empty() && line.contains(&path) {
            answer
        } else if line.contains("serverInfo") {
            http("200 OK", "", INFO)
        } else if line.contains("signin") {
            http("200 OK", "", SIGNED_IN)
        } else {
            http("404 Not Found", "", "")
        };
        let ends = !answer.windows(15).any(|part| part == b"Content-Length:");
        if stream.write_all(&answer).is_err() || ends {
            return;
        }
    }
}

fn http(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n{body}").into_bytes()
}

/// Makes a call with a secret; the answer is armed when the call is about to be made.
type Call = fn(&World, &str, &dyn Fn()) -> Option<Box<Failure>>;

/// A call that has a secret and fails with an answer to one of some paths.
struct Kind {
    name: &'static str,
    secret: &'static str,
    paths: &'static [&'static str],
    call: Call,
}

const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLW9mLWl0";

const KINDS: [Kind; 12] = [
    Kind {
        name: "token value",
        secret: "qj1Zt0fbTuG3R+7/w==:1FbVxK",
        paths: &["signin", "serverInfo"],
        call: |world, secret, arm| {
            arm();
            world.server().sign_in(("n", secret), "").err()
        },
    },
    Kind {
        name: "password",
        secret: "p\u{e4}ss & <w\u{f6}rd>\"%|",
        paths: &["signin", "serverInfo"],
        call: |world, secret, arm| {
            arm();
            let server = world.server();
            server
                .sign_in_with_password(("alice", secret), None, None)
                .err()
        },
    },
    Kind {
        name: "JSON web token",
        secret: JWT,
        paths: &["signin", "serverInfo"],
        call: |world, secret, arm| {
            arm();
            let server = world.server();
            server.sign_in_with_json_web_token(secret, None, None).err()
        },
    },
    Kind {
        name: "session token",
        secret: "aSW-B0pQSlmL8JvOeZ5g3A|Nc3v2wRx1k5uY7|x",
        paths: &["sessions/current", "serverInfo"],
        call: |world, secret, arm| {
            arm();
            world.server().resume_session(secret).err()
        },
    },
    Kind {
        name: "session token of a list",
        secret: "t0ken-of-the-session|x",
        paths: &["things"],
        call: |world, _, arm| {
            let session = world.session();
            arm();
            session.list("things").unwrap().next().err()
        },
    },
    Kind {
        name: "Authorization of the server",
        secret: "Hdr-S3cr3t-0f-Gateway",
        paths: &["serverInfo"],
        call: |world, secret, arm| {
            arm();
            let server = world.server();
            let value = format!("Bearer {secret}");
            server.set_header("Authorization", Some(&value)).unwrap();
            server.get_info().err()
        },
    },
    Kind {
        name: "Cookie of a request",
        secret: "c00kie-v4l",
        paths: &["things"],
        call: |world, secret, arm| {
            let session = world.session();
            arm();
            let request = session.request("GET", "things").unwrap();
            let value = format!("b=1; a=\"{}\"", percent(secret));
            request.set_header("Cookie", Some(&value)).unwrap();
            request.send().err()
        },
    },
    Kind {
        name: "password in a body",
        secret: "data&source\"p4ssword",
        paths: &["things"],
        call: |world, secret, arm| {
            let session = world.session();
            arm();
            let request = session.request("PUT", "things").unwrap();
            let body = format!("<c password=\"{}\"/>", xml(secret));
            request.set_body(None, body.as_bytes()).unwrap();
            request.send().err()
        },
    },
    Kind {
        name: "password in an element",
        secret: "el3ment]<&>p4ss",
        paths: &["things"],
        call: |world, secret, arm| {
            let session = world.session();
            arm();
            let request = session.request("PUT", "things").unwrap();
            let body =
                format!("<c><password kind=\"a>b\"><!-- c --><![CDATA[{secret}]]></password></c>");
            request.set_body(None, body.as_bytes()).unwrap();
            request.send().err()
        },
    },
    Kind {
        name: "secret in a JSON body",
        secret: "json\\s3cret\"of-mine",
        paths: &["things"],
        call: |world, secret, arm| {
            let session = world.session();
            arm();
            let request = session.request("POST", "things").unwrap();
            let body = format!(
                "{{\"clientSecret\": {}}}",
                serde_json::to_string(secret).unwrap()
            );
            request
                .set_body(Some("application/json"), body.as_bytes())
                .unwrap();
            request.send().err()
        },
    },
    Kind {
        name: "proxy's password",
        secret: "pr0xy-p4ss/word",
        paths: &["serverInfo"],
        call: |world, secret, arm| {
            arm();
            world.behind_proxy("http", secret).get_info().err()
        },
    },
    Kind {
        name: "proxy's password at CONNECT",
        secret: "pr0xy-p4ss/word",
        paths: &["CONNECT"],
        call: |world, secret, arm| {
            arm();
            world.behind_proxy("https", secret).get_info().err()
        },
    },
];

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

fn xml(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}

fn json_units(text: &str) -> String {
    text.encode_utf16()
        .map(|unit| format!("\\u{unit:04x}"))
        .collect()
}

/// The ways in which a server may write a secret, each on one line.
fn encodings(secret: &str) -> Vec<(&'static str, String)> {
    let decimal = |zeros| -> String {
        let one = |c: char| format!("&#{}{};", "0".repeat(zeros), u32::from(c));
        secret.chars().map(one).collect()
    };
    let hex_references: String = secret
        .chars()
        .map(|c| format!("&#x{:X};", u32::from(c)))
        .collect();
    let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let spaced: Vec<String> = secret.bytes().map(|byte| format!("{byte:02X}")).collect();
    let escaped: String = secret
        .bytes()
        .map(|byte| format!("\\x{byte:02x}"))
        .collect();
    let base64 = |before: &str| BASE64_STANDARD.encode(format!("{before}{secret}"));
    let nested = (0..8).fold(secret.to_owned(), |text, layer| match layer % 3 {
        0 => xml(&text),
        1 => text
            .replace('%', "%25")
            .replace('&', "%26")
            .replace('"', "%22"),
        _ => text
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('%', "\\u0025"),
    });
    let mut between = INVISIBLE_BETWEEN.chars().cycle();
    let interrupted = secret.chars().flat_map(|c| [Some(c), between.next()]);
    vec![
        ("with invisible ones", interrupted.flatten().collect()),
        ("plain", secret.to_owned()),
        ("upper case", secret.to_ascii_uppercase()),
        ("percent", percent(secret)),
        ("percent twice", percent(&percent(secret))),
        ("XML", xml(secret)),
        ("XML twice", xml(&xml(secret))),
        ("XML decimal", decimal(0)),
        ("XML decimal with zeros", decimal(5)),
        ("XML hexadecimal", hex_references.clone()),
        ("XML hexadecimal twice", xml(&hex_references)),
        ("JSON", json_units(secret)),
        (
            "JSON in XML",
            xml(&json_units(secret).replace('\\', "&#92;")),
        ),
        ("percent in JSON", percent(secret).replace('%', "\\u0025")),
        ("JSON in percent", percent(&json_units(secret))),
        ("\\x", escaped),
        ("base64", base64("")),
        ("base64, one before", base64(":")),
        ("base64, two before", base64("a:")),
        ("base64 of Basic", base64("user:")),
        ("base64url", BASE64_URL_SAFE_NO_PAD.encode(secret)),
        ("base64 in percent", percent(&base64(""))),
        ("hex", hex.clone()),
        ("HEX", hex.to_uppercase()),
        ("hex with blanks", spaced.join(" ")),
        ("hex with colons", spaced.join(":")),
        ("eight layers", nested),
    ]
}

/// Where an echo is put. `None`: HTTP or XML cannot carry it there.
type Place = (&'static str, fn(&str) -> Option<Vec<u8>>);

const ERROR: &str = "Content-Type: application/xml\r\n";

fn is_name(text: &str) -> bool {
    let is_of_name = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    text.chars().all(is_of_name) && text.starts_with(char::is_alphabetic)
}

fn header_text(text: &str) -> Option<&str> {
    (!text.contains(['\r', '\n'])).then_some(text)
}

fn named(echo: &str, body: impl Fn(&str) -> String) -> Option<Vec<u8>> {
    is_name(echo).then(|| http("200 OK", ERROR, &body(echo)))
}

fn redirect(location: &str) -> Option<Vec<u8>> {
    let header = format!("Location: {}\r\n", header_text(location)?);
    Some(http("302 Found", &header, ""))
}

const PLACES: [Place; 27] = [
    ("reason", |e| Some(http(&format!("401 {e}"), "", "no"))),
    ("header", |e| {
        Some(http("401 No", &format!("X-Echo: {e}\r\n"), "no"))
    }),
    ("two headers", |e| {
        Some(http(
            "500 No",
            &format!("X-Echo: {e}\r\nX-Echo: <{e}>\r\n"),
            "no",
        ))
    }),
    ("header's name", |e| {
        is_name(e).then(|| http("401 No", &format!("{e}: x\r\n"), "no"))
    }),
    ("Content-Type", |e| {
        Some(http("503 No", &format!("Content-Type: text/{e}\r\n"), "no"))
    }),
    ("Content-Type of a success", |e| {
        Some(http("200 OK", &format!("Content-Type: {e}\r\n"), "no"))
    }),
    ("Retry-After", |e| {
        Some(http("429 No", &format!("Retry-After: {e}\r\n"), "no"))
    }),
    ("Set-Cookie", |e| {
        Some(http("401 No", &format!("Set-Cookie: a={e}\r\n"), "no"))
    }),
    ("Proxy-Authenticate", |e| {
        Some(http(
            "407 No",
            &format!("Proxy-Authenticate: {e}\r\nX-Squid-Error: {e}\r\n"),
            "",
        ))
    }),
    ("X-Squid-Error", |e| {
        Some(http("503 No", &format!("X-Squid-Error: {e}\r\n"), ""))
    }),
    ("Location's path", |e| redirect(&format!("/x/{e}/y"))),
    ("Location's path elsewhere", |e| {
        redirect(&format!("https://elsewhere.test/x/{e}/y"))
    }),
    ("Location's query", |e| {
        redirect(&format!("https://elsewhere.test/x?y={e}"))
    }),
    ("Location's user", |e| {
        redirect(&format!("https://{e}@elsewhere.test/x"))
    }),
    ("Location's host", |e| {
        redirect(&format!("https://{e}.test/x"))
    }),
    ("Location's port", |e| {
        redirect(&format!("https://elsewhere.test:{e}/x"))
    }),
    ("Location's scheme", |e| {
        redirect(&format!("{e}://elsewhere.test/x"))
    }),
    ("XML error", |e| {
        let e = xml(e);
        let body = format!(
            "<tsResponse><error code='401001'><summary>No {e} {INVISIBLE}</summary><detail>{}{e}{}</detail></error></tsResponse>",
            "x ".repeat(400),
            " y".repeat(400)
        );
        Some(http("401 No", ERROR, &body))
    }),
    ("JSON error", |e| {
        let e = format!("{e} {INVISIBLE}{}", "x ".repeat(600));
        let e = serde_json::to_string(&e).unwrap();
        let body =
            format!("{{\"error\": {{\"code\": \"400000\", \"summary\": {e}, \"detail\": {e}}}}}");
        Some(http("400 No", "Content-Type: application/json\r\n", &body))
    }),
    ("HTML", |e| {
        Some(http(
            "502 No",
            "Content-Type: text/html\r\n",
            &format!("<html>{e}</html>"),
        ))
    }),
    ("server info", |e| {
        let e = xml(e);
        let body = format!(
            "<tsResponse><serverInfo><productVersion>{e}</productVersion><restApiVersion>{e}</restApiVersion></serverInfo></tsResponse>"
        );
        Some(http("200 OK", ERROR, &body))
    }),
    ("another tag", |e| {
        named(e, |e| format!("<tsResponse><{e}></x></tsResponse>"))
    }),
    ("a closing tag", |e| {
        named(e, |e| format!("<tsResponse></{e}>"))
    }),
    ("a duplicate attribute", |e| {
        named(e, |e| format!("<tsResponse {e}='1' {e}='2'/>"))
    }),
    ("an unknown prefix", |e| {
        named(e, |e| format!("<tsResponse><{e}:a/></tsResponse>"))
    }),
    ("an unknown entity", |e| {
        named(e, |e| format!("<tsResponse>&{e};</tsResponse>"))
    }),
    ("what is not HTTP", |e| {
        Some(format!("{e}\r\n\r\n").into_bytes())
    }),
];

/// What an encoded secret is recognised by: of base64 what does not depend on what is beside it.
fn marks(name: &str, encoded: &str) -> String {
    if !name.starts_with("base64") || name.contains("percent") {
        return encoded.to_owned();
    }
    let whole = encoded.trim_end_matches('=');
    let skipped = if name.contains("of Basic") { 8 } else { 4 };
    whole[skipped..whole.len() - 2].to_owned()
}

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
fn no_secret_is_told_wherever_and_however_it_comes_back() {
    let world = World::new();
    let (mut combinations, mut failures, mut problems) = (0, 0, Vec::new());
    for kind in &KINDS {
        for path in kind.paths {
            for (place, answer) in PLACES {
                // All at once where there is room, and each alone where it is one word.
                let all = encodings(kind.secret);
                let echoes: Vec<&str> = all.iter().map(|(_, encoded)| encoded.as_str()).collect();
                let together = format!("<{}>", echoes.join("> <"));
                let alone = place.starts_with("Location") || answer(&together).is_none();
                let echoes = if alone { echoes } else { vec![&*together] };
                for echo in echoes {
                    let Some(bytes) = answer(echo) else {
                        continue;
                    };
                    let arm = || world.answer(path, bytes.clone());
                    combinations += if alone { 1 } else { all.len() };
                    if let Some(failure) = (kind.call)(&world, kind.secret, &arm) {
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

/// What has one value too often is not searched to its end.
#[test]
fn an_answer_of_repeated_names_is_not_told() {
    let world = World::new();
    let body = format!("<html>told</html>{}", "token='t0ken' ".repeat(20_000));
    world.answer("signin", http("200 OK", "", &body));
    let failure = world.server().sign_in(TOKEN, "").err().unwrap();
    assert!(failure.body.is_some_and(|body| body == b"***"));
    let session = world.session();
    world.answer("things", http("500 No", "", "told"));
    let request = session.request("PUT", "things").unwrap();
    request.set_body(None, body.as_bytes()).unwrap();
    let failure = request.send().err().unwrap();
    assert!(failure.body.is_some_and(|body| body == b"***"));
}
