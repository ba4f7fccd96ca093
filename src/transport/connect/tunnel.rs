//! A connection to a server by way of a proxy that passes on what it is sent (CONNECT).

use crate::error::{Error, Result, Status};
use crate::rest::response::status_line;
use crate::transport::connect::{Target, of_proxy};
use crate::transport::failure;
use crate::transport::proxy::Proxy;
use crate::transport::stream::link::Link;
use crate::transport::stream::socket::Pace;
use crate::transport::wait::Phase;
use std::io::{self, ErrorKind, Read, Write};

/// How long the head of a proxy's answer may be.
const MAX_PROXY_HEAD: usize = 16 * 1024;

/// Has a proxy connect to the server: what is sent from then on it only passes on.
pub fn open(mut link: Link, proxy: &Proxy, target: &Target<'_>, user_agent: &str) -> Result<Link> {
    if let Pace::Connecting(phase, _) = &mut link.socket().pace {
        *phase = Phase::Proxy;
    }
    let host = match target.host.contains(':') {
        true => format!("[{}]:{}", target.host, target.port),
        false => format!("{}:{}", target.host, target.port),
    };
    let mut head =
        format!("CONNECT {host} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {user_agent}\r\n");
    if let Some(authorization) = proxy.authorization() {
        head.push_str(&format!(
            "Proxy-Authorization: {}\r\n",
            authorization.reveal()
        ));
    }
    head.push_str("\r\n");
    let broken = |error: io::Error| of_proxy(failure::exchange(error).into_parts().0, proxy);
    link.write_all(head.as_bytes()).map_err(broken)?;
    link.flush().map_err(broken)?;
    let status = read_status(&mut link).map_err(broken)?;
    match status {
        Some(200..300) => Ok(link),
        // The other one is what some say where the password is wrong.
        Some(status @ (401 | 407)) => Err(refused(proxy, &host, &status_line(status))
            .advise("give user and password with the proxy's URL: http://user:password@host:port")),
        Some(status) => Err(refused(proxy, &host, &status_line(status))),
        None => Err(refused(proxy, &host, "what is not HTTP")),
    }
}

fn refused(proxy: &Proxy, host: &str, answer: &str) -> Error {
    let message = format!("the proxy {proxy} answered {answer} when asked to connect to {host}");
    Error::new(Status::Proxy, message)
}

/// The status of a proxy's answer; `None` if it is not HTTP. Nothing after its head is read: that
/// is the server's.
fn read_status(link: &mut Link) -> io::Result<Option<u16>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && !head.ends_with(b"\n\n") {
        let mut byte = [0];
        if head.len() >= MAX_PROXY_HEAD {
            return Ok(None);
        }
        if link.read(&mut byte)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        head.extend_from_slice(&byte);
    }
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let mut words = line.split_ascii_whitespace();
    let is_http = words
        .next()
        .is_some_and(|version| version.starts_with("HTTP/1."));
    let status = words.next().and_then(|status| status.parse().ok());
    Ok(status.filter(|status| is_http && (100..600).contains(status)))
}
