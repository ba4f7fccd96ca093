//! The servers that are trusted, tested against OpenSSL's own TLS server, each row on TLS 1.2 and 1.3.
//! `--nocapture` prints the table.

mod accepted;
mod identity;
mod refused;
mod system_roots;
mod unusable;

use crate::support::Server;
use crate::support::folder::Folder;
use crate::support::openssl::{Ca, OpenSsl, Table, VERSIONS, Version, ask, info};
use identity::Identity;
use std::env;
use std::process::Command;

const UNKNOWN_ISSUER: &str = "unknown issuer";
const CA_AS_SERVER: &str = "it is a CA's certificate, and not itself trusted";
const NO_CA_AS_ISSUER: &str = "its issuer is not a CA";
const OTHER_HOST: &str = "it is for another host name";
const NO_NAMES: &str = "it has no subjectAltName, and its common name is not checked";
const EXPIRED: &str = "it has expired";
const NOT_YET_VALID: &str = "it is not valid yet";
const NOT_FOR_SERVERS: &str = "it is not meant for servers";
const WRONG_SIGNATURE: &str = "its signature is wrong";

/// A server with the first certificate, which also sends the others.
fn serve(shown: &[&Identity], version: Version) -> OpenSsl {
    let folder = Folder::unique("openssl");
    let own = shown[0];
    let chain: String = shown[1..].iter().map(|one| one.pem()).collect();
    folder.file("own.pem", own.pem());
    folder.file("key.pem", own.key.serialize_pem());
    folder.file("chain.pem", chain);
    OpenSsl::start_in(folder, &[], version)
}

/// Adds a row that is refused for a reason, and one without verification that is accepted.
fn refuse(
    table: &mut Table,
    what: &str,
    version: Version,
    (server, told): (Server, String),
    reason: &str,
) {
    table.row(what, version, &told, Some(reason));
    server.set_verify(0);
    table.row("    the same, set_verify(0)", version, &info(&server), None);
}

/// A server certificate that is accepted.
struct Accepted<'a> {
    name: &'a str,
    /// The host in the server's URL.
    host: &'a str,
    /// The server's certificate, and those that it sends along.
    shown: &'a [&'a Identity],
    /// The CA that the program sets.
    trusted: Ca,
}

/// A server certificate that is refused.
struct Refused<'a> {
    name: &'a str,
    host: &'a str,
    shown: &'a [&'a Identity],
    trusted: Ca,
    /// A part of the message.
    reason: &'a str,
}

fn all_accepted(rows: &[Accepted<'_>]) {
    let mut table = Table::default();
    for row in rows {
        for version in VERSIONS {
            let openssl = serve(row.shown, version);
            let (_, told) = ask(row.host, &openssl.port, &row.trusted);
            table.row(row.name, version, &told, None);
        }
    }
    table.is_as_expected();
}

fn all_refused(rows: &[Refused<'_>]) {
    let mut table = Table::default();
    for row in rows {
        for version in VERSIONS {
            let openssl = serve(row.shown, version);
            refuse(
                &mut table,
                row.name,
                version,
                ask(row.host, &openssl.port, &row.trusted),
                row.reason,
            );
        }
    }
    table.is_as_expected();
}

/// Runs a test in a child process, and returns the line that it printed.
fn in_a_process(test: &str, environment: &[(&str, &str)]) -> String {
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", &format!("trust::{test}")])
        .arg("--nocapture")
        .env_remove("SSL_CERT_FILE")
        .env_remove("SSL_CERT_DIR")
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let told = output.split_once("\ntold: ").map(|(_, told)| told);
    let told = told.and_then(|told| told.lines().next());
    told.expect(&output).to_owned()
}
