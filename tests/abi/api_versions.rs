//! The version table: servers of each API version, and the calls that each has. A call that a
//! server lacks is refused before anything is sent.

use crate::calls::*;
use crate::support::*;
use std::fmt::Write as _;
use std::ptr;
use std::sync::Barrier;
use tsc_simulator::{Action, Fault, Simulator};

type Version = (u32, u32);

/// The call of a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operation {
    Info,
    Sign(Way),
    SignAs(Way),
    Do(Act),
}

use Act::{List, Revoke, SignOut, SwitchSite};
use Operation::{Do, Info, Sign, SignAs};
use Way::{ConnectedApp, JsonWebToken, Password, PersonalAccessToken, Resume, UnifiedAccessToken};

struct Column {
    heading: &'static str,
    call: Operation,
    since: Version,
}

/// The columns: a call, and the first API version that has it, as Tableau's reference says. A call
/// without a version there is as old as its kind of sign-in. Server info is always available:
/// servers without it have the legacy page.
const COLUMNS: [Column; 14] = [
    Column {
        heading: "get info",
        call: Info,
        since: (1, 0),
    },
    Column {
        heading: "password",
        call: Sign(Password),
        since: (1, 0),
    },
    Column {
        heading: "password as",
        call: SignAs(Password),
        since: (1, 0),
    },
    Column {
        heading: "token",
        call: Sign(PersonalAccessToken),
        since: (3, 6),
    },
    Column {
        heading: "app",
        call: Sign(ConnectedApp),
        since: (3, 17),
    },
    Column {
        heading: "token as",
        call: SignAs(PersonalAccessToken),
        since: (3, 11),
    },
    Column {
        heading: "JWT",
        call: Sign(JsonWebToken),
        since: (3, 17),
    },
    Column {
        heading: "JWT as",
        call: SignAs(JsonWebToken),
        since: (3, 17),
    },
    Column {
        heading: "UAT",
        call: Sign(UnifiedAccessToken),
        since: (3, 17),
    },
    Column {
        heading: "resume",
        call: Sign(Resume),
        since: (3, 1),
    },
    Column {
        heading: "switch",
        call: Do(SwitchSite),
        since: (2, 6),
    },
    Column {
        heading: "sign out",
        call: Do(SignOut),
        since: (1, 0),
    },
    Column {
        heading: "revoke",
        call: Do(Revoke),
        since: (3, 11),
    },
    Column {
        heading: "list",
        call: Do(List),
        since: (2, 0),
    },
];

/// The newest version that the simulator supports.
const NEWEST: Version = (3, 27);

fn versions() -> impl Iterator<Item = Version> {
    let of = |major, last| (0..=last).map(move |minor| (major, minor));
    of(2, 8).chain(of(3, NEWEST.1))
}

fn text((major, minor): Version) -> String {
    format!("{major}.{minor}")
}

/// The requests that the probe sends.
fn probe(version: Version) -> Vec<String> {
    let mut lines = vec!["GET /api/2.4/serverInfo".to_owned()];
    if version < (2, 4) {
        lines.push("GET /auth".to_owned());
    }
    lines
}

/// A server of one version, and the handles that the calls of a row use.
struct Row {
    simulator: Simulator,
    cloud: Simulator,
    server: Server,
    cloud_server: Server,
    alice: Session,
    served: Version,
    used: Version,
}

impl Row {
    /// Starts the server of a row; `pinned` overrides the server's version.
    fn new(served: Version, pinned: Option<Version>) -> Row {
        let start = |cloud| simulator_with(&text(served), cloud, &[]);
        let (simulator, cloud) = (start(false), start(true));
        let (server, cloud_server) = (Server::of(&simulator), Server::of(&cloud));
        let pinned_text = pinned.map(text);
        for server in [&server, &cloud_server] {
            server.set_api_version(pinned_text.as_deref()).unwrap();
            server.get_info().unwrap();
        }
        let alice = server.sign_in_with_password(PASSWORD, None, None).unwrap();
        Row {
            simulator,
            cloud,
            server,
            cloud_server,
            alice,
            served,
            used: pinned.unwrap_or(served),
        }
    }

