//! How a connection comes about: name, TCP, TLS; and what is sent and received over it. Each
//! failure is told where it happens, with address and cause.

use crate::error::{Error, Result, Status};
use crate::rest::address::{Scheme, bare, is_loopback};
use crate::rest::response::status_line;
use crate::rest::secrets::Secret;
use crate::transport::buffers::WipingBuffers;
use crate::transport::client_certificate;
use crate::transport::failure::{self, Failure};
use crate::transport::proxy::{Proxies, Proxy};
use crate::transport::trust::Configs;
use crate::transport::wait::{self, Phase, Wait};
use rustix::event::PollFlags;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, HandshakeKind};
use socket2::{Domain, Protocol, Socket as RawSocket, Type};
use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::mem;
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Instant;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ArrayVec, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

/// How many addresses of a host are tried.
const MAX_ADDRESSES: usize = 16;
/// How many reads it may take to find out whether a connection that was kept is still good. TLS
/// has little to say by itself; a server that does not stop saying it is not waited for.
const MAX_PROBING_READS: u32 = 8;
/// The beginning of an answer, up to its status: `HTTP/1.1 413`.
const STATUS_LENGTH: usize = 12;
/// How much of an answer is read at once while its request is being sent, and at most before it
/// shows whether it refuses the request.
const EARLY_LENGTH: usize = 4096;
/// How long the head of a proxy's answer may be.
const MAX_PROXY_HEAD: usize = 16 * 1024;

/// Looks nothing up: ureq asks for addresses before it looks for a connection that there
/// is already. The connector asks for them when it makes one.
#[derive(Debug)]
pub struct NoResolver;

impl Resolver for NoResolver {
    fn resolve(
        &self,
        _uri: &Uri,
        _config: &Config,
        _timeout: NextTimeout,
    ) -> std::result::Result<ResolvedSocketAddrs, ureq::Error> {
        Ok(ArrayVec::from_fn(|_| SocketAddr::from(([0; 4], 0))))
    }
}

/// Makes connections; the limits are those of the call that its thread is in.
pub struct ToServer {
    /// How TLS is spoken.
    pub tls: Configs,
    /// Which connections go through which proxy.
    pub proxies: Proxies,
    /// What the proxy is told that asks for a connection.
    pub user_agent: String,
    /// The hosts that asked for a client certificate when there was none to show. They ask when
    /// a TLS session begins, and not again when it is resumed.
    pub asked_in_vain: Mutex<Vec<String>>,
}

impl Connector for ToServer {
    type Out = Connection;

    fn connect(
        &self,
        details: &ConnectionDetails,
        _chained: Option<()>,
    ) -> std::result::Result<Option<Connection>, ureq::Error> {
        let connection = Target::of(details.uri).and_then(|target| self.connect_to(&target));
        connection
            .map(Some)
            .map_err(|error| Failure::new(error.unsent()).into())
    }
}

/// Where a request goes.
struct Target<'a> {
    scheme: Scheme,
    host: &'a str,
    port: u16,
    /// Host and port as the URL has them.
    authority: &'a str,
}

impl Target<'_> {
    fn of(uri: &Uri) -> Result<Target<'_>> {
        let scheme = uri.scheme_str().and_then(Scheme::parse);
        match (scheme, uri.authority()) {
            (Some(scheme), Some(authority)) => Ok(Target {
                scheme,
                host: bare(authority.host()),
                port: authority.port_u16().unwrap_or(scheme.default_port()),
                authority: authority.as_str(),
            }),
            _ => Err(Error::new(Status::Internal, "a URL without an address")),
        }
    }

    fn is_https(&self) -> bool {
        self.scheme == Scheme::Https
    }

    /// Secrets may go to this machine without encryption, so it has to be this machine:
    /// whatever a name server says, and through no proxy.
    fn is_here(&self) -> bool {
        !self.is_https() && is_loopback(self.host)
    }
}

