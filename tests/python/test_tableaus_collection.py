"""Every request of Tableau's own collection arrives unchanged when a program sends it.

The collection is requests.json in the folder that TSC_TABLEAU_DATA names. Each of its requests is
sent through tsc_session_request in every way in which it can be written: with its whole path and
relative to the site, with its content type as a header and as that of the body. The expected
request is computed from the collection here, without the library.

    export TSC_SIMULATOR=target/cmake/tsc-simulator TSC_LIBRARY=target/cmake/libtsc.so
    venv/bin/python -m pytest tests/python/test_tableaus_collection.py
"""

import base64
import itertools
import json
import re
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import parse_qsl, quote
from xml.sax.saxutils import escape

import pytest
import tableauserverclient as TSC

import libtsc
import tableau_data
from collection_variables import PLACES, VALUES

FOLDER = tableau_data.folder("the requests of Tableau's collection are not tested")
COLLECTION = json.loads((FOLDER / "requests.json").read_text(encoding="utf-8"))

# With line breaks and almost the boundary in it, to mislead code that reads the body.
BOUNDARY = "libtsc-8a1f"
FILE = (bytes(range(256)) + b"\0\r\n\r\n--libtsc-8a1\r\n--\n\r\xff\xfe\0") * 257

ANSWER = b"<tsResponse/>"

SITE = "/api/{version}/sites/{site-id}/"

VARIABLE = re.compile(r"\{\{(.*?)\}\}")


# A request once its variables are filled in.


class Meant(NamedTuple):
    method: str
    # Percent-encoded as a program must do, with the library's placeholders.
    path: str
    parameters: list
    headers: dict
    content_type: str | None
    # None: the request has no body.
    body: bytes | None


def meant(row, user_id):
    path, _, query = row["url"].partition("?")
    headers = {name: filled(value) for name, value in row["headers"].items()}
    content_type, body = body_of(row["body"], headers.pop("Content-Type", None), user_id)
    return Meant(
        row["method"],
        "/".join(map(segment, path.split("/"))),
        [(name, filled(value)) for name, value in pairs(query)],
        headers,
        content_type,
        body,
    )


def pairs(query):
    return parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))


def segment(template):
    """A segment of a path: a variable of Postman, or text that may contain variables."""
    if template.startswith(":"):
        template = f"{{{{{template[1:]}}}}}"
    return VARIABLE.sub(lambda match: in_path(match[1]), template)


def in_path(name):
    return PLACES[name] if name in PLACES else quote(VALUES[name], safe="")


def filled(template, write=str, **more):
    values = VALUES | more
    return VARIABLE.sub(lambda match: write(values[match[1]]), template)


def body_of(template, content_type, user_id):
    """The body and its content type; None if the collection has none, before the library detects
    one."""
    if template is None:
        return content_type, None
    fill = {"user-id": user_id}
    if isinstance(template, str):
        write = in_xml if "<tsRequest" in template else in_json
        return content_type, filled(template, write, **fill).encode()
    assert template["mode"] == "formdata"
    content_type = content_type or f"multipart/mixed; boundary={BOUNDARY}"
    parts = [part(of, fill) for of in template["parts"]]
    return content_type, multipart(parts, content_type.partition("boundary=")[2])


