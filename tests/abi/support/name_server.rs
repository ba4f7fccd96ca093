//! A network namespace for a test, with a name server that responds on command.

use super::waiting::await_true;
use std::ffi::CStr;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

/// The resolver's configuration: the name server's address, and a timeout longer than any test.
const FILES: [(&str, &str); 3] = [
    (
        "/etc/resolv.conf",
        "nameserver 127.0.0.1\noptions timeout:30 attempts:1\n",
    ),
    ("/etc/nsswitch.conf", "hosts: files dns\n"),
    ("/etc/hosts", "127.0.0.1 localhost\n"),
];
const PORT: u16 = 53;
/// Record types of questions, for IPv4 and for IPv6 addresses.
const A: [u8; 2] = [0, 1];
const AAAA: [u8; 2] = [0, 28];

/// Moves this thread, and those that it starts, into a network namespace with only a loopback
/// interface, and a mount namespace whose /etc points at the name server.
pub fn isolate() {
    // SAFETY: it changes this thread only, and takes two flags.
    let unshared = unsafe { libc::unshare(libc::CLONE_NEWNS | libc::CLONE_NEWNET) };
    done(unshared, "a network of its own, which only root can have");
    mount(None, c"/", None, libc::MS_REC | libc::MS_PRIVATE);
    mount(Some(c"none"), c"/etc", Some(c"tmpfs"), 0);
    for (path, text) in FILES {
        std::fs::write(path, text).unwrap();
    }
    bring_up_loopback();
    crate::process::follow_into_namespaces();
}

fn done(result: i32, what: &str) {
    assert_eq!(result, 0, "{what}: {}", io::Error::last_os_error());
}

pub fn mount(source: Option<&CStr>, target: &CStr, kind: Option<&CStr>, flags: libc::c_ulong) {
    let pointer = |text: Option<&CStr>| text.map_or(std::ptr::null(), CStr::as_ptr);
    // SAFETY: the strings outlive the call, and NULL is for what is not needed.
    let mounted = unsafe {
        libc::mount(
            pointer(source),
            target.as_ptr(),
            pointer(kind),
            flags,
            std::ptr::null(),
        )
    };
    done(mounted, "mounting");
}

fn bring_up_loopback() {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).unwrap();
    // SAFETY: all zeros is a valid value of it.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    for (to, from) in request.ifr_name.iter_mut().zip(b"lo") {
        *to = from.cast_signed();
    }
    request.ifr_ifru.ifru_flags = libc::IFF_UP as libc::c_short;
    let socket = std::os::fd::AsRawFd::as_raw_fd(&socket);
    // SAFETY: the request is one for this call, and outlives it.
    let brought = unsafe { libc::ioctl(socket, libc::SIOCSIFFLAGS, &raw const request) };
    done(brought, "bringing up the loopback interface");
}

#[derive(Default)]
struct State {
    /// `None`: these questions get no response.
    v4: Option<Vec<Ipv4Addr>>,
    v6: Option<Vec<Ipv6Addr>>,
    /// Unanswered questions, each with the address of its sender.
    questions: Vec<(Vec<u8>, SocketAddr)>,
}

/// A name server that knows every name. It serves until the process ends.
pub struct NameServer {
    socket: UdpSocket,
    shared: Arc<(Mutex<State>, Condvar)>,
}

impl NameServer {
    /// Starts a name server that does not respond yet.
    pub fn start() -> NameServer {
        let server = NameServer {
            socket: UdpSocket::bind((Ipv4Addr::LOCALHOST, PORT)).unwrap(),
            shared: Arc::default(),
        };
        let (socket, shared) = (
            server.socket.try_clone().unwrap(),
            Arc::clone(&server.shared),
        );
        thread::spawn(move || {
            let mut buffer = [0; 512];
            while let Ok((length, from)) = socket.recv_from(&mut buffer) {
                let mut state = shared.0.lock().unwrap();
                state.questions.push((buffer[..length].to_vec(), from));
                answer(&socket, &mut state);
                shared.1.notify_all();
            }
        });
        server
    }

    /// Stops responding.
    pub fn fall_silent(&self) {
        self.respond(None, None);
    }

    /// Responds with these IPv4 addresses, also to pending questions.
    pub fn respond_with(&self, addresses: &[Ipv4Addr]) {
        self.respond(Some(addresses), Some(&[]));
    }

    /// Responds with these addresses, or not at all for `None`, also to pending questions.
    pub fn respond(&self, v4: Option<&[Ipv4Addr]>, v6: Option<&[Ipv6Addr]>) {
        let mut state = self.shared.0.lock().unwrap();
        state.v4 = v4.map(<[_]>::to_vec);
        state.v6 = v6.map(<[_]>::to_vec);
        answer(&self.socket, &mut state);
    }

    /// Returns once a question is pending.
    pub fn wait_until_asked(&self) {
        let (state, changed) = &*self.shared;
        await_true("a name is asked for", state, changed, |state| {
            !state.questions.is_empty()
        });
    }
}

fn answer(socket: &UdpSocket, state: &mut State) {
    let questions = std::mem::take(&mut state.questions);
    for (question, from) in questions {
        match response_to(&question, state) {
            // The resolver that asked may have ended.
            Some(response) => drop(socket.send_to(&response, from)),
            None => state.questions.push((question, from)),
        }
    }
}

/// A response in the format of RFC 1035.
fn response_to(query: &[u8], state: &State) -> Option<Vec<u8>> {
    const HEADER: usize = 12;
    // The name, which ends with a zero byte, then a type and a class.
    let name = query[HEADER..].iter().position(|byte| *byte == 0).unwrap();
    let question = &query[HEADER..HEADER + name + 5];
    let kind = &question[name + 1..name + 3];
    let v4 = |addresses: &Vec<Ipv4Addr>| addresses.iter().map(|ip| ip.octets().into()).collect();
    let v6 = |addresses: &Vec<Ipv6Addr>| addresses.iter().map(|ip| ip.octets().into()).collect();
    let addresses: Vec<Vec<u8>> = match kind {
        kind if kind == A => state.v4.as_ref().map(v4)?,
        kind if kind == AAAA => state.v6.as_ref().map(v6)?,
        _ => vec![],
    };
    let mut response = query[..2].to_vec();
    // Flags of a recursive response; one question, the number of answers, no other records.
    response.extend([0x81, 0x80, 0, 1, 0, addresses.len().try_into().unwrap()]);
    response.extend([0; 4]);
    response.extend(question);
    for address in addresses {
        // A pointer to the name after the header, the type, class IN, a time to live of 0.
        response.extend([0xc0, HEADER as u8, kind[0], kind[1], 0, 1, 0, 0, 0, 0, 0]);
        response.push(address.len().try_into().unwrap());
        response.extend(address);
    }
    Some(response)
}