impl ToServer {
    fn connect_to(&self, target: &Target<'_>) -> Result<Connection> {
        let until = wait::connect_limit();
        let proxy = match target.is_here() {
            true => None,
            false => self
                .proxies
                .proxy_for(target.scheme, target.host, target.port)?,
        };
        let (mut link, forward) = match proxy {
            None => {
                let stream = self.reach_directly(target, until);
                let stream = stream.map_err(advise_of_address)?;
                (Link::Plain(Socket::connecting(stream, until)), None)
            }
            Some(ref proxy) => {
                let unreachable = |error: Error| of_proxy(error, proxy);
                let link = self.reach(proxy, until).map_err(unreachable)?;
                if target.is_https() {
                    (self.tunnel(link, proxy, target)?, None)
                } else {
                    (link, Some(Forward::new(proxy, target)))
                }
            }
        };
        let mut lacks_certificate = false;
        if target.is_https() {
            link.socket().pace = Pace::Connecting(Phase::Handshake, until);
            let tls =
                handshake(&self.tls.server, target.host, link).map_err(|error| match &proxy {
                    Some(proxy) if error.status() == Status::Tls => {
                        error.advise(format_args!("the way goes through the proxy {proxy}"))
                    }
                    _ => error,
                })?;
            lacks_certificate = self.lacks_certificate(target.host, &tls);
            link = Link::Tls(Box::new(tls));
        }
        link.socket().pace = Pace::Exchanging;
        Ok(Connection {
            link,
            buffers: WipingBuffers::default(),
            forward,
            lacks_certificate,
            is_kept: false,
            has_sent: false,
            early: Early::default(),
            has_received: false,
            is_broken: false,
        })
    }

    /// Whether the server asked for a client certificate in vain, now or when the session began
    /// that is resumed.
    fn lacks_certificate(&self, host: &str, tls: &Tls) -> bool {
        let mut asked = self
            .asked_in_vain
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let is_known = asked.iter().any(|other| other == host);
        if tls.lacks_certificate && !is_known {
            asked.push(host.to_owned());
        }
        tls.lacks_certificate || is_known && tls.is_resumed()
    }

    fn reach_directly(&self, target: &Target<'_>, until: Option<Instant>) -> Result<TcpStream> {
        let mut addresses = look_up(target.host, target.port, until)?;
        if target.is_here() {
            addresses.retain(|address| address.ip().is_loopback());
        }
        connect(target.host, &addresses, until)
    }

    /// A connection to a proxy.
    fn reach(&self, proxy: &Proxy, until: Option<Instant>) -> Result<Link> {
        let addresses = look_up(proxy.host(), proxy.port(), until)?;
        let stream = connect(proxy.host(), &addresses, until)?;
        let link = Link::Plain(Socket::connecting(stream, until));
        if !proxy.is_https() {
            return Ok(link);
        }
        let tls = handshake(&self.tls.proxy, proxy.host(), link)?;
        Ok(Link::Tls(Box::new(tls)))
    }

    /// Has a proxy connect to the server: what is sent from then on it only passes on.
    fn tunnel(&self, mut link: Link, proxy: &Proxy, target: &Target<'_>) -> Result<Link> {
        if let Pace::Connecting(phase, _) = &mut link.socket().pace {
            *phase = Phase::Proxy;
        }
        let host = match target.host.contains(':') {
            true => format!("[{}]:{}", target.host, target.port),
            false => format!("{}:{}", target.host, target.port),
        };
        let mut head = format!(
            "CONNECT {host} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {}\r\n",
            self.user_agent
        );
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
            Some(status @ (401 | 407)) => Err(refused(proxy, &host, &status_line(status)).advise(
                "give user and password with the proxy's URL: http://user:password@host:port",
            )),
            Some(status) => Err(refused(proxy, &host, &status_line(status))),
            None => Err(refused(proxy, &host, "what is not HTTP")),
        }
    }
}

fn refused(proxy: &Proxy, host: &str, answer: &str) -> Error {
    let message = format!("the proxy {proxy} answered {answer} when asked to connect to {host}");
    Error::new(Status::Proxy, message)
}

