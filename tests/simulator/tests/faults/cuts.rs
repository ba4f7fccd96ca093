//! Connections that end at a chosen point, and those that stay silent.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread;

use crate::common::{Setup, password, setup};
use tsc_simulator::{Action, CutAt, Fault};

const CUTS: [CutAt; 6] = [
    CutAt::RequestBody,
    CutAt::Start,
    CutAt::Head(1),
    CutAt::Head(40),
    CutAt::Body(0),
    CutAt::Body(100),
];

fn sign_in() -> String {
    format!("<tsRequest>{}</tsRequest>", password("alice", ""))
}

/// Sends a request, and reads until the connection ends.
fn exchange(setup: &Setup, head: &str, body: &str) -> Vec<u8> {
    let address = setup.simulator.http_url();
    let address = address.replace("http://localhost", "127.0.0.1");
    let mut stream = TcpStream::connect(address).expect("connects");
    let request = format!("{head}\r\nHost: x\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut received = Vec::new();
    // A connection whose input was not read to its end is reset.
    let _ = stream.read_to_end(&mut received);
    received
}

/// A simulator that cuts the next request.
fn cutting(at: CutAt, executed: bool) -> Setup {
    let setup = setup();
    let fault = Fault::on("", Action::Cut { at, executed });
    setup.simulator.fault(fault);
    setup
}

#[test]
fn connection_ends_exactly_at_the_cut() {
    for executed in [false, true] {
        for cut in CUTS {
            let setup = cutting(cut, executed);
            let received = exchange(&setup, "GET /api/2.4/serverInfo HTTP/1.1", "");
            let end_of_head = received.windows(4).position(|four| four == b"\r\n\r\n");
            match cut {
                CutAt::RequestBody | CutAt::Start => assert!(received.is_empty()),
                CutAt::Head(count) => assert_eq!(received.len(), count),
                CutAt::Body(count) => {
                    let head = end_of_head.expect("a whole head") + 4;
                    assert_eq!(received.len() - head, count);
                }
            }
            let request = &setup.simulator.requests()[0];
            assert_eq!(request.status, 0, "{cut:?}");
            let expected = executed && cut != CutAt::RequestBody;
            assert_eq!(request.executed, expected, "{cut:?}");
        }
    }
}

#[test]
fn client_sees_every_cut_as_an_error() {
    for executed in [false, true] {
        for cut in CUTS {
            let setup = cutting(cut, executed);
            setup
                .call("POST", "/api/3.24/auth/signin", &[], &sign_in())
                .expect_err("cut");
            let live = usize::from(executed && cut != CutAt::RequestBody);
            assert_eq!(setup.simulator.live_sessions(), live, "{cut:?}");
            assert!(setup.get("/api/2.4/serverInfo").status == 200);
        }
    }
}

#[test]
fn request_body_need_not_be_sent_for_a_cut_before_it() {
    let setup = cutting(CutAt::RequestBody, true);
    let head = "POST /api/3.24/auth/signin HTTP/1.1\r\nContent-Length: 1000000";
    assert!(exchange(&setup, head, "<tsRequest>").is_empty());
    let request = &setup.simulator.requests()[0];
    assert_eq!((request.body.len(), request.executed), (0, false));
}

#[test]
fn silence_lasts_until_the_simulator_stops() {
    for executed in [false, true] {
        let setup = setup();
        setup
            .simulator
            .fault(Fault::on("/signin", Action::Silence { executed }));
        let address = setup.simulator.http_url();
        let address = address.replace("http://localhost", "127.0.0.1");
        let mut stream = TcpStream::connect(address).expect("connects");
        let body = sign_in();
        let request = format!(
            "POST /api/3.24/auth/signin HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).expect("sent");
        setup.simulator.wait_until_held(1);
        setup.simulator.release();
        assert_eq!(setup.simulator.live_sessions(), usize::from(executed));
        assert_eq!(setup.simulator.requests()[0].executed, executed);
        let reader = thread::spawn(move || {
            let mut received = Vec::new();
            let _ = stream.read_to_end(&mut received);
            received
        });
        drop(setup);
        assert!(reader.join().expect("joins").is_empty());
    }
}
