"""The simulated Tableau Server: starting it, and its control endpoint."""

import http.client
import json
import os
import subprocess

import pytest
import tableauserverclient as TSC

JWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSJ9.c2ltdWxhdGVkLXNpZ25hdHVyZQ"
UAT = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSIsInVhdCI6MX0.c2ltdWxhdGVkLXVhdA"
AWKWARD_USER = "zoë & <søn> \"O'Neil\""
AWKWARD_PASSWORD = "pa<ss> & \"wörd\" 'ключ' 🔑 %20+"


def program():
    program = os.environ.get("TSC_SIMULATOR")
    if not program:
        pytest.fail("set TSC_SIMULATOR to the tsc-simulator program", pytrace=False)
    return program


class Simulator:
    """The simulator's process and its control endpoint."""

    def __init__(self, *options, command=None):
        self.process = subprocess.Popen(
            [*(command or [program()]), "--exit-with-stdin", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        lines = iter(self.process.stdout.readline, "ready\n")
        facts = dict(line.rstrip("\n").split(" ", 1) for line in lines)
        self.https = facts["https"]
        self.http = facts["http"]
        self.control = facts["control"]
        self.ca = facts["ca"]
        self.connection = http.client.HTTPConnection(facts["control"].removeprefix("http://"))

    def server(self, **options):
        server = TSC.Server(self.https, **options)
        server.add_http_options({"verify": self.ca})
        return server

    def ask(self, method, path, body=None):
        self.connection.request(
            method,
            path,
            None if body is None else json.dumps(body),
            {"Content-Type": "application/json"},
        )
        with self.connection.getresponse() as response:
            assert 200 <= response.status < 300, (method, path, response.status, response.read())
            answer = response.read()
        return json.loads(answer) if answer else None

    def end(self):
        self.connection.close()
        self.process.stdin.close()
        assert self.process.wait(timeout=30) == 0
        self.process.stdout.close()


def built_in_state():
    """The state of a simulator without a state file."""
    return json.loads(subprocess.check_output([program(), "--print-state"], encoding="utf-8"))
