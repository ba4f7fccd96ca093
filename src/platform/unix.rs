//! Unix: the clock, waiting, sockets, fork, files, the environment.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::OwnedFd;
use rustix::io::Errno;
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, timerfd_create, timerfd_settime,
};
use socket2::{SockRef, TcpKeepalive};
use std::ffi::{CStr, CString, OsStr, OsString, c_char, c_int};
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::mem;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::ptr;
use std::sync::Once;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

/// A socket that can be waited for.
pub use std::os::fd::AsFd as AsSocket;
use std::os::fd::BorrowedFd;

/// A point in time, by a clock that goes on while the machine is suspended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(Duration);

impl Instant {
    /// This moment.
    pub fn now() -> Instant {
        Instant(read(libc::CLOCK_BOOTTIME))
    }

    /// So long after it; `None` if that is never.
    pub fn checked_add(self, duration: Duration) -> Option<Instant> {
        self.0.checked_add(duration).map(Instant)
    }

    /// How long it still is until then; zero if it is over.
    pub fn left(self) -> Duration {
        self.0.saturating_sub(Instant::now().0)
    }
}

/// How long the machine was suspended since it was started.
pub fn suspended() -> Duration {
    // In this order, so that what passes between the two does not count.
    let awake = read(libc::CLOCK_MONOTONIC);
    read(libc::CLOCK_BOOTTIME).saturating_sub(awake)
}

fn read(clock: libc::clockid_t) -> Duration {
    // SAFETY: all zeros is a time, and the place outlives the call.
    let time = unsafe {
        let mut time: libc::timespec = mem::zeroed();
        libc::clock_gettime(clock, &raw mut time);
        time
    };
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// What ends a wait: at a time, or when any thread rings it.
#[derive(Debug)]
pub struct Alarm(OwnedFd);

impl Alarm {
    /// It is not set.
    pub fn new() -> io::Result<Alarm> {
        let flags = TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK;
        let timer = match timerfd_create(TimerfdClockId::Boottime, flags) {
            // Linux before 3.15.
            Err(Errno::INVAL) => timerfd_create(TimerfdClockId::Monotonic, flags),
            made => made,
        };
        Ok(Alarm(timer?))
    }

    /// From now on it ends a wait at that time, and no earlier; `None`: only when it is rung.
    pub fn set(&self, at: Option<Instant>) -> io::Result<()> {
        // A timer that is set to zero is off.
        let left = at.map(|at| at.left().max(Duration::from_nanos(1)));
        self.arm(left.unwrap_or_default())
    }

    /// Ends the wait, now or as soon as it begins.
    pub fn ring(&self) {
        // It fails for a timer that is none only.
        let _ = self.arm(Duration::from_nanos(1));
    }

    fn arm(&self, after: Duration) -> io::Result<()> {
        let timer = Itimerspec {
            it_interval: timespec(Duration::ZERO),
            it_value: timespec(after),
        };
        timerfd_settime(&self.0, TimerfdTimerFlags::empty(), &timer)?;
        Ok(())
    }
}

fn timespec(duration: Duration) -> Timespec {
    Timespec {
        tv_sec: duration.as_secs().try_into().unwrap_or(i64::MAX),
        tv_nsec: duration.subsec_nanos().into(),
    }
}

/// A socket in a wait.
pub struct Watched<'a> {
    socket: BorrowedFd<'a>,
    wanted: Ready,
    /// What it is ready for, after the wait.
    pub ready: Ready,
}

impl<'a> Watched<'a> {
    /// A socket, and what it is waited for.
    pub fn new(socket: &'a impl AsSocket, wanted: Ready) -> Watched<'a> {
        Watched {
            socket: socket.as_fd(),
            wanted,
            ready: Ready::default(),
        }
    }
}

/// What a socket can do without blocking.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ready {
    /// Reading gives bytes, the end, or an error.
    pub readable: bool,
    /// Writing takes bytes, or gives an error.
    pub writable: bool,
}

