//! Certificates that OpenSSL makes.

use crate::support::folder::Folder;
use std::fs;
use std::process::Command;

/// A folder in which OpenSSL makes the certificates of one row.
pub struct Maker(pub Folder);

/// The kinds of keys, and the options of `openssl genpkey` that make one.
pub const KEYS: [(&str, &str); 8] = [
    ("P-256", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256"),
    (
        "secp256k1",
        "-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1",
    ),
    ("P-384", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384"),
    ("P-521", "-algorithm EC -pkeyopt ec_paramgen_curve:P-521"),
    ("RSA", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048"),
    ("RSA 1024", "-algorithm RSA -pkeyopt rsa_keygen_bits:1024"),
    ("Ed25519", "-algorithm ED25519"),
    ("Ed448", "-algorithm ED448"),
];
pub const ROOT: &str = "basicConstraints=critical,CA:TRUE";
pub const SERVER: &str = "subjectAltName=DNS:localhost,IP:127.0.0.1";
pub const LONGEST_SALT: &str = "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:max";

impl Maker {
    pub fn openssl(&self, arguments: &str) {
        self.run(arguments.split_whitespace().collect());
    }

    pub fn run(&self, arguments: Vec<&str>) {
        let output = Command::new("openssl")
            .args(&arguments)
            .current_dir(self.0.path())
            .output()
            .expect("the openssl program is needed");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {told}");
    }

    pub fn key(&self, name: &str, kind: &str) {
        let (_, options) = KEYS.iter().find(|(key, _)| *key == kind).unwrap();
        self.openssl(&format!("genpkey {options} -out {name}.key"));
        let subject = format!("/CN={}", title(name));
        let key = format!("{name}.key");
        let request = format!("{name}.csr");
        self.run(vec![
            "req", "-new", "-key", &key, "-subj", &subject, "-out", &request,
        ]);
    }

    /// Makes a certificate signed by an issuer or, if the names are equal, by itself. `extensions`
    /// has one per line; "" makes a certificate of X.509 version 1.
    pub fn certificate(&self, name: &str, issuer: &str, how: &str, extensions: &str) {
        let signer = match name == issuer {
            true => format!("-key {name}.key"),
            false => format!("-CA {issuer}.pem -CAkey {issuer}.key"),
        };
        let mut command =
            format!("x509 -req -in {name}.csr {signer} {how} -days 365 -out {name}.pem");
        if !how.contains("-set_serial") {
            command += " -set_serial 0x1234";
        }
        if !extensions.is_empty() {
            self.0.file("extensions", extensions);
            command += " -extfile extensions";
        }
        self.openssl(&command);
    }

    /// A root, and a server certificate that it issues.
    pub fn pair(root: (&str, &str), server: (&str, &str), of_server: &str) -> Maker {
        let made = Maker(Folder::unique("certificates"));
        made.key("root", root.0);
        made.certificate("root", "root", root.1, ROOT);
        made.key("own", server.0);
        made.certificate("own", "root", server.1, of_server);
        made
    }

    /// A root, an intermediate CA, and a server certificate that the latter issues.
    pub fn chain(of_root: &str, of_middle: &str) -> Maker {
        let made = Maker(Folder::unique("certificates"));
        made.key("root", "P-256");
        made.certificate("root", "root", "-sha256", of_root);
        made.key("chain", "P-256");
        made.certificate("chain", "root", "-sha256", of_middle);
        made.key("own", "P-256");
        made.certificate("own", "chain", "-sha256", SERVER);
        made
    }

    /// A copy of the files that the server needs.
    pub fn shown(&self) -> Folder {
        let folder = Folder::unique("shown");
        for (name, of) in [
            ("own.pem", "own.pem"),
            ("key.pem", "own.key"),
            ("chain.pem", "chain.pem"),
            ("root.pem", "root.pem"),
        ] {
            if let Ok(content) = fs::read(self.0.path().join(of)) {
                folder.file(name, content);
            }
        }
        folder
    }

    /// Replaces root.pem.
    pub fn with_root(self, change: impl FnOnce(&Maker, String) -> String) -> Maker {
        let root = fs::read_to_string(self.0.path().join("root.pem")).unwrap();
        let root = change(&self, root);
        self.0.file("root.pem", root);
        self
    }
}

pub fn title(name: &str) -> &str {
    match name {
        "root" => "A root CA",
        "chain" => "An intermediate CA",
        other => other,
    }
}
