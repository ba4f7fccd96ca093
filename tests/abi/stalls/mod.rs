//! The phases in which a call can wait, and what ends the wait: the phase's limit, the limit of the
//! whole call, and a cancellation. No descriptor and no thread is left behind, and the connection
//! is not used again; another call in progress is not affected, and the session remains usable.
//!
//! Each phase has a process of its own, which counts its descriptors and threads. `--nocapture`
//! prints the table.

mod counts;
mod dead_address;
mod phases;
mod scene;

use crate::process;
use crate::support::own_process;
use crate::support::*;
use counts::*;
use phases::*;
use scene::*;
use std::process::Output;
use std::thread;
use std::time::{Duration, Instant};
use tsc_simulator::{Action, Fault};

/// A call that takes longer than this was not ended by what should have ended it.
const LATE: Duration = Duration::from_secs(5);

/// The library promises 5 ms; a busy machine may be slower.
const LATE_FOR_A_CANCEL: Duration = Duration::from_secs(2);

/// One row: a call that stops in a phase while another call is in progress.
fn row(scene: &Scene, phase: &Phase, end: End) {
    let before = Counts::now();
    let (cancellation, untouched) = (Cancellation::new(), Cancellation::new());
    let path = match phase.other {
        What::Info => "serverInfo",
        What::Switch => "switchSite",
        _ => "/projects",
    };
    scene.simulator.fault(Fault::on(path, Action::Hold));
    let this_thread = process::thread();
    let (result, took) = thread::scope(|scope| {
        scene.server.set_timeouts(0, 0, 0);
        let other = scene.call(phase.other, "projects");
        let other = scope.spawn(|| other(&untouched));
        scene.simulator.wait_until_held(1);

        let (connect, silence, total) = phase.timeouts(end);
        scene.server.set_timeouts(connect, silence, total);
        let call = scene.call(phase.what, "long");
        let shut = scene.stall(phase.stall);
        let canceller = (end == End::Cancel).then(|| {
            scope.spawn(|| {
                scene.wait_until_stalled(phase.stall, this_thread);
                let now = Instant::now();
                cancellation.cancel();
                now
            })
        });
        let begun = Instant::now();
        let result = call(&cancellation);
        let ended = Instant::now();
        let begun = canceller.map_or(begun, |canceller| canceller.join().unwrap());
        scene.go_on(phase.stall, shut);

        scene.server.set_timeouts(0, 0, 0);
        scene.call(What::Get, "after")(&untouched).unwrap();
        scene.simulator.release();
        other.join().unwrap().unwrap();
        (result, ended - begun)
    });
    // Over the other call's connection.
    let again = if phase.what == What::Info {
        What::Info
    } else {
        What::Get
    };
    scene.call(again, "projects")(&untouched).unwrap();
    before.wait_until_again();

    check_end(scene, phase, end, &result.unwrap_err(), took);
}

fn check_end(scene: &Scene, phase: &Phase, end: End, failure: &Failure, took: Duration) {
    let (_, message) = failure.message.split_once(": ").unwrap();
    println!(
        "row: {:<32} {end:<12} {:<20} after {:>4} ms: {message}",
        phase.name,
        failure.name(),
        took.as_millis()
    );
    let (status, says) = phase.told(end);
    assert_eq!(failure.name(), status, "{}", failure.message);
    assert!(message.starts_with(&says), "{}", failure.message);
    if matches!(phase.way, Way::Proxy | Way::TlsProxy) && end != End::Cancel {
        let address = format!("://{}", scene.relay.address);
        assert!(message.ends_with(&address), "{}", failure.message);
    }
    match end {
        End::Cancel => assert!(took < LATE_FOR_A_CANCEL, "{took:?}"),
        _ => {
            let limit = phase.timeouts(end);
            let limit = [limit.0, limit.1, limit.2].into_iter().max().unwrap();
            assert!(took >= Duration::from_millis(limit.into()), "{took:?}");
            assert!(took < LATE, "{took:?}");
        }
    }
}

#[test]
fn every_stall_is_ended_without_leaking_resources() {
    if let Some(name) = own_process::task() {
        let phase = PHASES.iter().find(|phase| phase.name == name).unwrap();
        let scene = Scene::new(phase);
        for end in phase.ends() {
            row(&scene, phase, end);
        }
        scene.session.sign_out().unwrap();
        assert_eq!(scene.simulator.live_sessions(), 0);
        return;
    }
    let outputs: Vec<Output> = thread::scope(|scope| {
        let run = |phase: &'static Phase| {
            let test = "stalls::every_stall_is_ended_without_leaking_resources";
            scope.spawn(move || own_process::run(test, phase.name))
        };
        let running: Vec<_> = PHASES.iter().map(run).collect();
        running
            .into_iter()
            .map(|process| process.join().unwrap())
            .collect()
    });
    let mut failed = vec![];
    for (phase, output) in PHASES.iter().zip(outputs) {
        let printed = own_process::printed(&output);
        let rows: Vec<&str> = own_process::rows(&printed).collect();
        rows.iter().for_each(|row| println!("{row}"));
        if !output.status.success() || rows.len() != phase.ends().count() {
            failed.push(format!("{}: {}\n{printed}", phase.name, output.status));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