/// Blocks until a socket is ready in one of the ways that it is waited for, until the alarm, or
/// until a signal comes.
pub fn wait(alarm: &Alarm, sockets: &mut [Watched<'_>]) -> io::Result<()> {
    let of_sockets = sockets.iter().map(|watched| {
        let mut flags = PollFlags::empty();
        flags.set(PollFlags::IN, watched.wanted.readable);
        flags.set(PollFlags::OUT, watched.wanted.writable);
        PollFd::from_borrowed_fd(watched.socket, flags)
    });
    let of_alarm = PollFd::new(&alarm.0, PollFlags::IN);
    let mut polled: Vec<PollFd<'_>> = of_sockets.chain([of_alarm]).collect();
    match poll(&mut polled, None) {
        Ok(_) | Err(Errno::INTR) => {}
        Err(error) => return Err(error.into()),
    }
    for (watched, polled) in sockets.iter_mut().zip(&polled) {
        let is = |flags| polled.revents().intersects(flags);
        // A broken socket counts as ready: reading or writing it returns the error.
        let broken = PollFlags::ERR | PollFlags::HUP | PollFlags::NVAL;
        watched.ready = Ready {
            readable: is(PollFlags::IN | broken),
            writable: is(PollFlags::OUT | broken),
        };
    }
    Ok(())
}

/// How long a connection may be idle before the system asks whether its peer is still there, and
/// between two such questions.
const PROBE_AFTER: Duration = Duration::from_secs(10);
const PROBE_INTERVAL: Duration = Duration::from_secs(5);
/// How many of them may stay unanswered.
const PROBES: u32 = 3;
/// How long a peer may acknowledge nothing before the connection has failed.
const PEER_PATIENCE: Duration = Duration::from_secs(20);

/// Has the system find out within seconds that the peer of a connection has vanished, and end the
/// connection with an error.
pub fn notice_dead_peer(stream: &impl AsSocket) -> io::Result<()> {
    let socket = SockRef::from(stream);
    let probes = TcpKeepalive::new()
        .with_time(PROBE_AFTER)
        .with_interval(PROBE_INTERVAL)
        .with_retries(PROBES);
    socket.set_tcp_keepalive(&probes)?;
    socket.set_tcp_user_timeout(Some(PEER_PATIENCE))
}

/// Whether a connection that sends more than any window holds is to end when its peer takes in
/// nothing for a while: a peer that is busy is not one that has vanished.
pub fn allow_busy_peer(stream: &impl AsSocket, is_allowed: bool) -> io::Result<()> {
    let patience = (!is_allowed).then_some(PEER_PATIENCE);
    SockRef::from(stream).set_tcp_user_timeout(patience)
}

/// Whether connecting goes on in the background.
pub fn is_connecting(error: &io::Error) -> bool {
    error.kind() == ErrorKind::WouldBlock || error.raw_os_error() == Some(libc::EINPROGRESS)
}

/// Opens a file to read it. Opening a pipe does not wait for a writer.
pub fn open_file(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .custom_flags(libc::O_NONBLOCK)
        .open(path)
}

/// A variable of the process's environment; `None`, too, if the process has more rights than the
/// user who started it (setuid, setgid, file capabilities), whose environment is not to be trusted.
/// Not by `getenv`, which gives nothing: see `tsc_no_variable`.
pub fn environment_variable(name: &str) -> Option<OsString> {
    let name = CString::new(name).ok()?;
    // SAFETY: the name is a string. What is given is copied before this returns.
    let value = unsafe { secure_getenv(name.as_ptr()) };
    if value.is_null() {
        return None;
    }
    // SAFETY: the environment has strings.
    os_string(unsafe { CStr::from_ptr(value) }.to_bytes())
}

unsafe extern "C" {
    // The libc crate has it for other systems only.
    fn secure_getenv(name: *const c_char) -> *mut c_char;
}

/// What the shipped library has in place of C's `getenv` (cmake/libraries.cmake): ureq reads the
/// variables of proxies for each agent, though none of them is used, and the standard library some
/// of its own. That is a data race where a program changes its environment meanwhile.
#[unsafe(no_mangle)]
extern "C" fn tsc_no_variable(_: *const c_char) -> *mut c_char {
    ptr::null_mut()
}

/// Bytes that C has as a path or a variable's value; `None` if they cannot be one.
pub fn os_string(bytes: &[u8]) -> Option<OsString> {
    Some(OsStr::from_bytes(bytes).to_owned())
}

/// The families of IP addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Family {
    V4,
    V6,
}

/// Asks the system's resolver for the addresses of a host, without a port, up to so many; the
/// reason if there are none is for a message. Blocks as long as the resolver does.
pub fn resolve(host: &str, family: Family, most: usize) -> Result<Vec<SocketAddr>, String> {
    let name = CString::new(host).map_err(|_| "it has a NUL in it".to_owned())?;
    // SAFETY: all zeros are hints that ask for nothing.
    let mut hints: libc::addrinfo = unsafe { mem::zeroed() };
    hints.ai_socktype = libc::SOCK_STREAM;
    hints.ai_family = match family {
        Family::V4 => libc::AF_INET,
        Family::V6 => libc::AF_INET6,
    };
    let mut first = ptr::null_mut();
    // SAFETY: the name ends with a NUL, and both places outlive the call.
    let code =
        unsafe { libc::getaddrinfo(name.as_ptr(), ptr::null(), &raw const hints, &raw mut first) };
    if code == libc::EAI_SYSTEM {
        return Err(io::Error::last_os_error().to_string());
    }
    if code != 0 {
        // SAFETY: it gives a string that is never freed.
        let reason = unsafe { CStr::from_ptr(libc::gai_strerror(code)) };
        return Err(reason.to_string_lossy().into_owned());
    }
    let mut addresses = Vec::new();
    let mut next = first;
    // SAFETY: getaddrinfo has made the list, and it is freed only below.
    while let Some(entry) = unsafe { next.as_ref() } {
        // SAFETY: it is of the list.
        let address = unsafe { address_of(entry) };
        let is_new = |address: &SocketAddr| !addresses.contains(address);
        if let Some(address) = address.filter(is_new) {
            addresses.push(address);
        }
        next = if addresses.len() < most {
            entry.ai_next
        } else {
            ptr::null_mut()
        };
    }
    // SAFETY: it came from getaddrinfo, and is used no more.
    unsafe { libc::freeaddrinfo(first) };
    Ok(addresses)
}

