//! The tests that cannot run in a driver, and why. `scripts/remote-tests` leaves out these and no others,
//! and prints them.

/// Where a test cannot run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    /// In any process that is not this one.
    Everywhere,
    /// In a program for Windows.
    Windows,
}

use Where::{Everywhere, Windows};

const NOT_RUN: &[(&str, Where, &str)] = &[
    (
        "lists::look_ahead::list_with_pages_under_way_can_be_freed_in_a_forked_child",
        Everywhere,
        "the process with the library would have to fork",
    ),
    (
        "sessions::borrowed_token_stays_valid_after_switch_and_sign_out",
        Everywhere,
        "it reads memory that the library lends",
    ),
    (
        "cancellation::waiting_calls_sleep_until_they_are_cancelled",
        Windows,
        "it reads what system call each thread is in; \
         waits::waiting_calls_use_no_processor measures the same",
    ),
    (
        "requests::responses::connection_reset_before_the_end_of_the_body_is_an_error",
        Windows,
        "wine's select takes the error of a reset away, so that recv returns 0",
    ),
    (
        "requests::responses::hostile_responses_use_little_memory",
        Windows,
        "wine does not start with little address space",
    ),
    (
        "trust::unusable::unreadable_ca_path_is_refused",
        Windows,
        "files of Windows have no mode",
    ),
    (
        "unreachable_peer::call_is_resent_if_the_pooled_connections_peer_is_unreachable",
        Windows,
        "under wine it is Linux that sends data again, and for longer than Windows",
    ),
    (
        "unreachable_peer::peer_that_becomes_unreachable_during_a_response_is_detected",
        Windows,
        "wine's select takes the error of the connection away, so that recv returns 0",
    ),
];

/// Prints a line for each test that is not run here.
#[test]
fn list() {
    let is_windows = crate::process::is_windows();
    for (name, place, reason) in NOT_RUN {
        if *place == Everywhere || is_windows {
            println!("not run here: {name}: {reason}");
        }
    }
}
