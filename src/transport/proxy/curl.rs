//! The real curl, for tests: with the same variables it should go the same way. It has to be
//! 7.88 or later.

#![allow(clippy::unwrap_used)]

use std::env;
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

/// Who curl has to do with for a row of a table.
pub enum Way {
    /// It goes the way that the row says.
    OfCurl,
    /// It goes another way, and why.
    Ours(&'static str),
    /// Which way it goes depends on its version, or there is nothing to compare; and why.
    Open(&'static str),
}

/// Somebody who came to one of the listeners.
struct Arrival {
    at: &'static str,
    authorization: Option<String>,
}

/// Two listeners for the proxies with the names `first` and `second`, and one for every server.
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
            // TLS waits for an answer to what is no line of text.
            direct: listen("direct", &sender, |_| None),
            arrivals,
        }
    }

    /// How it goes another way for a URL than the row of a table says; `None` if it does not.
    pub fn difference(
        &self,
        variables: &[(&str, &str)],
        url: &str,
        ours: &str,
        way: &Way,
    ) -> Option<String> {
        if let Way::Open(why) = way {
            println!("{url} {variables:?} is not asked of curl: {why}");
            return None;
        }
        let arrivals = self.run(variables, url);
        let theirs = match arrivals.as_slice() {
            [] => "nowhere",
            [arrival] => arrival.at,
            _ => "to more than one",
        };
        match way {
            Way::OfCurl if theirs != ours => Some(format!(
                "{url} {variables:?}: curl goes {theirs}, we {ours}"
            )),
            Way::Ours(why) if theirs == ours => Some(format!(
                "{url} {variables:?}: curl goes {ours} too, but should not: {why}"
            )),
            _ => None,
        }
    }

    /// What it says to a proxy about who it is.
    pub fn authorization(&self, proxy: &str) -> Option<String> {
        let arrivals = self.run(&[("all_proxy", proxy)], "http://a.test");
        assert_eq!(arrivals.len(), 1, "{proxy}");
        arrivals.into_iter().next()?.authorization
    }

    /// For messages.
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
            // No configuration file. Everybody closes at once, so nothing waits for the limit.
            .args(["-q", "--silent", "--output", "/dev/null"])
            .args(["--max-time", "60"])
            .args(["--connect-to", &format!("::{}", at(self.direct)), url]);
        curl(&mut command);
        self.arrivals.try_iter().collect()
    }
}

fn curl(command: &mut Command) -> Output {
    command
        .output()
        .map_err(|error| format!("curl is needed ({error})"))
        .unwrap()
}

/// Tells of everybody who comes to a port, before it closes the connection; ends with the tests.
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
