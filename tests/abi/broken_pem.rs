//! PEM texts that are broken in various ways, given to each function that takes PEM. `--nocapture`
//! prints the messages.

use crate::support::folder::Folder;
use crate::support::*;

/// A way to break a PEM text.
struct Damage {
    name: &'static str,
    apply: fn(&str) -> String,
    /// A part of the message.
    reason: &'static str,
}

const MISSING: &str = "its line breaks are missing";
#[rustfmt::skip]
const DAMAGES: &[Damage] = &[
    Damage { name: "all on one line", apply: |pem| pem.replace('\n', ""), reason: MISSING },
    Damage { name: "spaces for line breaks", apply: |pem| pem.replace('\n', " "), reason: MISSING },
    Damage { name: "\\n as two characters", apply: |pem| pem.replace('\n', "\\n"), reason: "a backslash and an n in their place" },
    Damage { name: "\\r\\n as four characters", apply: |pem| pem.replace('\n', "\\r\\n"), reason: MISSING },
    Damage { name: "the same, in quotes", apply: |pem| format!("\"{}\"", pem.replace('\n', "\\n")), reason: MISSING },
    Damage { name: "after the name of a variable", apply: |pem| format!("PEM={}", pem.replace('\n', "\\n")), reason: MISSING },
    Damage { name: "no line break after BEGIN", apply: |pem| pem.replace("KEY-----\n", "KEY-----").replace("CATE-----\n", "CATE-----"), reason: MISSING },
    Damage { name: "no line break before END", apply: |pem| pem.replace("\n-----END", "-----END"), reason: MISSING },
    Damage { name: "indented", apply: |pem| format!("  {}", pem.trim_end().replace('\n', "\n  ")), reason: "its lines are indented" },
    Damage { name: "in UTF-16", apply: |pem| format!("\u{feff}{pem}"), reason: "UTF-16" },
    Damage { name: "BEGIN cut", apply: |pem| pem.replace("KEY-----\nM", "KEY---\nM").replace("CATE-----\nM", "CATE---\nM"), reason: "five hyphens" },
    Damage { name: "END cut", apply: |pem| pem[..pem.find("\n-----END").unwrap()].to_owned(), reason: "END line is missing" },
    Damage { name: "not base64", apply: |pem| pem.replace("\nM", "\n?"), reason: "is not base64" },
];

fn bytes(what: &str, text: &str) -> Vec<u8> {
    match what {
        "in UTF-16" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        _ => text.as_bytes().to_vec(),
    }
}

/// Fails if a message contains eight consecutive characters of the text, or its bytes as numbers.
fn is_not_repeated(message: &str, pem: &str) {
    let lines = pem.lines().filter(|line| !line.starts_with("-----"));
    for line in lines {
        for start in 0..line.len().saturating_sub(8) {
            let part = &line[start..start + 8];
            assert!(!message.contains(part), "{part} is in {message}");
            let numbers: Vec<_> = part.bytes().take(3).map(|byte| byte.to_string()).collect();
            let numbers = numbers.join(", ");
            assert!(!message.contains(&numbers), "{numbers} is in {message}");
        }
    }
    assert!(message.len() < 300, "{message}");
}

#[test]
fn broken_pem_is_described_without_echo() {
    let key = rcgen::KeyPair::generate().unwrap();
    let parameters = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
    let certificate = parameters.self_signed(&key).unwrap().pem();
    let key = key.serialize_pem();
    let both = format!("{certificate}{key}");
    let folder = Folder::unique("broken-pem");
    let good = folder.file("good.pem", &both);
    let server = Server::new("https://localhost").unwrap();
    for damage in DAMAGES {
        let (what, reason) = (damage.name, damage.reason);
        let name = |of: &str| format!("{of} {}", what.replace('\\', ""));
        let file = |of: &str, text: &str| folder.file(&name(of), bytes(what, text));
        let broken = |text: &str| bytes(what, &(damage.apply)(text));
        let certificate_file = file("certificate", &(damage.apply)(&certificate));
        let key_file = file("key", &(damage.apply)(&key));
        let both_file = file("both", &(damage.apply)(&both));
        for (call, result) in [
            ("set_ca_path", server.set_ca_path(Some(&certificate_file))),
            (
                "set_ca_path, with a key",
                server.set_ca_path(Some(&both_file)),
            ),
            ("set_ca_pem", server.set_ca_pem(&broken(&certificate))),
            ("set_ca_pem, with a key", server.set_ca_pem(&broken(&both))),
            (
                "set_client_certificate",
                server.set_client_certificate(&certificate_file, &good),
            ),
            (
                "set_client_certificate, the key",
                server.set_client_certificate(&good, &key_file),
            ),
            (
                "set_client_certificate, both",
                server.set_client_certificate(&both_file, &both_file),
            ),
            (
                "set_client_certificate_pem",
                server.set_client_certificate_pem(&broken(&both)),
            ),
            (
                "set_client_certificate_pem, the key",
                server
                    .set_client_certificate_pem(&[certificate.as_bytes(), &broken(&key)].concat()),
            ),
        ] {
            let failure = result.expect_err(&format!("{call}, {what}"));
            println!("{call}, {what}: {}", failure.message);
            assert_eq!(failure.name(), "TSC_ERROR_CA_PATH", "{call}, {what}");
            is_not_repeated(&failure.message, &both);
            // UTF-16 that follows ASCII is not recognised.
            let is_mixed = what == "in UTF-16" && call == "set_client_certificate_pem, the key";
            if !is_mixed {
                assert!(
                    failure.message.contains(reason),
                    "{call}, {what}: {failure:?}"
                );
            }
        }
    }
}

#[test]
fn pem_text_given_as_path_is_rejected_without_echo() {
    let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
    let folder = Folder::unique("not-a-path");
    let parameters = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
    let pair = rcgen::KeyPair::generate().unwrap();
    let certificate = parameters.self_signed(&pair).unwrap().pem();
    let good = folder.file("good.pem", &certificate);
    let server = Server::new("https://localhost").unwrap();
    for result in [
        server.set_ca_path(Some(&key)),
        server.set_client_certificate(&key, &key),
        server.set_client_certificate(&good, &key),
        server.set_client_certificate(&good, &key.replace('\n', "")),
    ] {
        let failure = result.unwrap_err();
        println!("{}", failure.message);
        assert_eq!(failure.name(), "TSC_ERROR_CA_PATH");
        is_not_repeated(&failure.message, &key);
        assert!(
            failure.message.contains("PEM text in place of a path"),
            "{failure:?}"
        );
    }
}

#[test]
fn byte_order_mark_before_pem_is_ignored() {
    let simulator = simulator();
    let server = Server::new(&simulator.https_url()).unwrap();
    let marked = format!("\u{feff}{}", simulator.ca_pem());
    server.set_ca_pem(marked.as_bytes()).unwrap();
    server.sign_in(TOKEN, "").unwrap();
    let folder = Folder::unique("mark");
    let server = Server::new(&simulator.https_url()).unwrap();
    server
        .set_ca_path(Some(&folder.file("ca.pem", &marked)))
        .unwrap();
    server.sign_in(TOKEN, "").unwrap();
    let key = rcgen::KeyPair::generate().unwrap();
    let parameters = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
    let certificate = parameters.self_signed(&key).unwrap().pem();
    let both = format!("\u{feff}{certificate}{}", key.serialize_pem());
    server.set_client_certificate_pem(both.as_bytes()).unwrap();
    let both = folder.file("both.pem", &both);
    server.set_client_certificate(&both, &both).unwrap();
}
