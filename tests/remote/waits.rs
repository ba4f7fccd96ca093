//! A wait costs no tick: neither processor time nor, where the kernel counts them, context switches.

use crate::process;
use crate::support::own_process;
use crate::support::*;
use std::fs;
use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Calls that wait at the same time for a silent server.
const CALLS: usize = 50;
/// The time for which they are watched.
const WATCHED: Duration = Duration::from_secs(2);
/// The processor time that the process may take meanwhile: the clock of Windows has no shorter step. If
/// each call woke every 20 ms, it would take more.
const MOST: Duration = Duration::from_millis(10);

/// The times that threads of the driver have slept.
fn switches(threads: &[u64]) -> u64 {
    let of_thread = |thread: &u64| -> u64 {
        let path = format!("{}/task/{thread}/status", process::folder());
        let status = fs::read_to_string(path).unwrap();
        let count = status
            .lines()
            .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        count.unwrap().trim().parse().unwrap()
    };
    threads.iter().map(of_thread).sum()
}

/// Compares the processor time of the driver's process, and the context switches of the calls' threads,
/// before and after two seconds in which nothing happens.
#[test]
fn waiting_calls_use_no_processor() {
    if own_process::task().is_none() {
        return own_process::check("waits::waiting_calls_use_no_processor", "it");
    }
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (url, cancellation) = (&url, &Cancellation::new());
    let (send, threads) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..CALLS {
            let send = send.clone();
            scope.spawn(move || {
                send.send(process::thread()).unwrap();
                let server = Server::new(url).unwrap();
                let failure = server.get_info_or_cancelled(cancellation.0).unwrap_err();
                assert_eq!(failure.name(), "TSC_ERROR_CANCELLED");
            });
        }
        // Each call has sent its request.
        let accept = |_| listener.accept().unwrap().0;
        let mut streams: Vec<TcpStream> = (0..CALLS).map(accept).collect();
        for stream in &mut streams {
            stream.read_exact(&mut [0]).unwrap();
        }
        let threads: Vec<u64> = threads.iter().take(CALLS).collect();
        // Each has found no response, and has nothing left to do.
        let mut before = process::cpu_time();
        loop {
            thread::sleep(WATCHED / 4);
            let now = process::cpu_time();
            if now - before < Duration::from_millis(1) {
                break;
            }
            before = now;
        }

        let are_counted = !process::is_windows();
        let slept = || are_counted.then(|| switches(&threads));
        let (before, slept_before) = (process::cpu_time(), slept());
        thread::sleep(WATCHED);
        let (cost, slept_after) = (process::cpu_time() - before, slept());
        println!(
            "row: {CALLS} calls that wait, in {WATCHED:?}: {cost:?} of processor time, context switches \
             {slept_before:?} and then {slept_after:?}"
        );
        cancellation.cancel();
        assert!(cost <= MOST, "{cost:?}");
        assert_eq!(slept_before, slept_after);
    });
}