def in_xml(value):
    return escape(value, {'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})


def in_json(value):
    return json.dumps(value, ensure_ascii=False)[1:-1]


def part(of, fill):
    """A part of a multipart body, in the format of Tableau's documentation on publishing."""
    if of["type"] == "text":
        head = f'Content-Disposition: name="{of["key"]}"\r\nContent-Type: text/xml'
        return head, filled(of["value"], in_xml, **fill).encode()
    name = PurePosixPath(of.get("src", "content.bin")).name
    head = f'Content-Disposition: name="{of["key"]}"; filename="{name}"'
    return f"{head}\r\nContent-Type: application/octet-stream", FILE


def multipart(parts, boundary):
    written = [f"--{boundary}\r\n{head}\r\n\r\n".encode() + data + b"\r\n" for head, data in parts]
    return b"".join(written) + f"--{boundary}--\r\n".encode()


# Sending it in every possible way.


class Way(NamedTuple):
    is_relative: bool
    content_type_is_of_body: bool


def ways(request):
    relative = [False, True] if request.path.startswith(SITE) else [False]
    of_body = [False, True] if request.content_type and request.body else [False]
    return [Way(*way) for way in itertools.product(relative, of_body)]


def send(session, request, way):
    path = request.path.removeprefix(SITE) if way.is_relative else request.path
    sending = session.request(request.method, path)
    for name, value in request.parameters:
        sending.set_parameter(name, value)
    for name, value in request.headers.items():
        sending.set_header(name, value)
    if request.content_type and not way.content_type_is_of_body:
        sending.set_header("Content-Type", request.content_type)
    if request.body is not None:
        of_body = request.content_type if way.content_type_is_of_body else None
        sending.set_body(of_body, request.body)
    return sending.send()


# The requests that arrived.


class Arrived(NamedTuple):
    method: str
    path: str
    parameters: list
    content_types: list
    body: bytes


def arrived(recorded):
    return Arrived(
        recorded["method"],
        recorded["path"],
        pairs(recorded["query"]),
        values_of(recorded, "content-type"),
        body_bytes(recorded),
    )


def values_of(recorded, name):
    return [value for other, value in recorded["headers"] if other == name.lower()]


def body_bytes(recorded):
    if "body_base64" in recorded:
        return base64.b64decode(recorded["body_base64"], validate=True)
    return recorded["body"].encode()


def must_arrive(request, facts):
    path = request.path
    for name, fact in facts.items():
        path = path.replace(f"{{{name}}}", fact)
    body = request.body or b""
    content_type = request.content_type or ("text/xml" if body.startswith(b"<") else None)
    return Arrived(
        request.method,
        path,
        request.parameters,
        [content_type] if content_type else [],
        body,
    )


@pytest.fixture(scope="module")
def session(simulator):
    server = libtsc.Server(simulator.https, simulator.ca)
    return server.sign_in("personal_access_token", "demo-token", "demo-token-secret", None, None)


@pytest.fixture(scope="module")
def facts(simulator):
    """The values of the placeholders, from Tableau's own client."""
    alice = simulator.server(use_server_version=True)
    alice.auth.sign_in(TSC.TableauAuth("alice", "alice-password"))
    return {"version": alice.version, "site-id": alice.site_id, "user-id": alice.user_id}


ROWS = [
    pytest.param(row, id=f"{number} {row['method']} {row['name']}")
    for number, row in enumerate(COLLECTION, 1)
]


def test_collection_is_complete():
    assert len(COLLECTION) == 347


@pytest.mark.parametrize("row", ROWS)
def test_request_of_the_collection_arrives_unchanged(row, simulator, session, facts, record_property):
    answer = {"answer": {"status": 200, "body": ANSWER.decode()}}
    simulator.ask("POST", "/faults", {"times": None, "action": answer})
    request = meant(row, facts["user-id"])
    tried = ways(request)
    for way in tried:
        answer = send(session, request, way)
        assert (answer.status, answer.body) == (200, ANSWER), way

    recorded = simulator.ask("GET", "/requests")
    assert len(recorded) == len(tried)
    for way, record in zip(tried, recorded):
        assert arrived(record) == must_arrive(request, facts), way
        check_query(record["query"])
        check_headers(record, request)
        check_token(record, session.token)
    record_property("counts", counted(request, tried))


def check_query(query):
    """The query is percent-encoded by RFC 3986: some servers would read a plus sign as a space."""
    assert re.fullmatch(r"([A-Za-z0-9._~=&-]|%[0-9A-F]{2})*", query), query


def check_headers(record, request):
    for name, value in request.headers.items():
        assert values_of(record, name) == [value]
    if request.body:
        assert values_of(record, "content-length") == [str(len(request.body))]


def check_token(record, token):
    assert values_of(record, "x-tableau-auth") == [token]
    others = [value for name, value in record["headers"] if name != "x-tableau-auth"]
    places = [record["path"], record["query"], *others, body_bytes(record).decode("latin-1")]
    assert not [place for place in places if token in place or quote(token, safe="") in place]


def counted(request, tried):
    relative = any(way.is_relative for way in tried)
    return {
        "requests of Tableau's collection that arrived as they are meant": 1,
        "of them with a path relative to the site too": int(relative),
        "of them with a query": int(bool(request.parameters)),
        "of them with a body": int(bool(request.body)),
        "of them with a body in parts, one of them binary": int(FILE in (request.body or b"")),
        "how often they were sent": len(tried),
    }


def test_variables_and_values_of_the_collection_match():
    texts = json.dumps([[row["url"], row["headers"], row["body"]] for row in COLLECTION])
    named = set(VARIABLE.findall(texts))
    paths = [row["url"].partition("?")[0] for row in COLLECTION]
    named |= {part[1:] for path in paths for part in path.split("/") if part.startswith(":")}
    assert named == PLACES.keys() | VALUES.keys()
    assert not PLACES.keys() & VALUES.keys()
