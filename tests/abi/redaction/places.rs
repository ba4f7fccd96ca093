//! The places of a response that can reach an error.

use super::*;

/// Characters that a message must not contain.
pub const INVISIBLE: &str = "\u{202e}\u{200e}\u{2066}\u{61c}\u{feff}\u{200b}\u{2028}\u{2029}\u{85}";

/// A place of a response that holds an echo.
pub struct Place {
    pub name: &'static str,
    /// `None` if HTTP or XML cannot carry the echo there.
    pub response: fn(&str) -> Option<Vec<u8>>,
}

pub const ERROR: &str = "Content-Type: application/xml\r\n";

pub fn is_name(text: &str) -> bool {
    let is_of_name = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    text.chars().all(is_of_name) && text.starts_with(char::is_alphabetic)
}

pub fn header_text(text: &str) -> Option<&str> {
    (!text.contains(['\r', '\n'])).then_some(text)
}

pub fn named(echo: &str, body: impl Fn(&str) -> String) -> Option<Vec<u8>> {
    is_name(echo).then(|| http("200 OK", ERROR, &body(echo)))
}

pub fn redirect(location: &str) -> Option<Vec<u8>> {
    let header = format!("Location: {}\r\n", header_text(location)?);
    Some(http("302 Found", &header, ""))
}

pub const PLACES: [Place; 27] = [
    Place {
        name: "reason",
        response: |e| Some(http(&format!("401 {e}"), "", "no")),
    },
    Place {
        name: "header",
        response: |e| Some(http("401 No", &format!("X-Echo: {e}\r\n"), "no")),
    },
    Place {
        name: "two headers",
        response: |e| {
            Some(http(
                "500 No",
                &format!("X-Echo: {e}\r\nX-Echo: <{e}>\r\n"),
                "no",
            ))
        },
    },
    Place {
        name: "header's name",
        response: |e| is_name(e).then(|| http("401 No", &format!("{e}: x\r\n"), "no")),
    },
    Place {
        name: "Content-Type",
        response: |e| Some(http("503 No", &format!("Content-Type: text/{e}\r\n"), "no")),
    },
    Place {
        name: "Content-Type of a success",
        response: |e| Some(http("200 OK", &format!("Content-Type: {e}\r\n"), "no")),
    },
    Place {
        name: "Retry-After",
        response: |e| Some(http("429 No", &format!("Retry-After: {e}\r\n"), "no")),
    },
    Place {
        name: "Set-Cookie",
        response: |e| Some(http("401 No", &format!("Set-Cookie: a={e}\r\n"), "no")),
    },
    Place {
        name: "Proxy-Authenticate",
        response: |e| {
            Some(http(
                "407 No",
                &format!("Proxy-Authenticate: {e}\r\nX-Squid-Error: {e}\r\n"),
                "",
            ))
        },
    },
    Place {
        name: "X-Squid-Error",
        response: |e| Some(http("503 No", &format!("X-Squid-Error: {e}\r\n"), "")),
    },
    Place {
        name: "Location's path",
        response: |e| redirect(&format!("/x/{e}/y")),
    },
    Place {
        name: "Location's path elsewhere",
        response: |e| redirect(&format!("https://elsewhere.test/x/{e}/y")),
    },
    Place {
        name: "Location's query",
        response: |e| redirect(&format!("https://elsewhere.test/x?y={e}")),
    },
    Place {
        name: "Location's user",
        response: |e| redirect(&format!("https://{e}@elsewhere.test/x")),
    },
    Place {
        name: "Location's host",
        response: |e| redirect(&format!("https://{e}.test/x")),
    },
    Place {
        name: "Location's port",
        response: |e| redirect(&format!("https://elsewhere.test:{e}/x")),
    },
    Place {
        name: "Location's scheme",
        response: |e| redirect(&format!("{e}://elsewhere.test/x")),
    },
    Place {
        name: "XML error",
        response: |e| {
            let e = xml(e);
            let body = format!(
                "<tsResponse><error code='401001'><summary>No {e} {INVISIBLE}</summary><detail>{}{e}{}</detail></error></tsResponse>",
                "x ".repeat(400),
                " y".repeat(400)
            );
            Some(http("401 No", ERROR, &body))
        },
    },
    Place {
        name: "JSON error",
        response: |e| {
            let e = format!("{e} {INVISIBLE}{}", "x ".repeat(600));
            let e = serde_json::to_string(&e).unwrap();
            let body = format!(
                "{{\"error\": {{\"code\": \"400000\", \"summary\": {e}, \"detail\": {e}}}}}"
            );
            Some(http("400 No", "Content-Type: application/json\r\n", &body))
        },
    },
    Place {
        name: "HTML",
        response: |e| {
            Some(http(
                "502 No",
                "Content-Type: text/html\r\n",
                &format!("<html>{e}</html>"),
            ))
        },
    },
    Place {
        name: "server info",
        response: |e| {
            let e = xml(e);
            let body = format!(
                "<tsResponse><serverInfo><productVersion>{e}</productVersion><restApiVersion>{e}</restApiVersion></serverInfo></tsResponse>"
            );
            Some(http("200 OK", ERROR, &body))
        },
    },
    Place {
        name: "another tag",
        response: |e| named(e, |e| format!("<tsResponse><{e}></x></tsResponse>")),
    },
    Place {
        name: "a closing tag",
        response: |e| named(e, |e| format!("<tsResponse></{e}>")),
    },
    Place {
        name: "a duplicate attribute",
        response: |e| named(e, |e| format!("<tsResponse {e}='1' {e}='2'/>")),
    },
    Place {
        name: "an unknown prefix",
        response: |e| named(e, |e| format!("<tsResponse><{e}:a/></tsResponse>")),
    },
    Place {
        name: "an unknown entity",
        response: |e| named(e, |e| format!("<tsResponse>&{e};</tsResponse>")),
    },
    Place {
        name: "not HTTP",
        response: |e| Some(format!("{e}\r\n\r\n").into_bytes()),
    },
];
