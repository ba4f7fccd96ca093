//! A network of one's own for a test, with a name server that answers when it is told to.

use crate::support::await_true;
use std::ffi::CStr;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

/// Where the resolver finds the name server, and how long it waits for it: longer than any test.
const FILES: [(&str, &str); 3] = [
    (
        "/etc/resolv.conf",
        "nameserver 127.0.0.1\noptions timeout:30 attempts:1\n",
    ),
    ("/etc/nsswitch.conf", "hosts: files dns\n"),
    ("/etc/hosts", "127.0.0.1 localhost\n"),
];
const PORT: u16 = 53;
/// The type of a question for IPv4 addresses.
const A: [u8; 2] = [0, 1];

/// Gives this thread, and those that it starts, a network of their own in which only this machine
/// is, and an /etc of their own that leads to the name server.
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
}

fn done(result: i32, what: &str) {
    assert_eq!(result, 0, "{what}: {}", io::Error::last_os_error());
}

fn mount(source: Option<&CStr>, target: &CStr, kind: Option<&CStr>, flags: libc::c_ulong) {
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
    /// `None`: it keeps what it is asked to itself.
    addresses: Option<Vec<Ipv4Addr>>,
    /// What it has not answered yet, and who asked.
    questions: Vec<(Vec<u8>, SocketAddr)>,
}

/// Knows every name. It serves until the process ends.
pub struct NameServer {
    socket: UdpSocket,
    shared: Arc<(Mutex<State>, Condvar)>,
}

impl NameServer {
    /// One that does not answer yet.
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

    /// Answers nothing from now on.
    pub fn fall_silent(&self) {
        self.shared.0.lock().unwrap().addresses = None;
    }

    /// Answers with these addresses, also what it was asked before.
    pub fn answer_with(&self, addresses: &[Ipv4Addr]) {
        let mut state = self.shared.0.lock().unwrap();
        state.addresses = Some(addresses.to_vec());
        answer(&self.socket, &mut state);
    }

    /// Returns when it was asked something that it did not answer.
    pub fn wait_until_asked(&self) {
        let (state, changed) = &*self.shared;
        await_true("a name is asked for", state, changed, |state| {
            !state.questions.is_empty()
        });
    }
}

fn answer(socket: &UdpSocket, state: &mut State) {
    let Some(addresses) = &state.addresses else {
        return;
    };
    for (question, from) in state.questions.drain(..) {
        // The resolver that asked may be gone.
        let _ = socket.send_to(&answer_to(&question, addresses), from);
    }
}

/// An answer in the form of RFC 1035; there are no IPv6 addresses.
fn answer_to(query: &[u8], addresses: &[Ipv4Addr]) -> Vec<u8> {
    const HEADER: usize = 12;
    // The name, which a zero byte ends, a type and a class.
    let name = query[HEADER..].iter().position(|byte| *byte == 0).unwrap();
    let question = &query[HEADER..HEADER + name + 5];
    let is_a = question[name + 1..name + 3] == A;
    let addresses = if is_a { addresses } else { &[] };
    let mut answer = query[..2].to_vec();
    // An answer to a recursive question; one question, so many answers, nothing else.
    answer.extend([0x81, 0x80, 0, 1, 0, addresses.len().try_into().unwrap()]);
    answer.extend([0; 4]);
    answer.extend(question);
    for address in addresses {
        // For the name that stands after the header, of type A and class IN, good for no time.
        answer.extend([0xc0, HEADER as u8, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4]);
        answer.extend(address.octets());
    }
    answer
}
