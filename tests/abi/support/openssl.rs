//! OpenSSL's own TLS server and client, and tables of the library's verdicts on certificates.

use super::folder::Folder;
use super::{Result, Server};
use std::fmt;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

const SERVER_INFO: &str = "<tsResponse xmlns=\"http://tableau.com/api\"><serverInfo>\
    <productVersion build=\"20231.23.0310.1029\">2023.1.0</productVersion>\
    <restApiVersion>3.19</restApiVersion></serverInfo></tsResponse>";

#[derive(Clone, Copy)]
pub enum Version {
    Tls12,
    Tls13,
}

pub const VERSIONS: [Version; 2] = [Version::Tls12, Version::Tls13];

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Version::Tls12 => "TLS 1.2",
            Version::Tls13 => "TLS 1.3",
        })
    }
}

pub fn server_info_response() -> String {
    let length = SERVER_INFO.len();
    let headers = format!("Content-Type: application/xml\r\nContent-Length: {length}\r\n");
    format!("HTTP/1.1 200 OK\r\n{headers}\r\n{SERVER_INFO}")
}

/// An `openssl s_server` whose only page is a server info. It ends when dropped.
pub struct OpenSsl {
    process: Child,
    _output: BufReader<ChildStdout>,
    pub port: String,
    pub folder: Folder,
}

impl OpenSsl {
    /// Starts a server with the certificate own.pem, the key key.pem and the chain chain.pem of a
    /// folder.
    pub fn start_in(folder: Folder, arguments: &[&str], version: Version) -> OpenSsl {
        OpenSsl::start_with(folder, arguments, Some(version))
    }

    /// Starts a server whose TLS version, if any, is among the arguments.
    pub fn start_with(folder: Folder, arguments: &[&str], version: Option<Version>) -> OpenSsl {
        fs::create_dir_all(folder.path().join("api/2.4")).unwrap();
        folder.file("api/2.4/serverInfo", server_info_response());
        let mut command = Command::new("openssl");
        command
            .args(["s_server", "-HTTP", "-accept", "127.0.0.1:0"])
            .args(["-cert", "own.pem", "-key", "key.pem"])
            .args(arguments)
            .args(version.map(|version| match version {
                Version::Tls12 => "-tls1_2",
                Version::Tls13 => "-tls1_3",
            }));
        let chain = fs::metadata(folder.path().join("chain.pem"));
        if chain.is_ok_and(|chain| chain.len() > 0) {
            command.args(["-cert_chain", "chain.pem"]);
        }
        let mut process = command
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the openssl program is needed");
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let port = loop {
            let mut line = String::new();
            let length = output.read_line(&mut line).unwrap();
            assert_ne!(length, 0, "openssl s_server ended at once");
            if let Some(address) = line.trim().strip_prefix("ACCEPT 127.0.0.1:") {
                break address.to_owned();
            }
        };
        OpenSsl {
            process,
            _output: output,
            port,
            folder,
        }
    }

    /// Connects with OpenSSL's own client: true if it accepts the server, and its error text.
    pub fn client_says(&self, ca: &str) -> (bool, String) {
        let output = Command::new("openssl")
            .args(["s_client", "-brief", "-verify_return_error"])
            .args(["-connect", &format!("127.0.0.1:{}", self.port)])
            .args(["-verify_hostname", "localhost", "-CAfile", ca])
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        let error = told.lines().find(|line| line.contains("error"));
        let error = error.map(|line| line.rsplit(':').next().unwrap_or(line).trim().to_owned());
        (output.status.success(), error.unwrap_or("ok".to_owned()))
    }
}

impl Drop for OpenSsl {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The CA that a program sets.
pub enum Ca {
    Path(String),
    Pem(String),
}

impl Ca {
    fn set(&self, server: &Server) {
        match self {
            Ca::Path(path) => server.set_ca_path(Some(path)),
            Ca::Pem(pem) => server.set_ca_pem(pem.as_bytes()),
        }
        .unwrap();
    }
}

/// A table that is printed row by row, and the rows that were not as expected.
#[derive(Default)]
pub struct Table(Vec<String>);

impl Table {
    /// Prints a row. `reason` is a part of the expected error message; `None` if the certificate
    /// should be accepted.
    pub fn row(&mut self, what: &str, version: Version, told: &str, reason: Option<&str>) {
        let (status, message) = told.split_once(' ').unwrap_or((told, ""));
        let why = message.split_once(": ").map_or(message, |(_, why)| why);
        let line = format!("{what:<48} {version} {status:<22} {why}");
        println!("{line}");
        let is_right = match reason {
            None => told == "TSC_OK",
            Some(reason) => {
                status == "TSC_ERROR_CERTIFICATE" && message.contains(&format!("({reason}"))
            }
        };
        if !is_right {
            self.0.push(format!("{line}\n    expected: {reason:?}"));
        }
    }

    pub fn is_as_expected(&self) {
        assert!(self.0.is_empty(), "\n{}", self.0.join("\n"));
    }
}

/// Asks the server at an address for its version; returns the handle and the outcome.
pub fn ask(host: &str, port: &str, ca: &Ca) -> (Server, String) {
    let server = Server::new(&format!("https://{host}:{port}")).unwrap();
    ca.set(&server);
    let told = info(&server);
    (server, told)
}

pub fn info(server: &Server) -> String {
    let told = server.get_info();
    told_of(told.map(|(_, _, version)| assert_eq!(version, "3.19")))
}

/// The name of the status, followed by the message if there is one.
pub fn told_of(result: Result<()>) -> String {
    result.err().map_or("TSC_OK".to_owned(), |failure| {
        format!("{} {}", failure.name(), failure.message)
    })
}

/// Links each certificate of a directory under the hash of its name, as OpenSSL expects it.
pub fn rehash(folder: &Folder) {
    let mut command = Command::new("openssl");
    let status = command.arg("rehash").arg(folder.path()).status().unwrap();
    assert!(status.success());
    let entries = fs::read_dir(folder.path()).unwrap();
    let is_hash = |name: &str| name.len() == 10 && name.ends_with(".0");
    assert!(
        entries
            .flatten()
            .any(|entry| is_hash(&entry.file_name().to_string_lossy())),
        "openssl rehash made no link"
    );
}
