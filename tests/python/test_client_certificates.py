"""Client certificates: nginx and openssl require them, and only allowed servers get them.

    export TSC_SIMULATOR=target/cmake/tsc-simulator TSC_LIBRARY=target/cmake/libtsc.so
    venv/bin/python -m pytest tests/python/test_client_certificates.py
"""

import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

import certificates
import libtsc
from balancers import Balancer
from job import DONE, TOKEN, whole_job
from network import PATIENCE, Port, installed, start
from nginx import block, connections, forwarded, quoted, tls

VERSIONS = ["TLSv1.2", "TLSv1.3"]


class Client(NamedTuple):
    """PEM text: a certificate with its chain up to the root, and its private key."""

    chain: str
    key: str

    @property
    def pem(self):
        return (self.chain + self.key).encode()


def text(path):
    return Path(path).read_text(encoding="ascii")


def client_of_office(pki, name, kind=certificates.P256, form=certificates.pkcs8):
    """A client whose root is the only certificate nginx knows, so it must send its chain."""
    issued = pki.client(name, kind)
    return Client(text(issued.certificate) + text(pki.office.certificate), form(issued.key))


@pytest.fixture(scope="module")
def known(pki):
    return client_of_office(pki, "known")


def wanted(pki, how):
    """`on` requires a certificate; `optional` requests one."""
    root = quoted(pki.clients.certificate)
    return f"ssl_client_certificate {root}; ssl_verify_depth 2; ssl_verify_client {how};"


@pytest.fixture
def front(simulator, pki, nginx):
    """Starts an nginx that requests a certificate; returns it and a server handle that reaches the
    simulator through it."""

    def start_nginx(how, *more):
        port = Port()
        here = tls(port, pki.server, wanted(pki, how), *more)
        started = nginx(block(here, forwarded(simulator)), port)
        return started, libtsc.Server(f"https://localhost:{port}", pki.servers.certificate)

    return start_nginx


# Servers that get the certificate.


def show_two_files(server, client, folder):
    chain, key = folder / "chain.pem", folder / "key.pem"
    chain.write_text(client.chain)
    key.write_text(client.key)
    server.set("client_certificate", str(chain), str(key))
    # The files were read when they were set.
    chain.unlink()
    key.unlink()


def show_one_file(server, client, folder):
    both = folder / "both.pem"
    both.write_text(client.key + client.chain)
    server.set("client_certificate", str(both), None)


def show_one_file_twice(server, client, folder):
    both = folder / "both.pem"
    both.write_text(f"Certificate:\n{client.chain}\nKey:\n{client.key}")
    server.set("client_certificate", str(both), str(both))


def show_text(server, client, folder):
    server.set("client_certificate_pem", client.pem, len(client.pem))


WAYS = [show_two_files, show_one_file, show_one_file_twice, show_text]

FORMS = {
    "RSA, PKCS#8": (certificates.RSA, certificates.pkcs8),
    "RSA, PKCS#1": (certificates.RSA, certificates.traditional),
    "P-256, PKCS#8": (certificates.P256, certificates.pkcs8),
    "P-256, SEC1": (certificates.P256, certificates.traditional),
    "P-256, SEC1 behind its curve": (certificates.P256, certificates.sec1_behind_its_curve),
    "P-384, SEC1": (certificates.P384, certificates.traditional),
    "Ed25519, PKCS#8": (certificates.ED25519, certificates.pkcs8),
}


@pytest.fixture(scope="module", params=FORMS)
def formed(request, pki):
    kind, form = FORMS[request.param]
    return request.param, client_of_office(pki, request.param.replace("#", ""), kind, form)


@pytest.mark.parametrize("version", VERSIONS)
def test_client_certificate_is_sent(version, formed, front, tmp_path, record_property):
    name, client = formed
    nginx, server = front("on", f"ssl_protocols {version}; keepalive_requests 2;")
    for show in WAYS:
        show(server, client, tmp_path)
        server.sign_in(*TOKEN).sign_out()
    log = nginx.end()
    assert {(each.ssl_client_verify, each.ssl_protocol) for each in log} == {("SUCCESS", version)}
    # After two requests both need a second connection, which resumes the TLS session of the first.
    assert [each.ssl_session_reused for each in connections(log)] == [".", "r"] * len(WAYS)
    record_property("named", (f"client certificates that nginx verified ({version})", name))


