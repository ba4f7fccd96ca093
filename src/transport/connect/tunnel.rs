//! A connection to a server by way of a proxy that passes on what it is sent (CONNECT).

use crate::common::error::{Error, Result, Status};
use crate::common::response::status_line;
use crate::common::words::Words;
use crate::transport::connect::target::{Target, of_proxy};
use crate::transport::failure;
use crate::transport::proxy::{Proxy, advice_on_407};
use crate::transport::stream::link::Link;
use crate::transport::stream::socket::Pace;
use crate::transport::wait::Phase;
use std::io::{self, ErrorKind, Read, Write};

/// The proxy has tried, or it is sure that it need not.
const UNREACHABLE: &str = "the proxy cannot reach the server: check the server's address and port";
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
    let mut request =
        format!("CONNECT {host} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {user_agent}\r\n");
    if let Some(authorization) = proxy.authorization() {
        request.push_str(&format!(
            "Proxy-Authorization: {}\r\n",
            authorization.reveal()
        ));
    }
    request.push_str("\r\n");
    let broken = |error: io::Error| of_proxy(failure::exchange(error).into_parts().0, proxy);
    link.write_all(request.as_bytes()).map_err(broken)?;
    link.flush().map_err(broken)?;
    let answer = read_head(&mut link).map_err(broken)?;
    let head = answer.unwrap_or_default();
    let Some(status) = status_of(&head) else {
        return Err(refused(proxy, &host, "what is not HTTP"));
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
        // Some say so where the password is wrong.
        401 => refused.advise(advice_on_407("", has_credentials)),
        403 => refused.advise("the proxy does not allow it: ask who runs it"),
        502..=504 => match fields(&head, "x-squid-error") {
            reason if reason.is_empty() => refused.advise(UNREACHABLE),
            reason => refused.advise(Words::from(UNREACHABLE).and(" (").and(reason).and(")")),
        },
        _ => refused,
    })
}

fn refused(proxy: &Proxy, host: &str, answer: impl Into<Words>) -> Error {
    let message = Words::from("the proxy ")
        .and(proxy.to_string())
        .and(" answered ")
        .and(answer)
        .and(" when asked to connect to ")
        .and(host.to_owned());
    Error::new(Status::Proxy, message)
}

/// The head of a proxy's answer; `None` if it does not end. Nothing after it is read: that is the
/// server's.
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

/// The status of a proxy's answer; `None` if it is not HTTP.
fn status_of(head: &str) -> Option<u16> {
    let mut words = head.lines().next()?.split_ascii_whitespace();
    let is_http = words.next()?.starts_with("HTTP/1.");
    let status = words.next()?.parse().ok()?;
    (is_http && (100..600).contains(&status)).then_some(status)
}

/// The values of the header fields of a name, joined as HTTP joins them.
fn fields(head: &str, name: &str) -> String {
    let fields = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    let of_name = fields.filter(|(other, _)| other.trim().eq_ignore_ascii_case(name));
    let values: Vec<&str> = of_name.map(|(_, value)| value.trim()).collect();
    values.join(", ")
}
