//! Files and texts that are not CAs, or cannot be read.

use super::identity::*;
use super::*;
use crate::process;
use crate::support::folder::Folder;
use crate::support::openssl::told_of;
use crate::support::*;
use std::env;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

/// The rows that Windows does not have, or says something else of.
const OF_UNIX: [&str; 3] = ["path below a file", "link to itself", "device"];

#[test]
fn unusable_ca_is_refused_when_it_is_set() {
    let ca = Identity::self_signed(authority("A CA"));
    let (pem, key) = (ca.pem(), ca.key.serialize_pem());
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let cut = &pem[..pem.len() / 2];
    let folder = Folder::unique("refused");
    let below = folder.path().join("ca.pem/below");
    folder.file("ca.pem", &pem);
    let circle = folder.path().join("circle");
    symlink(&circle, &circle).unwrap();
    let empty = Folder::unique("empty");
    let others = Folder::unique("others");
    others.file("README", "hello");
    others.file("key.pem", &key);
    others.file("empty.pem", "");
    fs::create_dir_all(others.path().join("ca.pem")).unwrap();
    let text = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    let server = Server::new("https://localhost").unwrap();
    struct Case<'a> {
        what: &'a str,
        path: String,
        /// A part of the message.
        reason: &'a str,
    }
    for Case { what, path, reason } in [
        Case {
            what: "missing path",
            path: "/no/such/file".to_owned(),
            reason: "No such file",
        },
        Case {
            what: "path that is empty text",
            path: String::new(),
            reason: "No such file",
        },
        Case {
            what: "path below a file",
            path: text(&below),
            reason: "Not a directory",
        },
        Case {
            what: "link to itself",
            path: text(&circle),
            reason: "symbolic links",
        },
        Case {
            what: "device",
            path: "/dev/null".to_owned(),
            reason: "neither a file nor a directory",
        },
        Case {
            what: "empty file",
            path: folder.file("empty.pem", ""),
            reason: "it is empty",
        },
        Case {
            what: "garbage",
            path: folder.file("garbage.pem", [0xff; 1000]),
            reason: "neither PEM nor",
        },
        Case {
            what: "text",
            path: folder.file("text.pem", "hello"),
            reason: "neither PEM nor",
        },
        Case {
            what: "key instead of a certificate",
            path: folder.file("key.pem", &key),
            reason: "no certificate",
        },
        Case {
            what: "key instead, DER",
            path: folder.file("key.der", ca.key.serialize_der()),
            reason: "neither PEM nor",
        },
        Case {
            what: "PEM of something else",
            path: folder.file("broken.pem", broken),
            reason: "it is not a readable X.509 certificate",
        },
        Case {
            what: "PEM cut off",
            path: folder.file("cut.pem", cut),
            reason: "its END line is missing",
        },
        Case {
            what: "empty directory",
            path: text(empty.path()),
            reason: "no certificate",
        },
        Case {
            what: "directory without certificates",
            path: text(others.path()),
            reason: "no certificate",
        },
    ] {
        if process::is_windows() && OF_UNIX.contains(&what) {
            println!("row: not on Windows: {what}");
            continue;
        }
        let failure = server.set_ca_path(Some(&path)).unwrap_err();
        println!("{what:<40} {} {}", failure.name(), failure.message);
        assert_eq!(failure.name(), "TSC_ERROR_CA_PATH", "{what}");
        for part in [&format!("{path:?}"), reason] {
            assert!(
                failure.message.contains(part),
                "{what}: {}",
                failure.message
            );
        }
    }
    for pem in ["", "hello", &key, broken, cut] {
        let failure = server.set_ca_pem(pem.as_bytes()).unwrap_err();
        assert_eq!(failure.name(), "TSC_ERROR_CA_PATH", "{pem}");
    }
}

/// The child process of unreadable_ca_path_is_refused, which gives up root's rights.
#[test]
fn child_sets_ca_path_without_root_rights() {
    let Ok(path) = env::var("TSC_TEST_CA_PATH") else {
        return;
    };
    // Root can read everything, and the user nobody cannot.
    // SAFETY: changes this process only, which does nothing else.
    let given_up = unsafe { libc::geteuid() != 0 || libc::setuid(65534) == 0 };
    assert!(given_up);
    let server = Server::new("https://localhost").unwrap();
    println!("\ntold: {}", told_of(server.set_ca_path(Some(&path))));
}

#[test]
fn unreadable_ca_path_is_refused() {
    let ca = Identity::self_signed(authority("A CA"));
    let folder = Folder::unique("unreadable");
    let closed = Folder::unique("closed");
    let inside = closed.file("ca.pem", ca.pem());
    let file = folder.file("ca.pem", ca.pem());
    let directory = closed.path().to_str().unwrap().to_owned();
    let set_mode = |path: &str, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let rows = [
        ("directory that cannot be read", &directory),
        ("file in a directory that cannot be read", &inside),
        ("file that cannot be read", &file),
    ];
    let told = |(_, path): (_, &String)| {
        in_a_process(
            "unusable::child_sets_ca_path_without_root_rights",
            &[("TSC_TEST_CA_PATH", path)],
        )
    };
    for row in rows {
        assert_eq!(told(row), "TSC_OK", "{}, when it can", row.0);
    }
    set_mode(&directory, 0);
    set_mode(&file, 0);
    let all = rows.map(|row| (row, told(row)));
    set_mode(&directory, 0o755);
    for ((what, path), told) in all {
        println!("{what:<40} {told}");
        assert!(told.starts_with("TSC_ERROR_CA_PATH "), "{what}: {told}");
        for part in [&format!("{path:?}"), "Permission denied"] {
            assert!(told.contains(part), "{what}: {told}");
        }
    }
}