def test_client_certificate_can_be_removed(front, known):
    nginx, server = front("optional")
    server.set("client_certificate_pem", known.pem, len(known.pem))
    session = server.sign_in(*TOKEN)
    server.set("client_certificate_pem", None, 0)
    server.info()
    show_text(server, known, None)
    server.info()
    server.set("client_certificate", None, None)
    server.info()
    # A session keeps the certificate that it signed in with.
    session.sign_out()
    shown = [each.ssl_client_verify for each in nginx.end()]
    assert shown == ["SUCCESS", "SUCCESS", "NONE", "SUCCESS", "NONE", "SUCCESS"]


# A missing or wrong certificate.


def lacks_a_certificate(server, http_status=0):
    """Checks that two calls report the missing certificate; an HTTP status of 0 means that no
    response came."""
    for work in (server.info, lambda: server.sign_in(*TOKEN)):
        with pytest.raises(libtsc.Error) as refused:
            work()
        assert refused.value.status == "TSC_ERROR_TLS"
        assert refused.value.http_status == http_status
        assert "requires a client certificate, and none is set" in refused.value.message
        assert "configure the certificate and its private key" in refused.value.message


@pytest.mark.parametrize("version", VERSIONS)
def test_missing_required_client_certificate_is_explained(version, front, simulator):
    """nginx completes the handshake and then responds with 400."""
    nginx, server = front("on", f"ssl_protocols {version};")
    lacks_a_certificate(server, 400)
    assert {(each.status, each.ssl_client_verify) for each in nginx.end()} == {("400", "NONE")}
    assert simulator.ask("GET", "/requests") == []


def test_optional_client_certificate_can_be_omitted(front):
    nginx, server = front("optional", "keepalive_requests 2;")
    assert whole_job(server) == DONE
    assert {each.ssl_client_verify for each in nginx.end()} == {"NONE"}


@pytest.mark.parametrize("version", VERSIONS)
def test_client_certificate_of_another_ca_is_refused(version, front, pki, simulator):
    nginx, server = front("on", f"ssl_protocols {version};")
    server.set("client_certificate", *pki.stranger)
    with pytest.raises(libtsc.Error) as refused:
        server.sign_in(*TOKEN)
    # nginx completes the handshake and then responds with 400.
    assert (refused.value.status, refused.value.http_status) == ("TSC_ERROR_TLS", 400)
    assert "does not accept the client certificate" in refused.value.message
    assert [each.ssl_client_verify[:6] for each in nginx.end()] == ["FAILED"]
    assert simulator.ask("GET", "/requests") == []


STREAMS = {
    "stdin": subprocess.DEVNULL,
    "stdout": subprocess.PIPE,
    "stderr": subprocess.DEVNULL,
}

SERVER_INFO = (
    '<tsResponse xmlns="http://tableau.com/api"><serverInfo><productVersion build="1">2024.3.0'
    "</productVersion><restApiVersion>3.24</restApiVersion></serverInfo></tsResponse>"
)


@pytest.fixture
def openssl(pki, tmp_path):
    """Starts an `openssl s_server` that requires a certificate in the handshake, with server info
    as its only page. Returns its URL."""
    page = tmp_path / "api/2.4/serverInfo"
    page.parent.mkdir(parents=True)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {len(SERVER_INFO)}"
    page.write_text(f"{head}\r\n\r\n{SERVER_INFO}", newline="")
    started = []

    def start_openssl(version):
        process = start(
            [
                *[installed("openssl", "openssl"), "s_server", "-HTTP", "-accept", "127.0.0.1:0"],
                *["-cert", pki.server.certificate, "-key", pki.server.key],
                *["-CAfile", pki.clients.certificate, "-Verify", "2", "-verify_return_error"],
                {"TLSv1.2": "-tls1_2", "TLSv1.3": "-tls1_3"}[version],
            ],
            cwd=tmp_path,
            text=True,
            **STREAMS,
        )
        started.append(process)
        for line in process.stdout:
            before, _, port = line.strip().rpartition(":")
            if before == "ACCEPT 127.0.0.1":
                return f"https://localhost:{port}"
        pytest.fail("openssl s_server ended at once")

    yield start_openssl
    for process in started:
        process.kill()
        process.communicate(timeout=PATIENCE)


@pytest.mark.parametrize("version", VERSIONS)
def test_handshake_failure_for_lack_of_a_client_certificate_is_explained(
    version, openssl, pki, known
):
    server = libtsc.Server(openssl(version), pki.servers.certificate)
    lacks_a_certificate(server)
    show_text(server, known, None)
    assert server.info() == ("2024.3.0", "1", "3.24")
    server.set("client_certificate", *pki.stranger)
    with pytest.raises(libtsc.Error) as refused:
        server.info()
    assert refused.value.status == "TSC_ERROR_TLS"
    assert "(alert unknown CA)" in refused.value.message


