//! A server and proxy that responds with programmed bytes.

use super::*;
use crate::support::http_server::listener;
use crate::support::*;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread;

pub const INFO: &str =
    "<tsResponse><serverInfo><restApiVersion>3.24</restApiVersion></serverInfo></tsResponse>";

pub const SIGNED_IN: &str = "<tsResponse><credentials token='t0ken-of-the-session|x'><site id='s' contentUrl=''/><user id='u'/></credentials></tsResponse>";

/// A part of a path, and the bytes that requests to it get. Other paths get a Tableau Server's
/// responses.
pub type Script = Arc<Mutex<(String, Vec<u8>)>>;

pub struct EchoServer {
    pub address: String,
    pub script: Script,
}

impl EchoServer {
    pub fn new() -> EchoServer {
        let script = Script::default();
        let of_server = Arc::clone(&script);
        let address = listener("127.0.0.1", move |stream| {
            let script = Arc::clone(&of_server);
            thread::spawn(move || serve(stream, &script));
        });
        EchoServer { address, script }
    }

    pub fn respond(&self, path: &str, response: Vec<u8>) {
        *self.script.lock().unwrap() = (path.to_owned(), response);
    }

    pub fn server(&self) -> Server {
        let server = Server::new(&format!("http://{}", self.address)).unwrap();
        // Reading the system's certificates would take time.
        server.set_verify(0);
        server
    }

    /// A handle for a server that is reached through the echo server as a proxy.
    pub fn behind_proxy(&self, scheme: &str, secret: &str) -> Server {
        let server = Server::new(&format!("{scheme}://tableau.test")).unwrap();
        let user_info = format!("user:{}", percent(secret));
        let proxy = format!("http://{user_info}@{}", self.address);
        server.set_proxy(Some(&proxy)).unwrap();
        server.set_verify(0);
        server.set_allow_http(1);
        server
    }

    pub fn session(&self) -> Session {
        self.respond("", Vec::new());
        self.server().sign_in(TOKEN, "").unwrap()
    }
}

/// Serves one request after the other; a response without a length ends the connection.
pub fn serve(mut stream: TcpStream, script: &Script) {
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
        let (path, response) = script.lock().unwrap().clone();
        let response = if !path.is_empty() && line.contains(&path) {
            response
        } else if line.contains("serverInfo") {
            http("200 OK", "", INFO)
        } else if line.contains("signin") {
            http("200 OK", "", SIGNED_IN)
        } else {
            http("404 Not Found", "", "")
        };
        let ends = !response.windows(15).any(|part| part == b"Content-Length:");
        if stream.write_all(&response).is_err() || ends {
            return;
        }
    }
}

pub fn http(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n{body}").into_bytes()
}
