//! The calls, each with the secret that it sends.

use super::*;
use crate::support::*;

/// Makes a call with a secret; the function that it gets programs the response, right before the
/// call.
pub type Call = fn(&EchoServer, &str, &dyn Fn()) -> Option<Box<Failure>>;

/// A call that has a secret and fails because of the response to one of some paths.
pub struct Kind {
    pub name: &'static str,
    pub secret: &'static str,
    pub paths: &'static [&'static str],
    pub call: Call,
}

pub const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLW9mLWl0";

pub const KINDS: [Kind; 12] = [
    Kind {
        name: "token value",
        secret: "qj1Zt0fbTuG3R+7/w==:1FbVxK",
        paths: &["signin", "serverInfo"],
        call: |server, secret, arm| {
            arm();
            server.server().sign_in(("n", secret), "").err()
        },
    },
    Kind {
        name: "password",
        secret: "p\u{e4}ss & <w\u{f6}rd>\"%|",
        paths: &["signin", "serverInfo"],
        call: |server, secret, arm| {
            arm();
            let server = server.server();
            server
                .sign_in_with_password(("alice", secret), None, None)
                .err()
        },
    },
    Kind {
        name: "JSON web token",
        secret: JWT,
        paths: &["signin", "serverInfo"],
        call: |server, secret, arm| {
            arm();
            let server = server.server();
            server.sign_in_with_json_web_token(secret, None, None).err()
        },
    },
    Kind {
        name: "session token",
        secret: "aSW-B0pQSlmL8JvOeZ5g3A|Nc3v2wRx1k5uY7|x",
        paths: &["sessions/current", "serverInfo"],
        call: |server, secret, arm| {
            arm();
            server.server().resume_session(secret).err()
        },
    },
    Kind {
        name: "session token of a list",
        secret: "t0ken-of-the-session|x",
        paths: &["things"],
        call: |server, _, arm| {
            let session = server.session();
            arm();
            session.list("things").unwrap().next().err()
        },
    },
    Kind {
        name: "Authorization of the server",
        secret: "Hdr-S3cr3t-0f-Gateway",
        paths: &["serverInfo"],
        call: |server, secret, arm| {
            arm();
            let server = server.server();
            let value = format!("Bearer {secret}");
            server.set_header("Authorization", Some(&value)).unwrap();
            server.get_info().err()
        },
    },
    Kind {
        name: "Cookie of a request",
        secret: "c00kie-v4l",
        paths: &["things"],
        call: |server, secret, arm| {
            let session = server.session();
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
        call: |server, secret, arm| {
            let session = server.session();
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
        call: |server, secret, arm| {
            let session = server.session();
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
        call: |server, secret, arm| {
            let session = server.session();
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
        call: |server, secret, arm| {
            arm();
            server.behind_proxy("http", secret).get_info().err()
        },
    },
    Kind {
        name: "proxy's password at CONNECT",
        secret: "pr0xy-p4ss/word",
        paths: &["CONNECT"],
        call: |server, secret, arm| {
            arm();
            server.behind_proxy("https", secret).get_info().err()
        },
    },
];