@pytest.mark.parametrize("version", VERSIONS)
def test_client_certificate_request_after_the_handshake_is_explained(
    version, simulator, pki, known, tmp_path
):
    """Apache requests a certificate after it has read the path. rustls has neither renegotiation
    nor post-handshake authentication, and the message says so."""
    more = f"""
      SSLProtocol {version}
      SSLCACertificateFile "{pki.clients.certificate}"
      <Location "/api">
        SSLVerifyClient require
        SSLVerifyDepth 2
      </Location>
    """
    apache = Balancer("apache", tmp_path, pki.server, [simulator], more)
    try:
        server = libtsc.Server(apache.url, pki.servers.certificate)
        for shown in (None, known):
            if shown:
                show_text(server, shown, None)
            with pytest.raises(libtsc.Error) as refused:
                server.info()
            assert refused.value.status == "TSC_ERROR_TLS"
            assert "a client certificate in the middle of a connection" in refused.value.message
            assert "not supported" in refused.value.message
        assert simulator.ask("GET", "/requests") == []
    finally:
        apache.stop()


# Certificates and keys that cannot be used.


@pytest.fixture(scope="module")
def files(pki, known, tmp_path_factory):
    """Files by name, valid and invalid ones."""
    folder = tmp_path_factory.mktemp("files")
    rsa = pki.client("rsa", certificates.RSA)
    p521 = pki.client("p521", certificates.P521)
    begin, *lines, end = known.key.splitlines()
    written = {
        "good chain": known.chain,
        "good key": known.key,
        "both": known.chain + known.key,
        "rsa": text(rsa.certificate),
        "key of rsa": text(rsa.key),
        "key in PKCS#8, encrypted": certificates.encrypted_pkcs8(rsa.key),
        "key in PKCS#1, encrypted": certificates.encrypted_traditional(rsa.key),
        "p521": text(p521.certificate),
        "key of p521": text(p521.key),
        "half a key": "\n".join([begin, lines[0][:-3], end]),
        "half a certificate": known.chain[:300],
        "other text": "Nothing to see here.\n",
        "empty": "",
    }
    for name, content in written.items():
        (folder / name).write_text(content)
    (folder / "folder").mkdir()
    return folder


# The files with the certificate and the key, and a part of the message.
UNUSABLE = [
    ("missing", "good key", 'the file "{folder}/missing": No such file'),
    ("good chain", "missing", 'the file "{folder}/missing": No such file'),
    ("folder", "good key", 'the file "{folder}/folder": it is'),
    ("good chain", "folder", 'the file "{folder}/folder": it is'),
    ("good key", "good key", 'there is no certificate in the file "{folder}/good key"'),
    ("other text", "good key", 'there is no certificate in the file "{folder}/other text"'),
    ("empty", None, 'there is no certificate in the file "{folder}/empty"'),
    ("good chain", None, 'there is no private key in the file "{folder}/good chain"'),
    ("good chain", "rsa", 'there is no private key in the file "{folder}/rsa"'),
    ("good chain", "empty", 'there is no private key in the file "{folder}/empty"'),
    ("good chain", "key of rsa", 'the private key in the file "{folder}/key of rsa" does not match the certificate in the file "{folder}/good chain"'),
    ("both", "key of rsa", 'the private key in the file "{folder}/key of rsa" does not match the certificate in the file "{folder}/both"'),
    ("rsa", "key in PKCS#8, encrypted", 'the private key in the file "{folder}/key in PKCS#8, encrypted" is encrypted'),
    ("rsa", "key in PKCS#1, encrypted", 'the private key in the file "{folder}/key in PKCS#1, encrypted" is encrypted'),
    ("half a certificate", "good key", 'the certificate in the file "{folder}/half a certificate" is not PEM'),
    ("good chain", "half a key", 'the private key in the file "{folder}/half a key" is not PEM'),
    ("p521", "key of p521", 'the private key in the file "{folder}/key of p521" is of an unsupported kind'),
]


def test_unusable_client_certificate_files_are_refused_when_set(front, files, known):
    nginx, server = front("on")
    show_text(server, known, None)
    for certificate, key, reason in UNUSABLE:
        paths = [name and str(files / name) for name in (certificate, key)]
        refused = refusal(server, "client_certificate", *paths)
        assert refused.status == "TSC_ERROR_CA_PATH", (certificate, key)
        begin = f"the client certificate cannot be used: {reason.format(folder=files)}"
        assert refused.message.startswith(begin), (certificate, key, refused.message)
    refused = refusal(server, "client_certificate", None, str(files / "good key"))
    assert refused.status == "TSC_ERROR_INVALID_ARGUMENT"
    # The certificate that was set before remains in use.
    assert whole_job(server) == DONE
    assert {each.ssl_client_verify for each in nginx.end()} == {"SUCCESS"}


