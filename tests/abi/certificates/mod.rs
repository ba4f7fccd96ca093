//! Unusual certificates, made by OpenSSL and served by its TLS server, each row on TLS 1.2 and 1.3,
//! with the verdict of OpenSSL's own client. `--nocapture` prints the table.

mod maker;

use crate::support::openssl::{Ca, OpenSsl, Table, VERSIONS, Version, ask};
use maker::{LONGEST_SALT, Maker, ROOT, SERVER};
use std::fs;

/// The verdict of OpenSSL's own client.
#[derive(PartialEq)]
enum OpenSslVerdict {
    /// The same as the library's.
    Same,
    Accepts,
    Refuses,
}
use OpenSslVerdict::{Accepts, Refuses, Same};

struct Row<'a> {
    name: &'a str,
    /// The certificates, in the folder that they were made in.
    made: Maker,
    /// A part of the message; `None` if the certificate is accepted.
    reason: Option<&'a str>,
    openssl: OpenSslVerdict,
}

fn show(rows: Vec<Row<'_>>, arguments: &[&str]) {
    let mut table = Table::default();
    for row in rows {
        let Row {
            name,
            made,
            reason,
            openssl: verdict,
        } = row;
        let root = made.0.path().join("root.pem");
        let ca = Ca::Path(root.to_str().unwrap().to_owned());
        for version in VERSIONS {
            let folder = made.shown();
            let openssl = OpenSsl::start_in(folder, arguments, version);
            let (accepts, says) = openssl.client_says("root.pem");
            let (_, told) = ask("localhost", &openssl.port, &ca);
            table.row(name, version, &told, reason);
            println!("{:<48} OpenSSL: {says}", "");
            let expected = match verdict {
                Same => reason.is_none(),
                Accepts => true,
                Refuses => false,
            };
            assert_eq!(accepts, expected, "{name}: OpenSSL says {says}");
        }
    }
    table.is_as_expected();
}

#[test]
fn certificates_on_every_curve_are_accepted() {
    let pair = |root, server| Maker::pair(root, server, SERVER);
    #[rustfmt::skip]
    show(vec![
        Row { name: "CA on P-256",
            made: pair(("P-256", "-sha256"), ("P-256", "-sha256")), reason: None, openssl: Same },
        Row { name: "CA on P-256, SHA-512",
            made: pair(("P-256", "-sha512"), ("P-256", "-sha512")), reason: None, openssl: Same },
        Row { name: "CA on P-384, SHA-384",
            made: pair(("P-384", "-sha384"), ("P-384", "-sha384")), reason: None, openssl: Same },
        Row { name: "CA on P-384, SHA-512",
            made: pair(("P-384", "-sha512"), ("RSA", "-sha512")), reason: None, openssl: Same },
        Row { name: "CA and server on P-384, SHA-512",
            made: pair(("P-384", "-sha512"), ("P-384", "-sha512")), reason: None, openssl: Same },
        Row { name: "CA on P-521, SHA-256",
            made: pair(("P-521", "-sha256"), ("P-256", "-sha256")), reason: None, openssl: Same },
        Row { name: "CA on P-521, SHA-384",
            made: pair(("P-521", "-sha384"), ("P-256", "-sha384")), reason: None, openssl: Same },
        Row { name: "CA on P-521, SHA-512",
            made: pair(("P-521", "-sha512"), ("RSA", "-sha512")), reason: None, openssl: Same },
        Row { name: "CA and server with Ed25519",
            made: pair(("Ed25519", ""), ("Ed25519", "")), reason: None, openssl: Same },
        Row { name: "RSA CA, PSS with the hash's salt",
            made: pair(("RSA", "-sha256"), ("RSA", "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest")), reason: None, openssl: Same },
    ], &[]);
}

/// In TLS 1.2 the curve of a server's certificate must be one for key exchange too, and ring has no
/// key exchange on P-521.
#[test]
fn servers_on_p521_are_accepted_with_tls_1_3() {
    for root in [("P-521", "-sha512"), ("RSA", "-sha256")] {
        let made = Maker::pair(root, ("P-521", "-sha512"), SERVER);
        let told = VERSIONS.map(|version| {
            let folder = made.shown();
            let ca = Ca::Path(folder.path().join("root.pem").to_str().unwrap().to_owned());
            let openssl = OpenSsl::start_in(folder, &[], version);
            assert_eq!(openssl.client_says("root.pem"), (true, "ok".to_owned()));
            ask("localhost", &openssl.port, &ca).1
        });
        let [tls_1_2, tls_1_3] = told;
        assert_eq!(tls_1_3, "TSC_OK");
        assert!(tls_1_2.starts_with("TSC_ERROR_TLS "), "{tls_1_2}");
        for part in [
            "no TLS parameters in common",
            "alert handshake failure",
            "TLS 1.3, and TLS 1.2 with ECDHE",
        ] {
            assert!(tls_1_2.contains(part), "{tls_1_2}");
        }
    }
}

