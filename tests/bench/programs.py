"""The commands of the programs that are compared; scripts/bench builds them."""

import pathlib
import shlex

import data
from runs import Job

# How a page is read with libxml2 (libcurl_jobs.c).
READERS = ("push", "sax", "reader")


class Programs:
    """Commands, for a folder with the programs and the CA of the server."""

    def __init__(self, binaries, python, dotnet, bindings, ca, folder):
        self.binaries = pathlib.Path(binaries)
        self.python, self.dotnet, self.bindings, self.ca = python, dotnet, bindings, ca
        self.folder = pathlib.Path(folder)
        self.measure = self.binaries / "measure"
        # The system's roots and the server's CA: as much to read as the system's roots.
        self.bundle = self.folder / "system.pem"
        roots = pathlib.Path("/etc/ssl/certs/ca-certificates.crt").read_bytes()
        self.bundle.write_bytes(roots + pathlib.Path(ca).read_bytes())

    def ours(self, url, *job, prints=None, system=False):
        ca = "system" if system else self.ca
        command = [self.binaries / "ours_jobs", url, ca, *job]
        return Job(command, {"SSL_CERT_FILE": str(self.bundle)} if system else {}, prints)

    def libcurl(self, url, *job, reader="push", prints=None, system=False):
        # Debian's libcurl does not read SSL_CERT_FILE.
        ca = self.bundle if system else self.ca
        return Job([self.binaries / "libcurl_jobs", url, ca, reader, *job], {}, prints)

    def lists(self, url, prints):
        """Every program that reads the list."""
        arguments = [url, self.ca, data.WORKBOOKS]
        clients = pathlib.Path(__file__).parent / "clients"
        commands = {
            "TSC": [self.python, clients / "list_tableauserverclient.py", *arguments],
            "Go": [self.binaries / "list_go", *arguments],
            "C#": [self.dotnet, "exec", self.binaries / "List.dll", *arguments],
            "Java": ["java", "-cp", self.binaries, "List", *arguments],
        }
        return {
            "libtsc": self.ours(url, "list", data.WORKBOOKS, prints=prints),
            **{
                f"libcurl, {reader}": self.libcurl(
                    url, "list", data.WORKBOOKS, reader=reader, prints=prints
                )
                for reader in READERS
            },
            **{name: Job(command, {}, prints) for name, command in commands.items()},
            "curl": self.floor(url),
        }

    def floor(self, url):
        """curl, which fetches the same pages and drops them."""
        configuration = self.folder / f"curl-{url.rpartition(':')[2]}.txt"
        pages = "".join(
            f'url = "{url}/api/{data.VERSION}/sites/{data.SITE}/workbooks'
            f'?pageSize={data.ITEMS_A_PAGE}&pageNumber={number}"\noutput = "/dev/null"\n'
            for number in range(1, data.PAGES + 1)
        )
        configuration.write_text(pages)
        options = ["--silent", "--show-error", "--fail", "--compressed", "--cacert", self.ca]
        return Job(["curl", *options, "--config", configuration], {}, "")

    def download(self, url):
        """curl, which writes the large body into a file."""
        path = f"{url}/api/{data.VERSION}/sites/{data.SITE}/workbooks/large/content"
        to = self.folder / "downloaded"
        return Job(
            ["curl", "--silent", "--show-error", "--fail", "--cacert", self.ca, "-o", to, path]
        )

    def memory(self, url, kind, count, system=False):
        ca = "system" if system else self.ca
        environment = {"SSL_CERT_FILE": str(self.bundle)} if system else {}
        return Job([self.binaries / "ours_memory", url, ca, kind, count], environment)

    def threads(self, url, kind, threads, *count):
        return Job([self.binaries / "ours_threads", url, self.ca, kind, threads, *count])

    def binding(self, name, url, rounds):
        command = [*shlex.split(self.bindings[name]), "read", rounds]
        return Job(command, {"TSC_URL": url, "TSC_CA": self.ca})
