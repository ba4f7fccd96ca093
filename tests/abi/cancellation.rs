//! The cost of waiting calls, and how soon a cancellation ends them. The server is a socket in the
//! same process that nobody reads, so that only the library's own work is measured.

use crate::process;
use crate::support::own_process;
use crate::support::*;
use std::fs;
use std::net::TcpListener;
use std::sync::Mutex;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// The number of waiting calls, each with a cancellation of its own: most wait for a response,
/// those of one server for another call's probe.
const CALLS: usize = 500;
const OF_ONE_SERVER: usize = 50;
/// The time for which they are watched. TSC_TEST_SECONDS sets a longer one, for the numbers in the
/// documentation.
const WATCHED: Duration = Duration::from_secs(1);

fn threads() -> Vec<String> {
    let threads = fs::read_dir(format!("{}/task", process::folder()))
        .unwrap()
        .flatten();
    threads
        .map(|thread| thread.path().to_str().unwrap().to_owned())
        .collect()
}

/// The number of times that threads have woken, and the number of threads that wait in poll.
fn wakes(threads: &[String]) -> (u64, usize) {
    let mut wakes = 0;
    let mut asleep = 0;
    let calls = [libc::SYS_poll, libc::SYS_ppoll].map(|call| format!("{call} "));
    for thread in threads {
        let status = fs::read_to_string(format!("{thread}/status")).unwrap();
        let count = |name| status.lines().find_map(|line| line.strip_prefix(name));
        wakes += count("voluntary_ctxt_switches:")
            .map(|count| count.trim().parse::<u64>().unwrap())
            .unwrap();
        let call = fs::read_to_string(format!("{thread}/syscall")).unwrap();
        asleep += usize::from(calls.iter().any(|poll| call.starts_with(poll)));
    }
    (wakes, asleep)
}

fn allow_many_descriptors() {
    // SAFETY: the place outlives both calls.
    unsafe {
        let mut limit = std::mem::zeroed();
        libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit);
        limit.rlim_cur = limit.rlim_max;
        libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit);
    }
}

/// No thread wakes while nothing happens, and a cancellation ends a wait at once.
#[test]
fn waiting_calls_sleep_until_they_are_cancelled() {
    if own_process::task().is_none() {
        return own_process::check(
            "cancellation::waiting_calls_sleep_until_they_are_cancelled",
            "it",
        );
    }
    allow_many_descriptors();
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    // SAFETY: the socket is open; a longer backlog than it began with is allowed.
    unsafe { libc::listen(std::os::fd::AsRawFd::as_raw_fd(&listener), 2048) };
    let before = threads();
    let shared = Server::new(&url).unwrap();
    let servers: Vec<Server> = (OF_ONE_SERVER..CALLS)
        .map(|_| Server::new(&url).unwrap())
        .collect();
    let shared = (0..OF_ONE_SERVER).map(|_| &shared);
    let servers: Vec<&Server> = servers.iter().chain(shared).collect();
    let cancellations: Vec<Cancellation> = servers.iter().map(|_| Cancellation::new()).collect();
    let ended: Mutex<Vec<(usize, Instant)>> = Mutex::new(vec![]);
    let mut latencies = thread::scope(|scope| {
        for (index, server) in servers.iter().enumerate() {
            let (cancellation, ended) = (&cancellations[index], &ended);
            scope.spawn(move || {
                let failure = server.get_info_or_cancelled(cancellation.0).unwrap_err();
                let now = Instant::now();
                assert_eq!(failure.name(), "TSC_ERROR_CANCELLED");
                ended.lock().unwrap().push((index, now));
            });
        }
        let mut new = vec![];
        while new.len() < CALLS || wakes(&new).1 < CALLS {
            new = threads();
            new.retain(|thread| !before.contains(thread));
        }
        let seconds = std::env::var("TSC_TEST_SECONDS").ok();
        let watched = seconds.map_or(WATCHED, |seconds| {
            Duration::from_secs(seconds.parse().unwrap())
        });
        let (wakes_before, _) = wakes(&new);
        let cpu_before = process::cpu_time();
        // The sleep waits for no event: the test is that nothing happens meanwhile.
        thread::sleep(watched);
        let cpu = process::cpu_time() - cpu_before;
        let (wakes_after, _) = wakes(&new);
        println!(
            "row: {CALLS} waiting calls: {} wakes and {cpu:?} of CPU in {watched:?}",
            wakes_after - wakes_before
        );
        assert_eq!(wakes_after, wakes_before);
        let begun: Vec<Instant> = cancellations
            .iter()
            .map(|cancellation| {
                let now = Instant::now();
                cancellation.cancel();
                now
            })
            .collect();
        while ended.lock().unwrap().len() < CALLS {
            thread::yield_now();
        }
        let ended = ended.lock().unwrap();
        let latencies = ended.iter().map(|(index, end)| *end - begun[*index]);
        latencies.collect::<Vec<Duration>>()
    });
    latencies.sort();
    println!(
        "row: all cancelled at once: median {:?}, worst {:?}",
        latencies[CALLS / 2],
        latencies[CALLS - 1]
    );
}

