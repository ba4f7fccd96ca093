"""Functions for tests with other servers between the library and the simulator."""

import errno
import os
import shutil
import socket
import subprocess
import time

import pytest

# Folders of programs that are usually for root only.
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"

# A wait longer than this is a failure, not slowness.
PATIENCE = 20


def eventually(condition, what):
    """Calls a function until it returns something true, and returns that."""
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline, f"not in {PATIENCE} s: {what}"
        os.sched_yield()
    return found


def installed(program, package):
    path = shutil.which(program, path=PATH)
    if not path:
        pytest.fail(f"{program} is needed; Debian has it in its package {package}", pytrace=False)
    return path


def start(command, **options):
    """Starts a process that ends when the tests do, however they end."""
    return subprocess.Popen(["setpriv", "--pdeathsig", "TERM", *command], **options)


class Port:
    """A free port on the loopback addresses, with its bound sockets: no other process can take it
    meanwhile."""

    def __init__(self):
        self.sockets = []
        while not self.sockets:
            self.sockets = bound()
        self.number = self.sockets[0].getsockname()[1]
        self.addresses = [f"127.0.0.1:{self}", f"[::1]:{self}"][: len(self.sockets)]

    def listen(self):
        for each in self.sockets:
            each.listen()

    def close(self):
        for each in self.sockets:
            each.close()

    def __str__(self):
        return str(self.number)


def bound():
    """Sockets with the same port; none if another process has it for IPv6."""
    first = bound_to(socket.AF_INET, "127.0.0.1", 0)
    try:
        return [first, bound_to(socket.AF_INET6, "::1", first.getsockname()[1])]
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            # There is no IPv6.
            return [first]
        first.close()
        return []


def bound_to(family, host, port):
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener
