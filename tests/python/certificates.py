"""Certificate authorities, certificates and keys for the tests, made by openssl."""

import subprocess
from typing import NamedTuple

RSA = ("rsa:2048",)
P256 = ("ec", "-pkeyopt", "ec_paramgen_curve:P-256")
P384 = ("ec", "-pkeyopt", "ec_paramgen_curve:P-384")
P521 = ("ec", "-pkeyopt", "ec_paramgen_curve:P-521")
ED25519 = ("ed25519",)

# The names and addresses of this machine.
LOCAL = ("DNS:localhost", "IP:127.0.0.1", "IP:::1")

# An empty extension file: otherwise openssl adds extensions of its own.
EMPTY_CONFIGURATION = "[req]\ndistinguished_name = name\n[name]\n"


def openssl(*arguments):
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=False)
    assert done.returncode == 0, (arguments, done.stderr.decode())
    return done.stdout.decode()


class Issued(NamedTuple):
    """PEM files: a certificate, and its private key in PKCS#8."""

    certificate: str
    key: str


def root(folder, name):
    """A self-signed certificate authority."""
    return made(folder, name, P256, None, "basicConstraints=critical,CA:TRUE")


def intermediate(folder, name, issuer):
    """A certificate authority whose certificate another one has signed."""
    return made(folder, name, P256, issuer, "basicConstraints=critical,CA:TRUE")


def for_server(folder, name, issuer, *hosts):
    names = f"subjectAltName={','.join(hosts)}"
    return made(folder, name, P256, issuer, "extendedKeyUsage=serverAuth", names)


def for_client(folder, name, issuer, kind=P256):
    return made(folder, name, kind, issuer, "extendedKeyUsage=clientAuth")


def made(folder, name, kind, issuer, *extensions):
    configuration = folder / "openssl.cnf"
    configuration.write_text(EMPTY_CONFIGURATION)
    issued = Issued(str(folder / f"{name}.pem"), str(folder / f"{name}.key"))
    signed = ["-CA", issuer.certificate, "-CAkey", issuer.key] if issuer else []
    added = [word for extension in extensions for word in ("-addext", extension)]
    openssl(
        *["req", "-x509", "-config", configuration, "-days", "30", "-subj", f"/CN={name}"],
        *["-newkey", *kind, "-noenc", "-out", issued.certificate, "-keyout", issued.key],
        *[*signed, *added],
    )
    return issued


class Pki:
    """A CA for servers and one for clients, and a certificate of each kind."""

    def __init__(self, folder):
        self.folder = folder
        self.servers = root(folder, "ca of servers")
        self.server = for_server(folder, "server", self.servers, *LOCAL)
        self.clients = root(folder, "ca of clients")
        # An intermediate CA of the one before, which signs the clients.
        self.office = intermediate(folder, "office", self.clients)
        self.stranger = for_client(folder, "stranger", root(folder, "ca of others"))

    def client(self, name, kind=P256):
        return for_client(self.folder, name, self.office, kind)


# The formats of a private key.


def pkcs8(key):
    return openssl("pkey", "-in", key)


def traditional(key):
    """PKCS#1 for an RSA key, SEC1 for one on an elliptic curve."""
    return openssl("pkey", "-in", key, "-traditional")


def sec1_behind_its_curve(key):
    """The format of `openssl ecparam -genkey`: a block with the curve, then the key."""
    return openssl("ecparam", "-name", "prime256v1") + traditional(key)


def encrypted_pkcs8(key):
    return openssl("pkcs8", "-topk8", "-in", key, "-v2", "aes-256-cbc", "-passout", "pass:hunter2")


def encrypted_traditional(key):
    return openssl("rsa", "-in", key, "-traditional", "-aes256", "-passout", "pass:hunter2")
