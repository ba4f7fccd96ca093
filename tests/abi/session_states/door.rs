//! A listener that can be closed.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use tsc_simulator::Simulator;

/// A loopback address that no other test listens on, so that a closed port stays closed.
pub const DOOR: &str = "127.0.0.4";

/// A relay to the simulator that can be closed.
pub struct Door {
    pub address: SocketAddr,
    pub is_open: Arc<AtomicBool>,
    pub thread: JoinHandle<()>,
}

impl Door {
    pub fn to(simulator: &Simulator) -> Door {
        let to = simulator.https_url().replace("https://", "");
        let listener = TcpListener::bind((DOOR, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let is_open = Arc::new(AtomicBool::new(true));
        let open = Arc::clone(&is_open);
        let thread = thread::spawn(move || {
            for near in listener.incoming().flatten() {
                if !open.load(Ordering::Acquire) {
                    return;
                }
                let far = TcpStream::connect(&to).unwrap();
                let pipe = |mut from: TcpStream, mut to: TcpStream| {
                    thread::spawn(move || {
                        let _ = std::io::copy(&mut from, &mut to);
                        let _ = to.shutdown(std::net::Shutdown::Write);
                    });
                };
                pipe(near.try_clone().unwrap(), far.try_clone().unwrap());
                pipe(far, near);
            }
        });
        Door {
            address,
            is_open,
            thread,
        }
    }

    /// Closes the listener: connections are refused from now on.
    pub fn shut(self) {
        self.is_open.store(false, Ordering::Release);
        drop(TcpStream::connect(self.address));
        self.thread.join().unwrap();
        // Until another test's child process has called exec, it has a copy of the listener.
        while TcpStream::connect(self.address).is_ok() {
            thread::yield_now();
        }
    }
}