/// A failure on the way to a proxy, or of the connection to it. That the call is over is not the
/// proxy's.
fn of_proxy(error: Error, proxy: &Proxy) -> Error {
    match error.status() {
        Status::Cancelled | Status::Proxy => error,
        Status::Timeout => error.advise(format_args!("the proxy is {proxy}")),
        status => {
            let reason = error.message();
            let reason = reason.replace("the server's certificate", "its certificate");
            let message = format!("the proxy {proxy} cannot be used: {reason}");
            let error = Error::new(Status::Proxy, message);
            // The others have an advice of their own.
            match status {
                Status::Resolve | Status::Connect => error.advise(
                    "check the proxy's address, in tsc_server_set_proxy or the environment",
                ),
                _ => error,
            }
        }
    }
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

fn handshake(config: &Arc<ClientConfig>, host: &str, mut below: Link) -> Result<Tls> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| {
        let message = "no certificate can be for this host name";
        Error::new(Status::Certificate, message)
    })?;
    let failed = |error| failure::tls(&error, true);
    let mut tls = ClientConnection::new(Arc::clone(config), name).map_err(failed)?;
    client_certificate::forget_question();
    let mut done = Ok((0, 0));
    while tls.is_handshaking() && done.is_ok() {
        done = tls.complete_io(&mut below);
    }
    let lacks_certificate = client_certificate::was_asked_in_vain();
    match done {
        Ok(_) => Ok(Tls {
            tls,
            below,
            lacks_certificate,
        }),
        Err(error) => Err(failure::handshake(error, lacks_certificate)),
    }
}

/// The addresses of a host. The look-up cannot be interrupted, so it has a thread of its own,
/// which is left behind if the call ends before.
fn look_up(host: &str, port: u16, until: Option<Instant>) -> Result<Vec<SocketAddr>> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let (sender, receiver) = mpsc::channel();
    let name = host.to_owned();
    let thread = thread::Builder::new().name("tsc-look-up".to_owned());
    let started = thread.spawn(move || {
        let found = (name.as_str(), port).to_socket_addrs();
        let found = found.map(|found| found.take(MAX_ADDRESSES).collect::<Vec<_>>());
        // Nobody may be waiting any more.
        let _ = sender.send(found);
    });
    let failed = |reason: &dyn fmt::Display| {
        let message = format!("the host name {host} cannot be looked up ({reason})");
        Error::new(Status::Resolve, message)
    };
    started.map_err(|error| failed(&format_args!("no thread for it: {error}")))?;
    match Wait::until(Phase::LookUp, until).for_thread(&receiver)? {
        Some(Ok(found)) if found.is_empty() => Err(failed(&"it has no address")),
        Some(Ok(found)) => Ok(found),
        Some(Err(error)) => Err(failed(&error)),
        None => Err(failed(&"the look-up ended without a word")),
    }
}

/// A connection to the first address that takes one, each with a share of the time, so that
/// one that is dead does not use it up.
fn connect(host: &str, addresses: &[SocketAddr], until: Option<Instant>) -> Result<TcpStream> {
    let end = [until, wait::end()].into_iter().flatten().min();
    let mut reasons = Vec::new();
    let mut timeout = None;
    for (tried, address) in addresses.iter().enumerate() {
        let left = u32::try_from(addresses.len() - tried).unwrap_or(1);
        let share = match left {
            1 => until,
            _ => end.map(|end| {
                let now = Instant::now();
                now + end.saturating_duration_since(now) / left
            }),
        };
        match connect_to(*address, share) {
            Ok(stream) => return Ok(stream),
            Err(Refusal::Ended(error)) => {
                // The call may be over, and not only this share of it.
                Wait::until(Phase::Connect, None).check()?;
                reasons.push(format!("{address}: no answer"));
                timeout = Some(error).filter(|_| left == 1);
            }
            Err(Refusal::Io(error)) => reasons.push(format!("{address}: {error}")),
        }
    }
    if reasons.is_empty() {
        reasons.push(format!("{host} has no address on this machine"));
    }
    let reasons = reasons.join("; ");
    Err(match timeout {
        Some(error) => Error::new(error.status(), format!("{} ({reasons})", error.message())),
        None => Error::new(Status::Connect, format!("no connection ({reasons})")),
    })
}