#[test]
fn wrong_signature_is_refused_on_every_curve() {
    let namesake = |kind, how| {
        let made = Maker::pair((kind, how), ("P-256", how), SERVER);
        // Another key under the same name.
        made.key("root", kind);
        made.certificate("root", "root", how, ROOT);
        made
    };
    let wrong = Some("its signature is wrong");
    let policies = Maker::pair(
        ("P-256", "-sha256"),
        ("P-256", "-sha256"),
        &format!("{SERVER}\ncertificatePolicies=critical,1.2.3.4"),
    );
    policies.key("root", "P-256");
    policies.certificate("root", "root", "-sha256", ROOT);
    show(
        vec![
            Row {
                name: "another CA, critical policies",
                made: policies,
                reason: wrong,
                openssl: Same,
            },
            Row {
                name: "another CA on P-384, SHA-512",
                made: namesake("P-384", "-sha512"),
                reason: wrong,
                openssl: Same,
            },
            Row {
                name: "another CA on P-521, SHA-512",
                made: namesake("P-521", "-sha512"),
                reason: wrong,
                openssl: Same,
            },
        ],
        &[],
    );
}

#[test]
fn unsupported_certificate_features_are_named_in_the_error() {
    let pair = |root, server| Maker::pair(root, server, SERVER);
    let policies = format!("{SERVER}\ncertificatePolicies=critical,1.2.3.4");
    let critical = Maker::pair(("P-256", "-sha256"), ("P-256", "-sha256"), &policies);
    let unknown = format!("{SERVER}\n1.2.3.4.5=critical,ASN1:NULL");
    let unknown = Maker::pair(("P-256", "-sha256"), ("P-256", "-sha256"), &unknown);
    #[rustfmt::skip]
    show(vec![
        Row { name: "RSA CA, PSS with the longest salt",
            made: pair(("RSA", "-sha256"), ("RSA", LONGEST_SALT)), reason: Some("it or its CA's certificate is signed with RSA-PSS with parameters that are not supported"), openssl: Accepts },
        Row { name: "CA on secp256k1",
            made: pair(("secp256k1", "-sha256"), ("P-256", "-sha256")), reason: Some("it or its CA's certificate is signed with an algorithm that is not supported for its key"), openssl: Accepts },
        Row { name: "CA with Ed448",
            made: pair(("Ed448", ""), ("P-256", "")), reason: Some("it or its CA's certificate is signed with Ed448"), openssl: Accepts },
        Row { name: "SHA-224",
            made: pair(("RSA", "-sha224"), ("RSA", "-sha224")), reason: Some("it or its CA's certificate is signed with SHA-224"), openssl: Accepts },
        Row { name: "critical policies",
            made: critical, reason: None, openssl: Same },
        Row { name: "critical extension that nobody knows",
            made: unknown, reason: Some("it or a CA's certificate in its chain has the critical extension 1.2.3.4.5"), openssl: Same },
        Row { name: "version 1",
            made: Maker::pair(("P-256", "-sha256"), ("P-256", "-sha256"), ""), reason: Some("it is X.509 version 1 or 2"), openssl: Refuses },
    ], &[]);
}

#[test]
fn weak_keys_and_signatures_are_named() {
    let pair = |root, server| Maker::pair(root, server, SERVER);
    let short = |name: &str| format!("the RSA key of \"{name}\" is too short: it has 1024 bits");
    #[rustfmt::skip]
    show(vec![
        Row { name: "server with RSA of 1024 bits",
            made: pair(("RSA", "-sha256"), ("RSA 1024", "-sha256")), reason: Some(&short("own")), openssl: Same },
        Row { name: "CA with RSA of 1024 bits",
            made: pair(("RSA 1024", "-sha256"), ("RSA", "-sha256")), reason: Some(&short("A root CA")), openssl: Same },
        Row { name: "SHA-1",
            made: pair(("RSA", "-sha256"), ("RSA", "-sha1")), reason: Some("it or its CA's certificate is signed with SHA-1"), openssl: Same },
    ], &["-cipher", "DEFAULT@SECLEVEL=0"]);
}

