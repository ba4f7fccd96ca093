//! Waiting with Winsock's `select`. `WSAPoll` does not report that connecting failed on Windows before
//! 10 version 2004, among them Windows Server 2016 and 2019.

use crate::platform::alarm::Alarm;
use crate::platform::wait::watched::{Ready, Watched};
use rustix::event::{FdSetElement, FdSetIter, fd_set_insert, fd_set_num_elements, select};
use rustix::fd::{AsRawFd, BorrowedFd, RawFd};
use std::io;

/// Blocks until a socket is ready for one of the operations that it is waited for, or until the alarm
/// goes off.
pub fn wait(alarm: &Alarm, sockets: &mut [Watched<'_>]) -> io::Result<()> {
    let polled = alarm.polled();
    let wants = |is_wanted: fn(&Ready) -> bool| {
        let wanting = sockets
            .iter()
            .filter(move |watched| is_wanted(&watched.wanted));
        wanting.map(|watched| watched.socket)
    };
    let mut readable = Set::new(wants(|wanted| wanted.readable).chain([polled]));
    let mut writable = Set::new(wants(|wanted| wanted.writable));
    // An attempt to connect that failed is reported here.
    let mut failed = Set::new(wants(|wanted| wanted.writable));
    // SAFETY: the sockets in the sets are borrowed until after the call.
    let waited = unsafe {
        select(
            0,
            Some(&mut readable.0),
            Some(&mut writable.0),
            Some(&mut failed.0),
            alarm.timeout().as_ref(),
        )
    };
    waited?;
    for watched in sockets {
        let has_failed = failed.contains(watched.socket);
        watched.ready = Ready {
            readable: readable.contains(watched.socket) || has_failed,
            writable: writable.contains(watched.socket) || has_failed,
        };
    }
    Ok(())
}

/// A set of sockets.
struct Set(Vec<FdSetElement>);

impl Set {
    fn new<'a>(sockets: impl Iterator<Item = BorrowedFd<'a>>) -> Set {
        let sockets: Vec<RawFd> = sockets.map(|socket| socket.as_raw_fd()).collect();
        let elements = fd_set_num_elements(sockets.len(), 0);
        let mut set = vec![FdSetElement::default(); elements];
        for socket in sockets {
            fd_set_insert(&mut set, socket);
        }
        Set(set)
    }

    fn contains(&self, socket: BorrowedFd<'_>) -> bool {
        FdSetIter::new(&self.0).any(|other| other == socket.as_raw_fd())
    }
}