/// One call after the other is cancelled, so that no call waits for a processor.
#[test]
fn cancelled_call_returns_at_once() {
    if own_process::task().is_none() {
        return own_process::check("cancellation::cancelled_call_returns_at_once", "it");
    }
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    const TIMES: usize = 100;
    let mut latencies = vec![];
    for _ in 0..TIMES {
        let server = Server::new(&url).unwrap();
        let cancellation = Cancellation::new();
        let latency = thread::scope(|scope| {
            let (server, cancellation) = (&server, &cancellation);
            let (send, thread) = mpsc::channel();
            let call = scope.spawn(move || {
                send.send(process::thread()).unwrap();
                let failure = server.get_info_or_cancelled(cancellation.0).unwrap_err();
                (failure.status, Instant::now())
            });
            process::wait_until_asleep(thread.recv().unwrap());
            let begun = Instant::now();
            cancellation.cancel();
            let (status, ended) = call.join().unwrap();
            assert_eq!(status, crate::library::TSC_ERROR_CANCELLED);
            ended - begun
        });
        latencies.push(latency);
    }
    latencies.sort();
    println!(
        "row: cancel to return: median {:?}, worst {:?}",
        latencies[TIMES / 2],
        latencies[TIMES - 1]
    );
    // Generous, for a busy machine.
    assert!(
        latencies[TIMES / 2] < Duration::from_secs(1),
        "{latencies:?}"
    );
}

/// The timeout starts when the cancellation is created, and applies to several calls.
#[test]
fn cancellation_with_timeout_ends_calls_when_it_expires() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = Server::new(&url).unwrap();
    let cancellation = Cancellation::with_timeout(50);
    for _ in 0..2 {
        let failure = server.get_info_or_cancelled(cancellation.0).unwrap_err();
        assert_eq!(failure.name(), "TSC_ERROR_TIMEOUT");
        let says = "the time limit of its cancellation has expired, which was 0.05 s";
        assert!(failure.message.contains(says), "{}", failure.message);
        assert!(cancellation.is_cancelled());
    }
    // The first reason decides the status.
    cancellation.cancel();
    let failure = server.get_info_or_cancelled(cancellation.0).unwrap_err();
    assert_eq!(failure.name(), "TSC_ERROR_TIMEOUT");
    let cancellation = Cancellation::with_timeout(u32::MAX);
    assert!(!cancellation.is_cancelled());
    cancellation.cancel();
    let failure = server.get_info_or_cancelled(cancellation.0).unwrap_err();
    assert_eq!(failure.name(), "TSC_ERROR_CANCELLED");
    let over = Cancellation::with_timeout(0);
    assert!(over.is_cancelled());
    let failure = server.get_info_or_cancelled(over.0).unwrap_err();
    assert_eq!(failure.name(), "TSC_ERROR_TIMEOUT");
    // The server's own timeouts apply as well.
    server.set_timeouts(0, 0, 20);
    let cancellation = Cancellation::with_timeout(u32::MAX);
    let failure = server.get_info_or_cancelled(cancellation.0).unwrap_err();
    assert!(
        failure
            .message
            .contains("the whole call took longer than 0.02 s")
    );
    assert!(!cancellation.is_cancelled());
}