    /// Makes the call of a column; returns its result, and the requests that should have been sent.
    fn run(&self, operation: Operation) -> (Result<()>, Vec<String>) {
        let used = text(self.used);
        let nobody = ptr::null_mut();
        let token = self.alice.token().unwrap();
        match operation {
            Info => (self.server.get_info().map(drop), probe(self.served)),
            Sign(way) => {
                let server = match way {
                    UnifiedAccessToken => &self.cloud_server,
                    _ => &self.server,
                };
                let session = way.take(server, &token, None, nobody);
                (session.map(drop), vec![way.line(&used)])
            }
            SignAs(way) => {
                let alice = self.alice.user_id().unwrap();
                let session = way.take(&self.server, &token, Some(&alice), nobody);
                let user = session.map(|session| {
                    assert_eq!(session.user_id().unwrap(), alice);
                });
                (user, vec![way.line(&used)])
            }
            Do(act) => {
                let admin = self
                    .server
                    .sign_in_with_password(ADMIN_PASSWORD, None, None)
                    .unwrap();
                let line = act.line(&used, &admin.site_id().unwrap());
                self.clear();
                (act.run(&admin, nobody), vec![line])
            }
        }
    }

    fn clear(&self) {
        self.simulator.clear_requests();
        self.cloud.clear_requests();
    }

    fn sent(&self) -> Vec<String> {
        let mut lines = sent(&self.simulator);
        lines.extend(sent(&self.cloud));
        lines
    }

    /// Fills in the row, and adds to `wrong` the cells that are not as expected.
    fn fill(&self, wrong: &mut Vec<String>) -> String {
        let mut row = format!("{:>6} {:>6}", text(self.served), text(self.used));
        for Column {
            heading: name,
            call,
            since,
        } in COLUMNS
        {
            let is_there = self.used >= since;
            self.clear();
            let (result, request) = self.run(call);
            let (status, sent) = (status(&result), self.sent());
            let expected = match is_there {
                true => ("TSC_OK", request),
                false => ("TSC_ERROR_UNSUPPORTED_VERSION", vec![]),
            };
            let explained = is_there
                || result.is_err_and(|failure| {
                    let words: Vec<&str> = failure.message.split([' ', ',']).collect();
                    failure.http_status == 0
                        && words.contains(&text(since).as_str())
                        && words.contains(&text(self.used).as_str())
                });
            if (status, &sent) != (expected.0, &expected.1) || !explained {
                wrong.push(format!(
                    "{row}: {name}: {status}, sent {sent:?}, not {expected:?}"
                ));
            }
            let cell = if status == "TSC_OK" { "OK" } else { "-" };
            let _ = write!(row, " {cell:^12}");
        }
        row
    }
}

fn heading() -> String {
    let mut heading = format!("{:>6} {:>6}", "server", "used");
    for Column { heading: name, .. } in COLUMNS {
        let _ = write!(heading, " {name:^12}");
    }
    heading
}

#[test]
fn call_that_the_api_version_lacks_is_refused_before_sending() {
    let mut wrong = vec![];
    println!("{}", heading());
    for version in versions() {
        println!("{}", Row::new(version, None).fill(&mut wrong));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn api_version_set_by_the_program_overrides_the_servers() {
    let mut wrong = vec![];
    println!("{}", heading());
    for version in [
        (2, 0),
        (2, 5),
        (2, 6),
        (3, 0),
        (3, 1),
        (3, 5),
        (3, 10),
        (3, 16),
        (3, 17),
    ] {
        println!("{}", Row::new(NEWEST, Some(version)).fill(&mut wrong));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn first_sign_in_probes_and_sends_no_secret_to_old_servers() {
    for version in versions() {
        let simulator = simulator_of_version(&text(version));
        let signed_in = Server::of(&simulator).sign_in(TOKEN, "");
        let mut lines = probe(version);
        if version >= (3, 6) {
            lines.push(PersonalAccessToken.line(&text(version)));
        }
        assert_eq!(sent(&simulator), lines);
        assert_eq!(signed_in.is_ok(), version >= (3, 6), "{version:?}");
    }
}

#[test]
fn concurrent_sign_ins_share_one_probe() {
    const THREADS: usize = 64;
    let simulator = simulator();
    let server = Server::of(&simulator);
    let barrier = Barrier::new(THREADS);
    // The probe is still in progress when the other threads call.
    simulator.fault(Fault::on("serverInfo", Action::Hold));
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                barrier.wait();
                let session = server.sign_in_with_password(PASSWORD, None, None).unwrap();
                assert_eq!(session.api_version(), "3.24");
            });
        }
        simulator.wait_until_held(1);
        simulator.release();
    });
    let probes = sent(&simulator);
    let probes = probes.iter().filter(|line| line.ends_with("serverInfo"));
    assert_eq!(probes.count(), 1);
    assert_eq!(sent(&simulator).len(), 1 + THREADS);
    assert_eq!(simulator.live_sessions(), THREADS);
}