#[test]
fn intermediate_ca_constraints_are_enforced() {
    let ca = "basicConstraints=critical,CA:TRUE";
    let signs = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign";
    let no_signer = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature";
    let shortest = "basicConstraints=critical,CA:TRUE,pathlen:0";
    let one = "basicConstraints=critical,CA:TRUE,pathlen:1";
    let too_long = Some("a CA in its chain may not have another CA below it");
    let below_limited = {
        let made = Maker::chain(ROOT, shortest);
        // Another CA below one that may have none below it.
        made.key("below", "P-256");
        made.certificate("below", "chain", "-sha256", ca);
        made.certificate("own", "below", "-sha256", SERVER);
        let read = |name: &str| fs::read_to_string(made.0.path().join(name)).unwrap();
        let chain = format!("{}{}", read("below.pem"), read("chain.pem"));
        made.0.file("chain.pem", chain);
        made
    };
    #[rustfmt::skip]
    show(vec![
        Row { name: "intermediate without key usage",
            made: Maker::chain(ROOT, ca), reason: None, openssl: Same },
        Row { name: "intermediate with keyCertSign",
            made: Maker::chain(ROOT, signs), reason: None, openssl: Same },
        Row { name: "intermediate without keyCertSign",
            made: Maker::chain(ROOT, no_signer), reason: Some("its issuer \"An intermediate CA\" may not sign certificates"), openssl: Same },
        Row { name: "root with pathlen:1",
            made: Maker::chain(one, ca), reason: None, openssl: Same },
        Row { name: "root with pathlen:0",
            made: Maker::chain(shortest, ca), reason: too_long, openssl: Same },
        Row { name: "intermediate with pathlen:0",
            made: Maker::chain(ROOT, shortest), reason: None, openssl: Same },
        Row { name: "CA below an intermediate with pathlen:0",
            made: below_limited, reason: too_long, openssl: Same },
        Row { name: "intermediate with critical policies",
            made: Maker::chain(ROOT, &format!("{ca}\ncertificatePolicies=critical,1.2.3.4")), reason: None, openssl: Same },
        Row { name: "root with critical policies",
            made: Maker::chain(&format!("{ca}\ncertificatePolicies=critical,1.2.3.4"), ca), reason: None, openssl: Same },
        Row { name: "must-staple, which is not looked at",
            made: Maker::pair(("P-256", "-sha256"), ("P-256", "-sha256"), &format!("{SERVER}\ntlsfeature=status_request")), reason: None, openssl: Same },
    ], &[]);
}

#[test]
fn root_certificates_are_read_in_every_openssl_format() {
    let pair = || Maker::pair(("P-256", "-sha256"), ("P-256", "-sha256"), SERVER);
    let long = "-sha256 -set_serial 0x111111111111111111111111111111111111111111111111";
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let other = |made: &Maker| {
        made.key("other", "P-256");
        made.certificate("other", "other", long, ROOT);
        fs::read_to_string(made.0.path().join("other.pem")).unwrap()
    };
    let trusted = |with: &'static str| {
        pair().with_root(|made, _| {
            made.openssl(&format!(
                "x509 -in root.pem -trustout {with} -out trusted.pem"
            ));
            let trusted = fs::read_to_string(made.0.path().join("trusted.pem")).unwrap();
            assert!(trusted.starts_with("-----BEGIN TRUSTED CERTIFICATE-----"));
            trusted
        })
    };
    let version_1 = {
        let made = pair();
        made.certificate("root", "root", "-sha256", "");
        made.certificate("own", "root", "-sha256", SERVER);
        made
    };
    #[rustfmt::skip]
    show(vec![
        Row { name: "serial number of 24 bytes",
            made: Maker::pair(("P-256", long), ("P-256", "-sha256"), SERVER), reason: None, openssl: Same },
        Row { name: "bundle with one of 24 bytes",
            made: pair().with_root(|made, root| other(made) + &root), reason: None, openssl: Same },
        Row { name: "bundle with one that is broken",
            made: pair().with_root(|_, root| format!("{broken}{root}")), reason: None, openssl: Refuses },
        Row { name: "trusted certificate",
            made: trusted("-setalias x"), reason: None, openssl: Same },
        Row { name: "trusted certificate, for servers",
            made: trusted("-addtrust serverAuth"), reason: None, openssl: Same },
        Row { name: "trusted certificate, for any purpose",
            made: trusted("-addtrust anyExtendedKeyUsage"), reason: None, openssl: Same },
        Row { name: "trusted certificate, not for mail",
            made: trusted("-addreject emailProtection"), reason: None, openssl: Same },
        Row { name: "old label",
            made: pair().with_root(|_, root| root.replace(" CERTIFICATE-", " X509 CERTIFICATE-")), reason: None, openssl: Same },
        Row { name: "root of version 1",
            made: version_1, reason: None, openssl: Same },
    ], &[]);
}