# The parts of a text, and a part of the message.
UNUSABLE_TEXT = [
    ([], "there is no certificate in the text"),
    (["other text"], "there is no certificate in the text"),
    (["good key"], "there is no certificate in the text"),
    (["good chain"], "there is no private key in the text"),
    (["rsa", "good key"], "the private key in the text does not match the certificate in the text"),
    (["rsa", "key in PKCS#8, encrypted"], "the private key in the text is encrypted"),
    (["key in PKCS#1, encrypted", "rsa"], "the private key in the text is encrypted"),
]


def test_unusable_client_certificate_text_is_refused_when_set(front, files, known):
    nginx, server = front("on")
    show_text(server, known, None)
    for parts, reason in UNUSABLE_TEXT:
        pem = b"".join((files / part).read_bytes() for part in parts) or b"\n"
        refused = refusal(server, "client_certificate_pem", pem, len(pem))
        assert refused.status == "TSC_ERROR_CA_PATH", parts
        begin = f"the client certificate cannot be used: {reason}"
        assert refused.message.startswith(begin), (parts, refused.message)
    assert whole_job(server) == DONE
    assert {each.ssl_client_verify for each in nginx.end()} == {"SUCCESS"}


def refusal(server, *setting):
    with pytest.raises(libtsc.Error) as refused:
        server.set(*setting)
    return refused.value


# Servers that must not get it: those of another host name, as 127.0.0.1 is to localhost.


@pytest.fixture
def moved(pki, known, nginx):
    """Starts an nginx at localhost that requires a certificate and redirects to 127.0.0.1, where
    another server is configured. Returns its ports, too."""

    def start_nginx(how, *elsewhere):
        here, there = Port(), Port()
        redirect = f"return 307 https://127.0.0.1:{there}$request_uri;"
        redirecting = block(tls(here, pki.server, wanted(pki, "on")), redirect)
        other = block(tls(there, pki.server, wanted(pki, how)), *elsewhere)
        server = libtsc.Server(f"https://localhost:{here}", pki.servers.certificate)
        server.set("header", "X-Office", "blue")
        show_text(server, known, None)
        return nginx(redirecting + other, here, there), server, here, there

    return start_nginx


def shown(log, port):
    """The result of the certificate's verification and the header, for each request at a port."""
    return [
        (each.ssl_client_verify, each.http_x_office)
        for each in log
        if each.server_port == str(port)
    ]


def test_redirect_target_gets_the_certificate_once_verified_as_tableau(moved, simulator):
    nginx, server, here, there = moved("optional", forwarded(simulator))
    session = server.sign_in(*TOKEN)
    session.sign_out()
    log = nginx.end()
    assert shown(log, here) == [("SUCCESS", "blue")]
    assert shown(log, there) == [("NONE", ""), ("SUCCESS", "blue"), ("SUCCESS", "blue")]
    arrived = simulator.ask("GET", "/requests")
    offices = [dict(each["headers"]).get("x-office") for each in arrived]
    assert offices == [None, "blue", "blue"]


def test_redirect_target_that_is_not_tableau_gets_no_certificate(moved):
    page = 'default_type text/html; return 200 "<html>Please sign in</html>";'
    nginx, server, here, there = moved("optional", page)
    with pytest.raises(libtsc.Error) as refused:
        server.sign_in(*TOKEN)
    assert refused.value.status == "TSC_ERROR_REDIRECT"
    assert "127.0.0.1" in refused.value.message
    log = nginx.end()
    assert shown(log, here) == [("SUCCESS", "blue")]
    assert shown(log, there) == [("NONE", "")]


def test_redirect_target_that_requires_a_certificate_first_gets_none(moved, simulator):
    nginx, server, here, there = moved("on", forwarded(simulator))
    with pytest.raises(libtsc.Error) as refused:
        server.sign_in(*TOKEN)
    assert refused.value.status == "TSC_ERROR_TLS"
    assert f"the server redirects to https://127.0.0.1:{there}; another" in refused.value.message
    log = nginx.end()
    assert shown(log, here) == [("SUCCESS", "blue")]
    assert shown(log, there) == [("NONE", "")]
    assert simulator.ask("GET", "/requests") == []
