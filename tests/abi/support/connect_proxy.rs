//! A proxy that accepts CONNECT, over TCP or TLS.

use super::relay::listen;
use rustix::event::{PollFd, PollFlags, poll};
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::sync::Arc;
use std::thread;

/// More connections than any test has.
const BACKLOG: i32 = 128;

/// Starts a proxy that serves until the process ends; returns its address.
pub fn start() -> String {
    serve(|mut near| {
        let mut far = connect(&mut near)?;
        let (mut near_too, mut far_too) = (near.try_clone()?, far.try_clone()?);
        let upwards = thread::spawn(move || {
            let _ = io::copy(&mut near_too, &mut far_too);
            far_too.shutdown(std::net::Shutdown::Both)
        });
        let _ = io::copy(&mut far, &mut near);
        let _ = near.shutdown(std::net::Shutdown::Both);
        drop(upwards.join());
        Ok(())
    })
}

/// Starts a proxy that is reached over TLS; returns its address and its certificate.
pub fn start_tls() -> (String, String) {
    let (config, certificate) = tls_config();
    let config = Arc::new(config);
    let address = serve(move |near| {
        let tls = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut near = StreamOwned::new(tls, near);
        let far = connect(&mut near)?;
        pass_on(near, far)
    });
    (address, certificate)
}

/// The TLS configuration of a server at 127.0.0.1, and its certificate.
pub fn tls_config() -> (ServerConfig, String) {
    let certified = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivatePkcs8KeyDer::from(certified.signing_key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certified.cert.der().clone()],
            PrivateKeyDer::Pkcs8(key),
        )
        .unwrap();
    (config, certified.cert.pem())
}

fn serve(serve: impl Fn(TcpStream) -> io::Result<()> + Clone + Send + 'static) -> String {
    let listener = listen((Ipv4Addr::LOCALHOST, 0).into(), BACKLOG);
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for near in listener.incoming().flatten() {
            let serve = serve.clone();
            // A client that disconnects halfway is not an error of the proxy.
            thread::spawn(move || drop(serve(near)));
        }
    });
    address
}

/// Reads a CONNECT request and connects to its target.
fn connect(near: &mut (impl Read + Write)) -> io::Result<TcpStream> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        near.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let mut words = head.split(' ');
    assert_eq!(words.next(), Some("CONNECT"), "{head}");
    let far = TcpStream::connect(words.next().unwrap())?;
    near.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
    near.flush()?;
    Ok(far)
}

/// Copies bytes both ways until one side closes its connection.
fn pass_on(
    mut near: StreamOwned<ServerConnection, TcpStream>,
    mut far: TcpStream,
) -> io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    near.sock.set_nonblocking(true)?;
    loop {
        let mut ready = [
            PollFd::new(&near.sock, PollFlags::IN),
            PollFd::new(&far, PollFlags::IN),
        ];
        poll(&mut ready, None)?;
        let [is_near, is_far] = ready.map(|socket| !socket.revents().is_empty());
        if is_near {
            take_from(&mut near, &mut far, &mut buffer)?;
        }
        if is_far {
            let count = far.read(&mut buffer)?;
            near.sock.set_nonblocking(false)?;
            near.write_all(&buffer[..count])?;
            near.flush()?;
            near.sock.set_nonblocking(true)?;
            if count == 0 {
                return Ok(());
            }
        }
    }
}

/// Copies to the server what the client has sent so far.
fn take_from(near: &mut impl Read, far: &mut TcpStream, buffer: &mut [u8]) -> io::Result<()> {
    loop {
        match near.read(buffer) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(count) => far.write_all(&buffer[..count])?,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}