fn advise_of_address(error: Error) -> Error {
    match error.status() {
        Status::Resolve => error.advise("check the server's address and the network"),
        Status::Connect => {
            error.advise("check the server's address and port, and that it is running")
        }
        _ => error,
    }
}

enum Refusal {
    /// The time for it is over, or the call is.
    Ended(Error),
    Io(io::Error),
}

fn connect_to(
    address: SocketAddr,
    until: Option<Instant>,
) -> std::result::Result<TcpStream, Refusal> {
    let make = || {
        let socket = RawSocket::new(
            Domain::for_address(address),
            Type::STREAM,
            Some(Protocol::TCP),
        )?;
        socket.set_nonblocking(true)?;
        socket.set_tcp_nodelay(true)?;
        Ok(socket)
    };
    let socket = make().map_err(Refusal::Io)?;
    match socket.connect(&address.into()) {
        Ok(()) => return Ok(socket.into()),
        Err(error) if is_in_progress(&error) => {}
        Err(error) => return Err(Refusal::Io(error)),
    }
    Wait::until(Phase::Connect, until)
        .for_socket(&socket, PollFlags::OUT)
        .map_err(Refusal::Ended)?;
    match socket.take_error() {
        Ok(None) => Ok(socket.into()),
        Ok(Some(error)) | Err(error) => Err(Refusal::Io(error)),
    }
}

fn is_in_progress(error: &io::Error) -> bool {
    error.kind() == ErrorKind::WouldBlock || error.raw_os_error() == Some(libc::EINPROGRESS)
}

/// A socket that waits as the call that its thread is in does.
struct Socket {
    stream: TcpStream,
    pace: Pace,
    /// A wait to send that something to read has interrupted.
    interrupted: Option<Wait>,
}

/// What limits a wait.
#[derive(Clone, Copy)]
enum Pace {
    Connecting(Phase, Option<Instant>),
    Exchanging,
    /// The same, until the other side says something: then it would block.
    Sending,
    /// Nothing is waited for, and so many reads are left.
    Probing(u32),
}

impl Socket {
    fn connecting(stream: TcpStream, until: Option<Instant>) -> Socket {
        Socket {
            stream,
            pace: Pace::Connecting(Phase::Handshake, until),
            interrupted: None,
        }
    }

    fn wait(&mut self, phase: Phase, what: PollFlags) -> io::Result<()> {
        let (wait, more) = match self.pace {
            Pace::Connecting(phase, until) => (Wait::until(phase, until), PollFlags::empty()),
            Pace::Exchanging => (Wait::of_silence(phase), PollFlags::empty()),
            Pace::Sending => {
                let wait = self.interrupted.take();
                let wait = wait.unwrap_or_else(|| Wait::of_silence(phase));
                (wait, PollFlags::IN)
            }
            Pace::Probing(_) => return Err(ErrorKind::WouldBlock.into()),
        };
        let ready = wait.for_socket(&self.stream, what | more);
        match ready.map_err(Failure::new)? {
            ready if ready == PollFlags::IN && !what.contains(PollFlags::IN) => {
                self.interrupted = Some(wait);
                Err(ErrorKind::WouldBlock.into())
            }
            _ => Ok(()),
        }
    }

