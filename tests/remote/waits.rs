//! A wait costs no tick: neither processor time nor, where the kernel counts them, context switches.

use crate::process;
use crate::support::own_process;
use crate::support::*;
use std::fs;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

/// The time that one call waits.
const WAIT: Duration = Duration::from_secs(2);
/// The processor time that it may take beyond that of a call that waits a tenth of the time. A wait that
/// ticks every millisecond takes more.
const MOST: Duration = Duration::from_millis(10);
/// The context switches that it may take beyond those of the short call.
const SWITCHES: u64 = 5;

/// The times that a thread of the driver has slept; `None` on Windows.
fn switches() -> Option<u64> {
    if process::is_windows() {
        return None;
    }
    let thread = process::thread();
    let path = format!("{}/task/{thread}/status", process::folder());
    let status = fs::read_to_string(path).unwrap();
    let count = status
        .lines()
        .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
    Some(count.unwrap().trim().parse().unwrap())
}

/// What a call costs that waits for a silent server until a limit: processor time of the driver's process,
/// and the context switches of the call's thread.
fn cost(wait: Duration) -> (Duration, Option<u64>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let server = Server::new(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    server.set_timeouts(0, 0, u32::try_from(wait.as_millis()).unwrap());
    let (before, switches_before) = (process::cpu_time(), switches());
    let begun = Instant::now();
    let failure = server.get_info().unwrap_err();
    assert!(begun.elapsed() >= wait);
    assert_eq!(failure.name(), "TSC_ERROR_TIMEOUT");
    let cost = process::cpu_time() - before;
    (cost, switches().map(|now| now - switches_before.unwrap()))
}

/// Compares a call that waits 2 s with one that waits 200 ms, so that what both do besides, and the calls
/// that measure, do not count.
#[test]
fn waiting_call_uses_no_processor() {
    if own_process::task().is_none() {
        return own_process::check("waits::waiting_call_uses_no_processor", "it");
    }
    cost(WAIT / 10);
    let (short, short_switches) = cost(WAIT / 10);
    let (long, long_switches) = cost(WAIT);
    println!(
        "row: a call that waits {WAIT:?}: {long:?} of processor time and {long_switches:?} context switches; \
         one that waits {:?}: {short:?} and {short_switches:?}",
        WAIT / 10
    );
    assert!(long <= short + MOST, "{long:?}");
    if let (Some(short), Some(long)) = (short_switches, long_switches) {
        assert!(long <= short + SWITCHES, "{long} and {short}");
    }
}

/// The same for many calls at once.
#[test]
fn many_waiting_calls_use_no_processor() {
    if own_process::task().is_none() {
        return own_process::check("waits::many_waiting_calls_use_no_processor", "it");
    }
    const CALLS: usize = 50;
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (url, cancellation) = (&url, &Cancellation::new());
    thread::scope(|scope| {
        let calls: Vec<_> = (0..CALLS)
            .map(|_| {
                scope.spawn(move || {
                    let server = Server::new(url).unwrap();
                    let failure = server.get_info_or_cancelled(cancellation.0).unwrap_err();
                    assert_eq!(failure.name(), "TSC_ERROR_CANCELLED");
                })
            })
            .collect();
        // All calls have begun when the process uses no processor any more.
        let mut before = process::cpu_time();
        loop {
            thread::sleep(WAIT / 10);
            let now = process::cpu_time();
            if now == before || now - before < Duration::from_millis(1) {
                break;
            }
            before = now;
        }
        let before = process::cpu_time();
        thread::sleep(WAIT);
        let cost = process::cpu_time() - before;
        println!("row: {CALLS} calls that wait {WAIT:?}: {cost:?} of processor time");
        cancellation.cancel();
        for call in calls {
            call.join().unwrap();
        }
        assert!(cost <= MOST, "{cost:?}");
    });
}
