//! Waiting with poll(2).

use crate::platform::alarm::Alarm;
use crate::platform::wait::watched::{Ready, Watched};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use std::io;

/// Blocks until a socket is ready for one of the operations that it is waited for, until the alarm
/// goes off, or until a signal arrives.
pub fn wait(alarm: &Alarm, sockets: &mut [Watched<'_>]) -> io::Result<()> {
    let socket_fds = sockets.iter().map(|watched| {
        let mut flags = PollFlags::empty();
        flags.set(PollFlags::IN, watched.wanted.readable);
        flags.set(PollFlags::OUT, watched.wanted.writable);
        PollFd::from_borrowed_fd(watched.socket, flags)
    });
    let alarm_fd = PollFd::from_borrowed_fd(alarm.polled(), PollFlags::IN);
    let mut polled: Vec<PollFd<'_>> = socket_fds.chain([alarm_fd]).collect();
    match poll(&mut polled, alarm.timeout().as_ref()) {
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
