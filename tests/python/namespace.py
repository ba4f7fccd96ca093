"""A network namespace, whose programs can reach nothing outside it.

It needs root, or sudo without a password. It has no name, and ends, with all programs in it, when
the process that made it does.
"""

import os
import shutil
import subprocess

import pytest

from network import PATH, PATIENCE, installed

# The process whose end removes the network; its standard input ends with the tests. This is its
# process id outside.
KEEPER = """
read number rest </proc/self/stat
mount --bind "$1" /etc/hosts
mount -t tmpfs tmpfs /dev/shm
ip link set lo up
echo $number
exec cat
"""


def as_root():
    """The prefix of a command that only root may run."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    if not shutil.which("sudo") or subprocess.run([*sudo, "true"], check=False).returncode != 0:
        pytest.fail("network namespaces need root, or sudo without a password", pytrace=False)
    return sudo


class Namespace:
    def __init__(self, hosts):
        """`hosts` is a file in the format of /etc/hosts, used in its place."""
        self.ip = installed("ip", "iproute2")
        self.sudo = as_root()
        unshare = ["unshare", "--net", "--mount", "--pid", "--fork"]
        self.keeper = subprocess.Popen(
            [*self.sudo, *unshare, "sh", "-ec", KEEPER, "sh", hosts],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.number = self.keeper.stdout.readline().strip()
        assert self.number, "the network namespace was not made"

    def within(self, *command, environment=None):
        """The command that runs another one in the namespace, with these variables only."""
        environment = {"PATH": PATH, **(environment or {})}
        variables = [f"{name}={value}" for name, value in environment.items()]
        env = ["env", "--ignore-environment", *variables]
        return self.entered("--net", "--mount", "--pid", *env, *command)

    def entered(self, *parts_and_command):
        return [*self.sudo, "nsenter", "--target", self.number, *parts_and_command]

    def run(self, *command, environment=None, given=None):
        """Runs a command in the namespace and returns its output."""
        return output(self.within(*command, environment=environment), given)

    def link(self, address, other, others_address):
        """Connects two namespaces by a virtual cable, with no other route."""
        # Enters the network namespace only: process ids of the other namespace would mean nothing
        # in its own.
        make = [self.ip, "link", "add", "cable", "type", "veth"]
        output(self.entered("--net", *make, "peer", "name", "cable", "netns", other.number))
        for end, own in ((self, address), (other, others_address)):
            end.run(self.ip, "address", "add", own, "dev", "cable")
            end.run(self.ip, "link", "set", "cable", "up")

    def end(self):
        self.keeper.stdin.close()
        self.keeper.wait(timeout=PATIENCE)
        self.keeper.stdout.close()


def output(command, given=None):
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, (command, done.stderr)
    return done.stdout