    /// Before everything that may not have to wait: a server that sends without end, or takes
    /// all that it is sent, must not keep a call from its end.
    fn check(&mut self, phase: Phase) -> io::Result<()> {
        let checked = match &mut self.pace {
            Pace::Connecting(phase, until) => Wait::until(*phase, *until).check(),
            Pace::Exchanging | Pace::Sending => Wait::until(phase, None).check(),
            Pace::Probing(0) => return Err(ErrorKind::InvalidData.into()),
            Pace::Probing(left) => {
                *left -= 1;
                Ok(())
            }
        };
        checked.map_err(|error| Failure::new(error).into())
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            self.check(Phase::Receive)?;
            match self.stream.read(buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.wait(Phase::Receive, PollFlags::IN)?;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                done => return done,
            }
        }
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            self.check(Phase::Send)?;
            match self.stream.write(bytes) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.wait(Phase::Send, PollFlags::OUT)?;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                done => {
                    self.interrupted = None;
                    return done;
                }
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// TLS over something else, which may be TLS to a proxy.
struct Tls {
    tls: ClientConnection,
    below: Link,
    lacks_certificate: bool,
}

enum Link {
    Plain(Socket),
    Tls(Box<Tls>),
}

impl Link {
    fn socket(&mut self) -> &mut Socket {
        match self {
            Link::Plain(socket) => socket,
            Link::Tls(tls) => tls.below.socket(),
        }
    }

    /// Reads what is there. It may be that only TLS has said something of its own: how to resume
    /// the session.
    fn read_without_waiting(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let probing = Pace::Probing(MAX_PROBING_READS);
        let pace = mem::replace(&mut self.socket().pace, probing);
        let read = self.read(buffer);
        self.socket().pace = pace;
        read
    }

    /// Whether the other side has neither closed it nor said anything that nobody asked for.
    fn is_open(&mut self) -> bool {
        let probe = self.read_without_waiting(&mut [0]);
        probe.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    }

    /// Sends all of it, unless the server refuses it: one that takes in nothing more may have
    /// said why, and keep the connection.
    fn send(&mut self, mut bytes: &[u8], early: &mut Early) -> io::Result<Sent> {
        loop {
            self.socket().pace = match early.is_of_interest {
                true => Pace::Sending,
                false => Pace::Exchanging,
            };
            let sent = match bytes {
                [] => self.flush().map(|()| 0),
                _ => self.write(bytes),
            };
            match sent {
                Ok(_) if bytes.is_empty() => return Ok(Sent::Whole),
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(amount) => bytes = bytes.get(amount..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    if self.hears_a_refusal(early)? {
                        return Ok(Sent::Refused);
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn hears_a_refusal(&mut self, early: &mut Early) -> io::Result<bool> {
        let before = early.bytes.len();
        early.bytes.resize(before + EARLY_LENGTH, 0);
        let room = early.bytes.get_mut(before..).unwrap_or_default();
        let heard = self.read_without_waiting(room);
        let amount = heard.as_ref().map_or(0, |amount| *amount);
        early.bytes.truncate(before + amount);
        match heard {
            // Only TLS has said something.
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
            // It would not be told again.
            Err(error) if failure::is_of_tls(&error) => return Err(error),
            // It may still read, and the reader sees what comes of it.
            Err(_) | Ok(0) => early.is_of_interest = false,
            Ok(_) => early.is_of_interest = early.bytes.len() < EARLY_LENGTH,
        }
        match status_class(&early.bytes) {
            None => Ok(false),
            Some(b'3'..=b'5') => Ok(true),
            Some(_) => {
                early.is_of_interest = false;
                Ok(false)
            }
        }
    }
}

/// What has come of an answer while its request was being sent.
struct Early {
    bytes: Vec<u8>,
    /// It may turn out to be a refusal.
    is_of_interest: bool,
}

impl Default for Early {
    fn default() -> Early {
        Early {
            bytes: Vec::new(),
            is_of_interest: true,
        }
    }
}

/// The first digit of the status of an answer, after announcements; something else if it is none,
/// and `None` if it is not there yet.
fn status_class(mut answer: &[u8]) -> Option<u8> {
    const NONE: u8 = b'?';
    loop {
        // Those who read answers skip empty lines before them.
        while let [b'\r' | b'\n', rest @ ..] = answer {
            answer = rest;
        }
        let status = answer.get(..STATUS_LENGTH)?;
        let class = status.get(9).filter(|_| status.starts_with(b"HTTP/1."));
        if class != Some(&b'1') {
            return Some(class.copied().unwrap_or(NONE));
        }
        let end = memchr::memmem::find(answer, b"\r\n\r\n")?;
        answer = answer.get(end..).unwrap_or_default();
    }
}

/// What became of something that was sent.
enum Sent {
    Whole,
    Refused,
}

impl Read for Link {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Link::Plain(socket) => socket.read(buffer),
            Link::Tls(tls) => tls.read(buffer),
        }
    }
}

impl Write for Link {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Link::Plain(socket) => socket.write(bytes),
            Link::Tls(tls) => tls.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Link::Plain(socket) => socket.flush(),
            Link::Tls(tls) => tls.flush(),
        }
    }
}

impl Read for Tls {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.tls.reader().read(buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                done => return done,
            }
            self.tls.read_tls(&mut self.below)?;
            let processed = self.tls.process_new_packets();
            self.tell_without_waiting();
            processed.map_err(|error| io::Error::new(ErrorKind::InvalidData, error))?;
        }
    }
}

