//! The alarm on Unix systems without a timer that can be polled: a time limit of the poll, and a pipe
//! that another thread writes to.

use crate::platform::alarm::time_limit::TimeLimit;
use crate::platform::unix::Instant;
use rustix::event::Timespec;
use rustix::fd::{AsFd, BorrowedFd};
use rustix::io::ioctl_fionbio;
use std::io::{self, PipeReader, PipeWriter, Read, Write};

/// A pipe whose ends are both here.
#[derive(Debug)]
pub struct Alarm {
    limit: TimeLimit,
    reader: PipeReader,
    writer: PipeWriter,
}

impl Alarm {
    /// An alarm that is not set.
    pub fn new() -> io::Result<Alarm> {
        let (reader, writer) = io::pipe()?;
        ioctl_fionbio(&reader, true)?;
        ioctl_fionbio(&writer, true)?;
        Ok(Alarm {
            limit: TimeLimit::default(),
            reader,
            writer,
        })
    }

    /// Sets the time at which the alarm ends a wait, and clears an earlier ring. With `None` only
    /// [`Alarm::ring`] ends a wait.
    pub fn set(&self, at: Option<Instant>) -> io::Result<()> {
        self.limit.set(at);
        // Reading fails once the pipe is empty.
        while (&self.reader).read(&mut [0; 64]).is_ok() {}
        Ok(())
    }

    /// Ends the current wait on this alarm, or the next one as soon as it begins.
    pub fn ring(&self) {
        // A full pipe rings, too.
        let _ = (&self.writer).write(&[1]);
    }

    /// What is polled for input: it can be read from once the alarm was rung.
    pub fn polled(&self) -> BorrowedFd<'_> {
        self.reader.as_fd()
    }

    /// The longest time that a poll may take.
    pub fn timeout(&self) -> Option<Timespec> {
        self.limit.timeout()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rustix::event::{PollFd, PollFlags, poll};
    use std::time::Duration;

    fn wait(alarm: &Alarm) -> usize {
        let polled = PollFd::from_borrowed_fd(alarm.polled(), PollFlags::IN);
        poll(&mut [polled], alarm.timeout().as_ref()).unwrap()
    }

    fn set(alarm: &Alarm, limit: Duration) {
        alarm.set(Instant::now().checked_add(limit)).unwrap();
    }

    #[test]
    fn time_or_a_ring_ends_a_wait() {
        let alarm = Alarm::new().unwrap();
        set(&alarm, Duration::from_millis(1));
        assert_eq!(wait(&alarm), 0);
        set(&alarm, Duration::from_secs(600));
        std::thread::scope(|scope| {
            scope.spawn(|| alarm.ring());
            assert_eq!(wait(&alarm), 1);
        });
        // It goes on until it is set anew, however often it was rung.
        (0..100_000).for_each(|_| alarm.ring());
        assert_eq!(wait(&alarm), 1);
        set(&alarm, Duration::from_millis(1));
        assert_eq!(wait(&alarm), 0);
    }
}