#[test]
fn openssl_trust_settings_of_a_certificate_are_honoured() {
    for with in ["-addreject serverAuth", "-addtrust clientAuth"] {
        let made = Maker::pair(("P-256", "-sha256"), ("P-256", "-sha256"), SERVER);
        made.openssl(&format!(
            "x509 -in root.pem -trustout {with} -out trusted.pem"
        ));
        let server = crate::support::Server::new("https://localhost").unwrap();
        let path = made.0.path().join("trusted.pem");
        let refused = server.set_ca_path(path.to_str()).unwrap_err();
        println!("{with}: {}", refused.message);
        assert!(
            refused
                .message
                .contains("it is marked as not trusted for servers"),
            "{refused:?}"
        );
    }
}

#[test]
fn missing_intermediate_and_unusable_root_are_named_in_the_error() {
    let missing = Maker::chain(ROOT, ROOT);
    fs::remove_file(missing.0.path().join("chain.pem")).unwrap();
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let mut told = Vec::new();
    for root in [None, Some(broken)] {
        let openssl = OpenSsl::start_in(missing.shown(), &[], VERSIONS[1]);
        let trusted = fs::read_to_string(missing.0.path().join("root.pem")).unwrap();
        let ca = Ca::Pem(trusted + root.unwrap_or_default());
        told.push(ask("localhost", &openssl.port, &ca).1);
    }
    let expected = "the server's certificate is not trusted (unknown issuer); add the CA \
        \"An intermediate CA\" that signed it to the trusted certificates; if that is an \
        intermediate CA, the server should send its certificate, which may be missing";
    assert!(told[0].ends_with(expected), "{}", told[0]);
    let unusable = format!(
        "{expected}; 1 of the certificates that were given cannot be used: it is not a readable X.509 certificate"
    );
    assert!(told[1].ends_with(&unusable), "{}", told[1]);
}

#[test]
fn client_certificate_of_x509_version_1_is_sent() {
    let made = Maker::pair(("P-256", "-sha256"), ("P-256", "-sha256"), SERVER);
    made.key("client", "P-256");
    made.certificate("client", "root", "-sha256", "");
    let path = |name: &str| made.0.path().join(name).to_str().unwrap().to_owned();
    for version in VERSIONS {
        let demands = [
            "-Verify",
            "1",
            "-verify_return_error",
            "-CAfile",
            "root.pem",
        ];
        let openssl = OpenSsl::start_in(made.shown(), &demands, version);
        let ca = Ca::Path(path("root.pem"));
        let (server, told) = ask("localhost", &openssl.port, &ca);
        assert!(told.contains("requires a client certificate"), "{told}");
        server
            .set_client_certificate(&path("client.pem"), &path("client.key"))
            .unwrap();
        assert_eq!(server.get_info().unwrap().2, "3.19", "{version}");
    }
}

#[test]
fn error_lists_supported_tls_versions_and_ciphers_if_none_match() {
    let made = Maker::pair(("RSA", "-sha256"), ("RSA", "-sha256"), SERVER);
    let old = ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"];
    let of_rsa = ["-cipher", "AES128-SHA:AES128-GCM-SHA256"];
    let on_p521 = ["-groups", "P-521"];
    struct Offer<'a> {
        what: &'a str,
        /// The arguments of `openssl s_server`.
        arguments: &'a [&'a str],
        version: Option<Version>,
    }
    for Offer {
        what,
        arguments,
        version,
    } in [
        Offer {
            what: "TLS 1.1 only",
            arguments: &old[..],
            version: None,
        },
        Offer {
            what: "TLS 1.2 without ECDHE",
            arguments: &of_rsa[..],
            version: Some(VERSIONS[0]),
        },
        Offer {
            what: "TLS 1.2 with P-521 only",
            arguments: &on_p521[..],
            version: Some(VERSIONS[0]),
        },
        Offer {
            what: "TLS 1.3 with P-521 only",
            arguments: &on_p521[..],
            version: Some(VERSIONS[1]),
        },
    ] {
        let openssl = OpenSsl::start_with(made.shown(), arguments, version);
        let ca = Ca::Path(made.0.path().join("root.pem").to_str().unwrap().to_owned());
        let (_, told) = ask("localhost", &openssl.port, &ca);
        println!("{what}: {told}");
        assert!(told.starts_with("TSC_ERROR_TLS "), "{what}: {told}");
        for part in [
            "have no TLS parameters in common (",
            "the library supports TLS 1.3, and TLS 1.2 with ECDHE, each with AES_256_GCM_SHA384 \
                and AES_128_GCM_SHA256, on X25519, P-256 and P-384",
        ] {
            assert!(told.contains(part), "{what}: {told}");
        }
    }
}
