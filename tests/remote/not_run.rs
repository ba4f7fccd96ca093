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
        "it reads Linux's table of threads; waits::many_waiting_calls_use_no_processor is there",
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
