//! Many threads of the driver at once.

use crate::calls::PASSWORD;
use crate::support::*;
use std::sync::Barrier;
use std::thread;

const THREADS: usize = 64;

#[test]
fn threads_sign_in_list_and_sign_out_at_once() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let barrier = Barrier::new(THREADS);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                barrier.wait();
                // Each sign-in with a personal access token would end the session of the one before.
                let session = server
                    .sign_in_with_password(PASSWORD, Some(""), None)
                    .unwrap();
                let list = session.list("workbooks").unwrap();
                list.set_page_size(1000).unwrap();
                assert_eq!(list.rest("id").unwrap().len(), 2345);
                session.sign_out().unwrap();
            });
        }
    });
    assert_eq!(simulator.live_sessions(), 0);
    println!("row: {THREADS} threads signed in, read 2345 workbooks and signed out");
}
