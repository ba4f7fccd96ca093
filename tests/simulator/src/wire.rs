//! A connection whose next response can be replaced, to simulate broken servers and networks.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Replaces the next bytes that a connection writes.
#[derive(Clone, Default)]
pub struct Switch(Arc<Mutex<Option<Vec<u8>>>>);

impl Switch {
    /// Writes `bytes` in place of the next response, and closes the connection.
    pub fn replace(&self, bytes: Vec<u8>) {
        *self.lock() = Some(bytes);
    }

    fn lock(&self) -> MutexGuard<'_, Option<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The stream below HTTP and above TCP or TLS.
pub struct Wire<Stream> {
    stream: Stream,
    switch: Switch,
}

impl<Stream> Wire<Stream> {
    pub fn new(stream: Stream, switch: Switch) -> Self {
        Self { stream, switch }
    }
}

impl<Stream: AsyncRead + Unpin> AsyncRead for Wire<Stream> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<Stream: AsyncWrite + Unpin> AsyncWrite for Wire<Stream> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        let Wire { stream, switch } = self.get_mut();
        let mut replacement = switch.lock();
        let Some(bytes) = replacement.as_mut() else {
            return Pin::new(stream).poll_write(context, buffer);
        };
        while !bytes.is_empty() {
            let written = ready!(Pin::new(&mut *stream).poll_write(context, bytes))?;
            bytes.drain(..written);
        }
        ready!(Pin::new(&mut *stream).poll_flush(context))?;
        ready!(Pin::new(stream).poll_shutdown(context))?;
        Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