impl Write for Tls {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.tell()?;
        self.tls.writer().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tell()
    }
}

impl Tls {
    fn is_resumed(&self) -> bool {
        self.tls.handshake_kind() == Some(HandshakeKind::Resumed)
    }

    /// Sends what TLS has to say by itself, an alert or a new key. The other side may take in
    /// nothing; then it goes ahead of what is sent next.
    fn tell_without_waiting(&mut self) {
        let probing = Pace::Probing(MAX_PROBING_READS);
        let pace = mem::replace(&mut self.below.socket().pace, probing);
        let _ = self.tell();
        self.below.socket().pace = pace;
    }

    fn tell(&mut self) -> io::Result<()> {
        while self.tls.wants_write() {
            self.tls.write_tls(&mut self.below)?;
        }
        self.below.flush()
    }
}

/// What makes a request one to a proxy, which passes it on to an http server: a whole URL, and
/// who one is.
struct Forward {
    /// For messages.
    proxy: String,
    origin: String,
    authorization: Option<Secret>,
}

impl Forward {
    fn new(proxy: &Proxy, target: &Target<'_>) -> Forward {
        Forward {
            proxy: proxy.to_string(),
            origin: format!("http://{}", target.authority),
            authorization: proxy.authorization().cloned(),
        }
    }

    /// The beginning of a request, with its line and its headers or some of them.
    fn rewrite(&self, head: &[u8]) -> Vec<u8> {
        let space = head.iter().position(|byte| *byte == b' ');
        let line = head.iter().position(|byte| *byte == b'\n');
        let (Some(space), Some(line)) = (space, line) else {
            return head.to_vec();
        };
        let (method, rest) = head.split_at(space + 1);
        let (url, headers) = rest.split_at(line - space);
        let mut rewritten = Vec::with_capacity(head.len() + 256);
        rewritten.extend_from_slice(method);
        rewritten.extend_from_slice(self.origin.as_bytes());
        rewritten.extend_from_slice(url);
        if let Some(authorization) = &self.authorization {
            let header = format!("proxy-authorization: {}\r\n", authorization.reveal());
            rewritten.extend_from_slice(header.as_bytes());
        }
        rewritten.extend_from_slice(headers);
        rewritten
    }
}

/// A connection, for one call after the other.
pub struct Connection {
    link: Link,
    buffers: WipingBuffers,
    /// It is a proxy's that passes requests on.
    forward: Option<Forward>,
    /// The server asked for a client certificate, and there is none.
    lacks_certificate: bool,
    /// Another call was over it before.
    is_kept: bool,
    /// Something of the request is sent.
    has_sent: bool,
    /// What has come of the answer while the request was being sent.
    early: Early,
    /// Something of the answer has come.
    has_received: bool,
    /// The server takes in nothing more. It may have answered before: that it wants no body
    /// of this size.
    is_broken: bool,
}

