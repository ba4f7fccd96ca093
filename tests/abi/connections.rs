//! The connection that a call uses: a pooled one while it is good, and a new one, once, if a pooled
//! connection turns out to be closed.

use crate::calls::{Act, Way, simulator_with, status};
use crate::support::connect_proxy::tls_config;
use crate::support::http_server::{listener, path_of, raw_server, read_head, response_to};
use crate::support::relay::{Relay, Stop};
use crate::support::tls_records::Records;
use crate::support::*;
use rustls::{ServerConnection, StreamOwned};
use socket2::SockRef;
use std::io::Write;
use std::net::{Ipv4Addr, TcpStream};
use std::ptr;
use std::sync::{Arc, mpsc};
use std::thread;
use tsc_simulator::{Action, Fault, Simulator};

/// A call of a session, or one that signs in.
#[derive(Clone, Copy, Debug)]
enum Call {
    Way(Way),
    Act(Act),
    /// A request with this method.
    Request(&'static str),
}

struct Repeatable {
    call: Call,
    /// True if the call is sent again when a pooled connection turns out to be closed.
    is_repeatable: bool,
}

const CALLS: [Repeatable; 16] = [
    Repeatable {
        call: Call::Way(Way::PersonalAccessToken),
        is_repeatable: true,
    },
    Repeatable {
        call: Call::Way(Way::Password),
        is_repeatable: true,
    },
    Repeatable {
        call: Call::Way(Way::JsonWebToken),
        is_repeatable: true,
    },
    Repeatable {
        call: Call::Way(Way::UnifiedAccessToken),
        is_repeatable: true,
    },
    Repeatable {
        call: Call::Way(Way::ConnectedApp),
        is_repeatable: true,
    },
    Repeatable {
        call: Call::Way(Way::Resume),
        is_repeatable: true,
    },
    Repeatable {
        call: Call::Act(Act::List),
        is_repeatable: true,
    },
    Repeatable {
        call: Call::Act(Act::Request),
        is_repeatable: true,
    },
    Repeatable {
        call: Call::Act(Act::SignOut),
        is_repeatable: true,
    },
    Repeatable {
        call: Call::Act(Act::SwitchSite),
        is_repeatable: false,
    },
    Repeatable {
        call: Call::Act(Act::Revoke),
        is_repeatable: false,
    },
    Repeatable {
        call: Call::Request("POST"),
        is_repeatable: false,
    },
    Repeatable {
        call: Call::Request("PUT"),
        is_repeatable: false,
    },
    Repeatable {
        call: Call::Request("PATCH"),
        is_repeatable: false,
    },
    Repeatable {
        call: Call::Request("DELETE"),
        is_repeatable: false,
    },
    Repeatable {
        call: Call::Request("OPTIONS"),
        is_repeatable: false,
    },
];

/// The outcome of a call, and the connections of its requests.
struct Met {
    status: &'static str,
    /// The connections of the call's own requests.
    connections: Vec<u64>,
    /// The connection that was pooled before the call.
    pooled: u64,
    /// The number of sessions on the server afterwards.
    live: usize,
}

/// Makes a call over a pooled connection, with a fault for so many of its requests.
fn meet(call: Call, action: Action, times: Option<usize>) -> Met {
    let is_cloud = matches!(call, Call::Way(Way::UnifiedAccessToken));
    let simulator = simulator_with("3.24", is_cloud, &[]);
    let server = Server::of(&simulator);
    let token = match call {
        Call::Act(Act::Revoke) => ADMIN_TOKEN,
        _ => TOKEN,
    };
    let session = server.sign_in(token, "").unwrap();
    let last = simulator.requests();
    let pooled = last.last().unwrap().connection;
    assert_eq!(last[0].connection, pooled);
    simulator.clear_requests();
    simulator.fault(Fault {
        times,
        ..Fault::on("", action)
    });
    let nobody = ptr::null_mut();
    let told = match call {
        Call::Way(way) => {
            let token = session.token().unwrap();
            status(&way.take(&server, &token, None, nobody))
        }
        Call::Act(act) => status(&act.run(&session, nobody)),
        Call::Request(method) => {
            serve(&simulator, "/x", &[]);
            status(&session.request(method, "x").unwrap().send())
        }
    };
    let requests = simulator.requests();
    Met {
        status: told,
        connections: requests.iter().map(|request| request.connection).collect(),
        pooled,
        live: simulator.live_sessions(),
    }
}

fn serve(simulator: &Simulator, path: &str, headers: &[(&str, &str)]) {
    simulator.fault(Fault::on(path, respond(200, headers, "")));
}

fn get(session: &Session, path: &str) -> &'static str {
    status(&session.request("GET", path).unwrap().send())
}

#[test]
fn repeatable_calls_are_resent_if_a_pooled_connection_is_closed() {
    for Repeatable {
        call,
        is_repeatable,
    } in CALLS
    {
        let met = meet(call, Action::Close, Some(1));
        let (status, count) = match is_repeatable {
            true => ("TSC_OK", 2),
            false => ("TSC_ERROR_CONNECT", 1),
        };
        assert_eq!(met.status, status, "{call:?}");
        assert_eq!(met.connections.len(), count, "{call:?}");
        assert_eq!(met.connections[0], met.pooled, "{call:?}");
        if is_repeatable {
            assert_ne!(met.connections[1], met.pooled, "{call:?}");
        }
    }
}

