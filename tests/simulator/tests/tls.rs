//! The certificates, and the versions of TLS.

mod common;

use std::io::Write as _;
use std::net::TcpStream;
use std::sync::Arc;

use common::setup;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{
    ClientConfig, ClientConnection, HandshakeKind, ProtocolVersion, RootCertStore,
    SupportedProtocolVersion,
};
use tsc_simulator::{Options, Simulator};

fn config(simulator: &Simulator, version: &'static SupportedProtocolVersion) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    let ca = CertificateDer::from_pem_file(simulator.ca_path()).expect("a certificate");
    roots.add(ca).expect("an authority");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .expect("a version")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Arc::new(config)
}

/// Opens a connection and makes a request, with which session tickets arrive.
fn connect(
    simulator: &Simulator,
    config: &Arc<ClientConfig>,
    name: &str,
) -> std::io::Result<(ProtocolVersion, HandshakeKind)> {
    let address = simulator
        .https_url()
        .replace("https://localhost", "127.0.0.1");
    let mut stream = TcpStream::connect(address)?;
    let name = ServerName::try_from(name.to_owned()).expect("a name");
    let mut tls = ClientConnection::new(Arc::clone(config), name).map_err(std::io::Error::other)?;
    let mut both = rustls::Stream::new(&mut tls, &mut stream);
    both.write_all(b"GET /api/2.4/serverInfo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")?;
    std::io::copy(&mut both, &mut std::io::sink())?;
    Ok((
        tls.protocol_version().expect("one"),
        tls.handshake_kind().expect("one"),
    ))
}

#[test]
fn tls_1_2_and_1_3_sessions_are_resumed() {
    let setup = setup();
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let config = config(&setup.simulator, version);
        let full = (version.version, HandshakeKind::Full);
        let resumed = (version.version, HandshakeKind::Resumed);
        assert_eq!(
            connect(&setup.simulator, &config, "localhost").expect("connects"),
            full
        );
        assert_eq!(
            connect(&setup.simulator, &config, "localhost").expect("connects"),
            resumed
        );
    }
}

#[test]
fn certificate_is_valid_for_its_hosts_only() {
    let options = Options {
        hosts: vec!["tableau.example.com".to_owned(), "10.1.2.3".to_owned()],
        ..Options::default()
    };
    let simulator = Simulator::start(options).expect("starts");
    let config = config(&simulator, &rustls::version::TLS13);
    for host in [
        "localhost",
        "127.0.0.1",
        "::1",
        "tableau.example.com",
        "10.1.2.3",
    ] {
        connect(&simulator, &config, host).expect(host);
    }
    connect(&simulator, &config, "other.example.com").expect_err("another host");
}

#[test]
fn client_that_trusts_another_ca_refuses_the_server() {
    let (first, second) = (setup(), setup());
    let config = config(&first.simulator, &rustls::version::TLS13);
    connect(&second.simulator, &config, "localhost").expect_err("another authority");
}