/// # Safety
/// The entry is getaddrinfo's.
unsafe fn address_of(entry: &libc::addrinfo) -> Option<SocketAddr> {
    match entry.ai_family {
        libc::AF_INET => {
            // SAFETY: the address of such an entry is of this type.
            let v4 = unsafe { entry.ai_addr.cast::<libc::sockaddr_in>().as_ref() }?;
            let address = Ipv4Addr::from(u32::from_be(v4.sin_addr.s_addr));
            Some(SocketAddr::new(address.into(), 0))
        }
        libc::AF_INET6 => {
            // SAFETY: as above.
            let v6 = unsafe { entry.ai_addr.cast::<libc::sockaddr_in6>().as_ref() }?;
            let address = Ipv6Addr::from(v6.sin6_addr.s6_addr);
            Some(SocketAddrV6::new(address, 0, 0, v6.sin6_scope_id).into())
        }
        _ => None,
    }
}

/// The stack of a thread of the library's own, in bytes. The resolver's modules run on it.
const STACK: usize = 2 * 1024 * 1024;

/// Starts a thread that takes none of the process's signals, so that the program's handlers do not
/// run on it.
pub fn start_thread(name: &str, body: impl FnOnce() + Send + 'static) -> io::Result<()> {
    // SAFETY: all zeros are a set, and sigfillset makes it a full one.
    let mut all: libc::sigset_t = unsafe { mem::zeroed() };
    let mut before = all;
    // A new thread begins with the mask of the one that starts it.
    // SAFETY: both places outlive the calls, which change the mask of this thread only.
    unsafe {
        libc::sigfillset(&raw mut all);
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const all, &raw mut before);
    }
    // With a size given, the environment is not asked for one.
    let started = thread::Builder::new()
        .name(name.to_owned())
        .stack_size(STACK)
        .spawn(body);
    // SAFETY: as above.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &raw const before, ptr::null_mut()) };
    started.map(|_| ())
}

// Not all of libc's descriptions have it.
unsafe extern "C" {
    fn pthread_setcancelstate(state: c_int, before: *mut c_int) -> c_int;
}

/// PTHREAD_CANCEL_DISABLE of this system.
#[cfg(target_os = "macos")]
const CANCEL_DISABLE: c_int = 0;
/// The same.
#[cfg(not(target_os = "macos"))]
const CANCEL_DISABLE: c_int = 1;

/// While it lives, this thread is not ended by pthread_cancel.
pub struct Uncancelled(c_int);

impl Uncancelled {
    /// From now on.
    pub fn begin() -> Uncancelled {
        let mut before = CANCEL_DISABLE;
        // SAFETY: the place outlives the call, which changes this thread only.
        unsafe { pthread_setcancelstate(CANCEL_DISABLE, &raw mut before) };
        Uncancelled(before)
    }
}

impl Drop for Uncancelled {
    fn drop(&mut self) {
        let mut ours = CANCEL_DISABLE;
        // SAFETY: as above.
        unsafe { pthread_setcancelstate(self.0, &raw mut ours) };
    }
}

/// Something that each process has one of. A forked child has its own: that of its parent may be
/// locked by a thread that the child does not have.
pub struct PerProcess<T>(AtomicPtr<(u32, T)>);

impl<T: Default + Sync> PerProcess<T> {
    /// Made when it is first asked for.
    #[allow(clippy::new_without_default, reason = "it is for statics only")]
    pub const fn new() -> PerProcess<T> {
        PerProcess(AtomicPtr::new(ptr::null_mut()))
    }

    /// This process's. It is never freed.
    pub fn get(&'static self) -> &'static T {
        loop {
            let there = self.0.load(Ordering::Acquire);
            // SAFETY: what is stored is never freed.
            if let Some((home, value)) = unsafe { there.as_ref() }
                && *home == forks()
            {
                return value;
            }
            let made = Box::into_raw(Box::new((forks(), T::default())));
            let stored = self
                .0
                .compare_exchange(there, made, Ordering::AcqRel, Ordering::Acquire);
            if stored.is_err() {
                // SAFETY: nobody else has seen it.
                drop(unsafe { Box::from_raw(made) });
            }
        }
    }
}

/// How many forks lie between this process and the one that loaded the library.
static FORKS: AtomicU32 = AtomicU32::new(0);

extern "C" fn count_fork() {
    FORKS.fetch_add(1, Ordering::Relaxed);
}

/// From now on [`forks`] counts.
pub fn watch_forks() {
    static WATCH: Once = Once::new();
    // SAFETY: the function only adds to an atomic, which a forked child may do; the library
    // stays loaded as long as the process lives.
    WATCH.call_once(|| unsafe {
        libc::pthread_atfork(None, None, Some(count_fork));
    });
}

/// How many forks lie between this process and the one that [`watch_forks`] was called in first.
pub fn forks() -> u32 {
    FORKS.load(Ordering::Relaxed)
}