#[test]
fn no_call_is_sent_three_times() {
    for Repeatable {
        call,
        is_repeatable,
    } in CALLS
    {
        let met = meet(call, Action::Close, None);
        assert_eq!(met.status, "TSC_ERROR_CONNECT", "{call:?}");
        let count = if is_repeatable { 2 } else { 1 };
        assert_eq!(met.connections.len(), count, "{call:?}");
    }
}

/// Part of a response has come, so the server has received the request.
#[test]
fn no_call_is_resent_after_the_first_byte_of_a_response() {
    for Repeatable { call, .. } in CALLS {
        for count in [1, 20] {
            let met = meet(call, Action::CutAfter(count), Some(1));
            assert_eq!(met.status, "TSC_ERROR_CONNECT", "{call:?}");
            assert_eq!(met.connections, [met.pooled], "{call:?}");
        }
    }
}

/// The server executes the request, and the connection breaks before the response.
#[test]
fn resent_sign_in_and_sign_out_leave_the_expected_sessions() {
    for (call, live) in [
        // The second sign-in ends the first session.
        (Call::Way(Way::PersonalAccessToken), 1),
        // The session from before with alice's token, and two with her password, one of which the
        // client does not know of.
        (Call::Way(Way::Password), 3),
        (Call::Act(Act::SignOut), 0),
    ] {
        let met = meet(call, Action::Lose, Some(1));
        assert_eq!(met.status, "TSC_OK", "{call:?}");
        assert_eq!(met.connections.len(), 2, "{call:?}");
        assert_eq!(met.live, live, "{call:?}");
    }
}

#[test]
fn call_is_not_resent_if_a_new_connection_is_closed() {
    let simulator = simulator();
    let (server, session) = signed_in(&simulator, "");
    // The response also removes the pooled connection.
    serve(&simulator, "/x", &[("Connection", "close")]);
    assert_eq!(get(&session, "x"), "TSC_OK");
    simulator.clear_requests();
    simulator.fault(Fault::on("projects", Action::Close));
    assert_eq!(get(&session, "projects"), "TSC_ERROR_CONNECT");
    assert_eq!(simulator.requests().len(), 1);

    simulator.clear_requests();
    simulator.fault(Fault::on("serverInfo", Action::Close));
    assert_eq!(status(&server.get_info()), "TSC_ERROR_CONNECT");
    assert_eq!(simulator.requests().len(), 1);
    assert_eq!(get(&session, "projects"), "TSC_OK");
}

#[test]
fn connection_is_pooled_unless_the_server_closes_it() {
    for (header, is_pooled) in [
        (("Connection", "keep-alive"), true),
        (("X-A", "close"), true),
        (("Connection", "close"), false),
        (("Connection", "Close"), false),
        (("Connection", "X-A, close"), false),
    ] {
        let simulator = simulator();
        let (_server, session) = signed_in(&simulator, "");
        simulator.clear_requests();
        serve(&simulator, "/x", &[header]);
        assert_eq!(get(&session, "x"), "TSC_OK");
        assert_eq!(get(&session, "projects"), "TSC_OK");
        let requests = simulator.requests();
        let is_same = requests[0].connection == requests[1].connection;
        assert_eq!(is_same, is_pooled, "{header:?}");
    }
}

/// Connections beyond the pool's size are closed after their call.
#[test]
fn at_most_sixteen_connections_are_pooled() {
    const CALLS: usize = 20;
    const POOLED: usize = 16;
    let simulator = simulator();
    let relay = Relay::new(
        Ipv4Addr::LOCALHOST,
        &simulator.https_url().replace("https://", ""),
    );
    let server = Server::new(&format!("https://{}", relay.address)).unwrap();
    server.set_ca_pem(simulator.ca_pem().as_bytes()).unwrap();
    server.set_proxy(Some("")).unwrap();
    let session = server.sign_in(TOKEN, "").unwrap();
    simulator.clear_requests();
    simulator.fault(Fault {
        times: Some(CALLS),
        ..Fault::on("projects", Action::Hold)
    });
    thread::scope(|scope| {
        for _ in 0..CALLS {
            scope.spawn(|| assert_eq!(get(&session, "projects"), "TSC_OK"));
        }
        simulator.wait_until_held(CALLS);
        relay.wait_until_there_are(CALLS);
        simulator.release();
    });
    relay.wait_until_there_are(POOLED);

    // The pooled connections are used again.
    let before: Vec<u64> = simulator
        .requests()
        .iter()
        .map(|sent| sent.connection)
        .collect();
    simulator.clear_requests();
    assert_eq!(get(&session, "projects"), "TSC_OK");
    assert!(before.contains(&simulator.requests()[0].connection));
    drop(session);
    drop(server);
    relay.wait_until_there_are(0);
}

