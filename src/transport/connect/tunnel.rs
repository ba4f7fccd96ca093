//! A tunnel to a server through a proxy (CONNECT, RFC 9110, 9.3.6).

use crate::common::error::{Error, Result, Status};
use crate::common::response::status_line;
use crate::common::words::Words;
use crate::transport::connect::target::{Target, proxy_error};
use crate::transport::failure;
use crate::transport::proxy::{Proxy, advice_on_407};
use crate::transport::stream::link::Link;
use crate::transport::stream::socket::WaitMode;
use crate::transport::stream::tls::ByteStream;
use crate::transport::wait::Phase;
use std::io::{self, ErrorKind, Read, Write};

/// The advice for a proxy that could not connect to the server.
const UNREACHABLE: &str = "the proxy cannot reach the server: check the server's address and port";
/// The largest head of a proxy's response, in bytes.
const MAX_PROXY_HEAD: usize = 16 * 1024;

/// Asks a proxy to connect to the target. From then on the proxy relays all bytes between the two.
///
/// # Errors
/// `Proxy`: the proxy refused, its response is not HTTP, or the connection to it failed.
pub fn open(mut link: Link, proxy: &Proxy, target: &Target<'_>, user_agent: &str) -> Result<Link> {
    if let WaitMode::Connecting(phase, _) = &mut link.socket().wait_mode {
        *phase = Phase::Proxy;
    }
    let host = match target.host.contains(':') {
        true => format!("[{}]:{}", target.host, target.port),
        false => format!("{}:{}", target.host, target.port),
    };
    let mut request =
        format!("CONNECT {host} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {user_agent}\r\n");
    if let Some(authorization) = proxy.authorization() {
        request.push_str(&format!(
            "Proxy-Authorization: {}\r\n",
            authorization.reveal()
        ));
    }
    request.push_str("\r\n");
    let broken =
        |error: io::Error| proxy_error(failure::after_handshake(error).into_error(), proxy);
    link.write_all(request.as_bytes()).map_err(broken)?;
    link.flush().map_err(broken)?;
    let head = read_head(&mut link).map_err(broken)?;
    let head = head.unwrap_or_default();
    let Some(status) = status_of(&head) else {
        return Err(refused(proxy, &host, "something that is not HTTP"));
    };
    if (200..300).contains(&status) {
        return Ok(link);
    }
    let refused = refused(proxy, &host, status_line(status));
    let has_credentials = proxy.authorization().is_some();
    Err(match status {
        407 => refused.advise(advice_on_407(
            &fields(&head, "proxy-authenticate"),
            has_credentials,
        )),
        // tinyproxy up to 1.11.2 responds with 401 to a wrong password.
        401 => refused.advise(advice_on_407("", has_credentials)),
        403 => refused.advise("the proxy does not allow it: ask its administrator"),
        502..=504 => match fields(&head, "x-squid-error") {
            reason if reason.is_empty() => refused.advise(UNREACHABLE),
            reason => refused.advise(Words::from(UNREACHABLE).and(" (").and(reason).and(")")),
        },
        _ => refused,
    })
}

/// The error for a proxy that did not connect. `response` is its response, for the message.
fn refused(proxy: &Proxy, host: &str, response: impl Into<Words>) -> Error {
    let message = Words::from("the proxy ")
        .and(proxy.to_string())
        .and(" answered ")
        .and(response)
        .and(" when asked to connect to ")
        .and(host.to_owned());
    Error::new(Status::Proxy, message)
}

/// Reads the head of a proxy's response; `None` if it is too long. It is read byte by byte, because the
/// bytes after it come from the server.
fn read_head(link: &mut Link) -> io::Result<Option<String>> {
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
    Ok(Some(String::from_utf8_lossy(&head).into_owned()))
}

/// The status of a proxy's response; `None` if it is not HTTP.
fn status_of(head: &str) -> Option<u16> {
    let mut words = head.lines().next()?.split_ascii_whitespace();
    let is_http = words.next()?.starts_with("HTTP/1.");
    let status = words.next()?.parse().ok()?;
    (is_http && (100..600).contains(&status)).then_some(status)
}

/// The values of all header fields of a name, joined with commas (RFC 9110, 5.3).
fn fields(head: &str, name: &str) -> String {
    let fields = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    let same = fields.filter(|(other, _)| other.trim().eq_ignore_ascii_case(name));
    same.fold(String::new(), |mut values, (_, value)| {
        values.push_str(if values.is_empty() { "" } else { ", " });
        values.push_str(value.trim());
        values
    })
}