impl Transport for Connection {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(
        &mut self,
        amount: usize,
        _timeout: NextTimeout,
    ) -> std::result::Result<(), ureq::Error> {
        let output = self.buffers.output();
        let output = output.get(..amount).unwrap_or_default();
        let sent = match &self.forward {
            _ if self.is_broken => Ok(Sent::Refused),
            Some(forward) if !self.has_sent => {
                self.link.send(&forward.rewrite(output), &mut self.early)
            }
            _ => self.link.send(output, &mut self.early),
        };
        self.link.socket().pace = Pace::Exchanging;
        self.has_sent = true;
        self.buffers.wipe_output(amount);
        match sent {
            Ok(Sent::Whole) => {}
            Ok(Sent::Refused) => self.is_broken = true,
            Err(error) if failure::is_closed(&error) => self.is_broken = true,
            Err(error) if self.lacks_certificate => {
                return Err(failure::without_certificate(error).into());
            }
            Err(error) => return Err(failure::exchange(error).into()),
        }
        Ok(())
    }

    fn await_input(&mut self, _timeout: NextTimeout) -> std::result::Result<bool, ureq::Error> {
        if !self.has_received {
            self.note_for_answer();
        }
        if self.buffers.is_full() {
            return Err(Failure::new(failure::endless_line()).into());
        }
        // There is room for more than that.
        let early = mem::take(&mut self.early);
        let received = match early.bytes.as_slice() {
            [] => self.link.read(self.buffers.input_append_buf()),
            mut early => early.read(self.buffers.input_append_buf()),
        };
        match received {
            Ok(0) if self.is_stale() => Err(Failure::stale().into()),
            Ok(amount) => {
                self.buffers.input_appended(amount);
                self.has_received |= amount > 0;
                Ok(amount > 0)
            }
            Err(error) if self.is_stale() && failure::is_closed(&error) => {
                Err(Failure::stale().into())
            }
            Err(error) if self.lacks_certificate && !self.has_received => {
                Err(failure::without_certificate(error).into())
            }
            Err(error) => Err(failure::exchange(error).into()),
        }
    }

    /// Asked when an answer is complete, and again before the next call.
    fn is_open(&mut self) -> bool {
        // One that was made for the second try is new.
        let is_unwanted = self.is_kept && wait::wants_new_connection();
        self.is_kept = true;
        self.has_sent = false;
        self.has_received = false;
        !self.is_broken && !is_unwanted && self.link.is_open()
    }

    fn is_tls(&self) -> bool {
        matches!(self.link, Link::Tls(_))
    }
}

impl Connection {
    /// What is to be known of the connection where the answer is read.
    fn note_for_answer(&self) {
        if self.lacks_certificate {
            wait::note_lack_of_certificate();
        }
        if let Some(forward) = &self.forward {
            wait::note_proxy(&forward.proxy);
        }
    }

    /// Whether the server may have closed it while nobody used it.
    fn is_stale(&self) -> bool {
        self.is_kept && !self.has_received
    }
}

impl fmt::Debug for ToServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ToServer")
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connection")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_of_an_answer_is_known_when_it_is_there() {
        for (answer, class) in [
            ("", None),
            ("HTTP/1.1 41", None),
            ("HTTP/1.1 413", Some(b'4')),
            ("HTTP/1.0 302 Found\r\n", Some(b'3')),
            ("\r\n\r\nHTTP/1.1 200 OK\r\n", Some(b'2')),
            ("HTTP/1.1 103 Early Hints\r\nLink: <", None),
            ("HTTP/1.1 103 Early Hints\r\n\r\n", None),
            ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 ", Some(b'5')),
            ("SSH-2.0-OpenSSH_9.2p1", Some(b'?')),
        ] {
            assert_eq!(status_class(answer.as_bytes()), class, "{answer:?}");
        }
    }
}