/// Bytes that arrive without a request are not the response to the next request, whether they come
/// together with the previous response or later.
#[test]
fn pooled_connection_with_unsolicited_bytes_is_not_reused() {
    const UNASKED: &str = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nunasked";
    for comes_later in [false, true] {
        let (all_sent, is_all_sent) = mpsc::channel();
        let address = listener("127.0.0.1", move |mut stream| {
            // Written bytes have arrived when the next request is made.
            stream.set_nodelay(true).unwrap();
            while let Some(head) = read_head(&mut stream) {
                let bytes = response_to(&head);
                let is_x = path_of(&head).ends_with("/x");
                let parts = match comes_later {
                    _ if !is_x => vec![bytes],
                    true => vec![bytes, UNASKED.to_owned()],
                    false => vec![bytes + UNASKED],
                };
                for part in parts {
                    let _ = stream.write_all(part.as_bytes());
                }
                if is_x {
                    all_sent.send(()).unwrap();
                }
            }
        });
        let server = Server::new(&format!("http://{address}")).unwrap();
        let session = server.sign_in(TOKEN, "").unwrap();
        for path in ["x", "y", "x"] {
            let response = session.request("GET", path).unwrap().send().unwrap();
            assert_eq!(response.text(), "asked", "{path} {comes_later}");
            if path == "x" {
                is_all_sent.recv().unwrap();
            }
        }
    }
}

/// TLS has messages of its own, such as session tickets. A server that sends them without end over
/// a pooled connection must not delay a call that takes a connection from the pool.
#[test]
fn pooled_connection_with_endless_tls_session_tickets_is_closed() {
    const CALLS: usize = 3;
    let (mut config, pem) = tls_config();
    config.enable_secret_extraction = true;
    let config = Arc::new(config);
    let (is_full, full) = mpsc::channel();
    let (is_over, over) = mpsc::channel();
    let address = listener("127.0.0.1", move |stream| {
        let (config, is_full, is_over) = (Arc::clone(&config), is_full.clone(), is_over.clone());
        thread::spawn(move || {
            let tls = ServerConnection::new(config).unwrap();
            let mut stream = StreamOwned::new(tls, stream);
            let head = read_head(&mut stream).unwrap();
            stream.write_all(response_to(&head).as_bytes()).unwrap();
            stream.flush().unwrap();
            let (tls, stream) = stream.into_parts();
            is_over
                .send(pour(Records::after(tls).tickets(), stream, &is_full))
                .unwrap();
        });
    });
    let server = Server::new(&format!("https://{address}")).unwrap();
    server.set_proxy(Some("")).unwrap();
    server.set_ca_pem(pem.as_bytes()).unwrap();
    for _ in 0..CALLS {
        server.get_info().unwrap();
        full.recv().unwrap();
    }
    drop(server);
    for is_all_taken in over.iter().take(CALLS) {
        assert!(!is_all_taken, "the client has taken in all of it");
    }
}

/// Sends more than the socket buffers hold, reports when they are full or the client has
/// disconnected, and continues. Returns true if the client read all of it.
fn pour(
    tickets: impl Iterator<Item = Vec<u8>>,
    mut stream: TcpStream,
    is_full: &mpsc::Sender<()>,
) -> bool {
    const RECORDS: usize = 50_000;
    const ROOM: usize = 64 * 1024;
    SockRef::from(&stream).set_send_buffer_size(ROOM).unwrap();
    stream.set_nonblocking(true).unwrap();
    let all: Vec<u8> = tickets.take(RECORDS).flatten().collect();
    let mut sent = 0;
    while let Ok(count) = stream.write(&all[sent..]) {
        sent += count;
    }
    is_full.send(()).unwrap();
    stream.set_nonblocking(false).unwrap();
    stream.write_all(&all[sent..]).is_ok()
}

/// The interim response arrives together with the response's head and a body longer than the limit
/// for heads.
#[test]
fn interim_1xx_responses_are_skipped() {
    let body = "b".repeat(200_000);
    for announced in [
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
    ] {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n";
        let bytes = format!("{announced}{head}{body}");
        let server = Server::new(&raw_server(bytes.into())).unwrap();
        let session = server.sign_in(TOKEN, "").unwrap();
        let response = session.request("GET", "x").unwrap().send().unwrap();
        assert!(response.text() == body, "{announced}");
    }
}

/// No part of such a response can be consumed, however much of it arrives.
#[test]
fn endless_line_is_a_protocol_error() {
    let simulator = simulator();
    let to = simulator.http_url().replace("http://", "");
    for (head, unit) in [
        (
            &b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"[..],
            &b"1"[..],
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
            b"0",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
            b"X-A: ",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"\r\r",
        ),
    ] {
        let relay = Relay::new(Ipv4Addr::LOCALHOST, &to);
        relay.stop(Stop::Flood(head, unit));
        let server = Server::new(&format!("http://{}", relay.address)).unwrap();
        let failure = server.get_info().unwrap_err();
        let head = String::from_utf8_lossy(head);
        assert_eq!(failure.name(), "TSC_ERROR_PROTOCOL", "{head}");
        let says = "a line does not end";
        assert!(
            failure.message.contains(says),
            "{head}: {}",
            failure.message
        );
        relay.wait_until_left();
    }
}
