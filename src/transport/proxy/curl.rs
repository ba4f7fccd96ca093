//! Runs the real curl, for tests: with the same environment variables it should choose the same proxy.
//! curl 7.88 or later is needed.

#![allow(clippy::unwrap_used)]

use std::env;
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

/// The comparison with curl for a row of a table.
pub enum Comparison {
    /// curl does what the row says.
    Same,
    /// curl does something else, for this reason.
    Differs(&'static str),
    /// There is no comparison, for this reason: the versions of curl differ, for example.
    Skipped(&'static str),
}

/// A connection to one of the listeners.
struct Arrival {
    /// The name of the listener.
    at: &'static str,
    authorization: Option<String>,
}

/// Listeners in place of the proxies named `first` and `second`, and of every server.
pub struct Curl {
    first: u16,
    second: u16,
    direct: u16,
    arrivals: Receiver<Arrival>,
}

impl Curl {
    pub fn new() -> Curl {
        let (sender, arrivals) = mpsc::channel();
        Curl {
            first: listen("first", &sender, authorization),
            second: listen("second", &sender, authorization),
            // Nothing is read here: a TLS handshake has no lines.
            direct: listen("direct", &sender, |_| None),
            arrivals,
        }
    }

    /// Describes how curl deviates from a row of a table; `None` if it does what the row says.
    pub fn difference(
        &self,
        variables: &[(&str, &str)],
        url: &str,
        ours: &str,
        comparison: &Comparison,
    ) -> Option<String> {
        if let Comparison::Skipped(reason) = comparison {
            println!("{url} {variables:?} is not compared with curl: {reason}");
            return None;
        }
        let arrivals = self.run(variables, url);
        let theirs = match arrivals.as_slice() {
            [] => "nowhere",
            [arrival] => arrival.at,
            _ => "to more than one",
        };
        match comparison {
            Comparison::Same if theirs != ours => Some(format!(
                "{url} {variables:?}: curl goes {theirs}, we {ours}"
            )),
            Comparison::Differs(reason) if theirs == ours => Some(format!(
                "{url} {variables:?}: curl goes {ours} too, but should not: {reason}"
            )),
            _ => None,
        }
    }

    /// The `Proxy-Authorization` that curl sends to a proxy.
    pub fn authorization(&self, proxy: &str) -> Option<String> {
        let arrivals = self.run(&[("all_proxy", proxy)], "http://a.test");
        assert_eq!(arrivals.len(), 1, "{proxy}");
        arrivals.into_iter().next()?.authorization
    }

    /// The version of curl, for messages.
    pub fn version(&self) -> String {
        let output = curl(Command::new("curl").arg("--version"));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.lines().next().unwrap_or_default().to_owned()
    }

    fn run(&self, variables: &[(&str, &str)], url: &str) -> Vec<Arrival> {
        let at = |port: u16| format!("127.0.0.1:{port}");
        let variables = variables.iter().map(|(name, value)| {
            let value = value.replace("first", &at(self.first));
            (*name, value.replace("second", &at(self.second)))
        });
        let mut command = Command::new("curl");
        command
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .envs(variables)
            // -q: no configuration file. The listeners close at once, so the time limit is not reached.
            .args(["-q", "--silent", "--output", "/dev/null"])
            .args(["--max-time", "60"])
            .args(["--connect-to", &format!("::{}", at(self.direct)), url]);
        curl(&mut command);
        self.arrivals.try_iter().collect()
    }
}

/// Runs a command of curl.
fn curl(command: &mut Command) -> Output {
    command
        .output()
        .map_err(|error| format!("curl is needed ({error})"))
        .unwrap()
}

/// Reports each connection to a new port, then closes it. The thread ends with the process.
fn listen(
    at: &'static str,
    sender: &Sender<Arrival>,
    read: impl Fn(&TcpStream) -> Option<String> + Send + 'static,
) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let sender = sender.clone();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let authorization = read(&stream);
            if sender.send(Arrival { at, authorization }).is_err() {
                break;
            }
        }
    });
    port
}

/// The value of `Proxy-Authorization` in the head of a request.
fn authorization(stream: &TcpStream) -> Option<String> {
    let lines = BufReader::new(stream).lines().map_while(Result::ok);
    let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    head.iter().find_map(|line| {
        let value = line.strip_prefix("Proxy-Authorization: ")?;
        Some(value.to_owned())
    })
}
