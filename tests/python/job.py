"""The whole job of a program that uses the library; also runs as a program, for networks that
the tests themselves are not in.

It reads a task in JSON from its standard input, and prints the result:

    {"server": "https://tableau.example.com", "ca": "ca.pem", "work": "whole_job",
     "settings": [["proxy", "http://proxy.example.com:3128"]]}
"""

import json
import sys

import libtsc

TOKEN = ("personal_access_token", "demo-token", "demo-token-secret", "", None)

PAGE_SIZE = 800

# The requests of the whole job, on a server with three pages of workbooks.
REQUESTS = [
    ("GET", "/serverInfo"),
    ("POST", "/auth/signin"),
    ("GET", "/workbooks"),
    ("GET", "/workbooks"),
    ("GET", "/workbooks"),
    ("GET", "/connections"),
    ("POST", "/auth/switchSite"),
    ("POST", "/auth/signout"),
]


def whole_job(server):
    """Signs in, lists three pages, makes a request, switches site and signs out."""
    session = server.sign_in(*TOKEN)
    ids = session.ids("workbooks", PAGE_SIZE)
    status = session.request("GET", f"workbooks/{ids[0]}/connections").send().status
    session.switch_site("marketing")
    site = session.site_content_url
    session.sign_out()
    return [len(ids), status, site]


# Its result on the simulator.
DONE = [2345, 200, "marketing"]


def is_whole_job(requests, prefix=""):
    """True if these methods and paths, below a prefix, are the requests of the whole job."""
    assert [method for method, _ in requests] == [method for method, _ in REQUESTS]
    for (_, path), (_, end) in zip(requests, REQUESTS, strict=True):
        assert path.startswith(f"{prefix}/api/"), path
        assert path.endswith(end), path


def info(server):
    return list(server.info())


def said(error):
    """All fields of an error."""
    answer = error.answer and [error.answer.status, error.answer.headers, repr(error.answer.body)]
    return {
        "status": error.status,
        "message": error.message,
        "http_status": error.http_status,
        "summary": error.summary,
        "detail": error.detail,
        "answer": answer,
    }


def outcome(task):
    try:
        server = libtsc.Server(task["server"], task["ca"])
        for setting, *values in task.get("settings", []):
            server.set(setting, *values)
        return {"done": globals()[task["work"]](server)}
    except libtsc.Error as error:
        return {"error": said(error)}


if __name__ == "__main__":
    print(json.dumps(outcome(json.load(sys.stdin))))
