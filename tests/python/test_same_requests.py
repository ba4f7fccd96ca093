"""libtsc and Tableau's own Python client (TSC) send the same requests for the same jobs.

Each job is written once and done by both; the simulator records what arrives. Compared are
the requests in their order, each with its method, its path as it was sent, its parameters, its
XML in canonical form, its content type and the presence of a session's token; and the job's result
(ids in their order, or Tableau's error code). An intended difference is a row of DIFFERENCES, which
has the requests of both and the reason.

Both request the version before they sign in, TSC by its use_server_version(): one request each,
which is compared as well. TSC's other ways to do so are among the differences.

libtsc's bodies are validated against Tableau's XML schema, too, in the folder that TSC_TABLEAU_DATA
names.

    export TSC_SIMULATOR=target/cmake/tsc-simulator TSC_LIBRARY=target/cmake/libtsc.so
    venv/bin/python -m pytest tests/python/test_same_requests.py
"""

import json
import os
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote_plus

import pytest
import tableauserverclient as TSC
from lxml import etree
from tableauserverclient.server.endpoint.exceptions import FailedSignInError, ServerResponseError

import libtsc
from clients import Ours, Theirs
from differences import DIFFERENCES
from jobs import ADMIN, ADMIN_JWT, AWKWARD_TOKEN, JOBS, SIGN_INS, sign_in
from simulator import Simulator, built_in_state


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    """A simulator with two additional credentials, and the ids that jobs need."""
    state = built_in_state()
    name, secret = AWKWARD_TOKEN
    state["personal_access_tokens"].append({"name": name, "secret": secret, "user": "admin"})
    state["json_web_tokens"].append({"token": ADMIN_JWT, "user": "admin", "unified": False})
    file = tmp_path_factory.mktemp("simulator") / "state.json"
    file.write_text(json.dumps(state), encoding="utf-8")
    simulator = Simulator("--state", str(file))
    simulator.known = {}
    for known, site in [("alice", ""), ("alice_of_marketing", "marketing")]:
        alice = simulator.server(use_server_version=True)
        alice.auth.sign_in(TSC.TableauAuth("alice", "alice-password", site_id=site))
        simulator.known[known] = alice.user_id
        simulator.known.setdefault("site", alice.site_id)
        simulator.known.setdefault("workbook", alice.workbooks.get()[0][0].id)
        simulator.known.setdefault("group", alice.groups.get()[0][0].id)
    yield simulator
    simulator.end()


@pytest.fixture
def expendable():
    """A simulator whose tokens a test may revoke."""
    simulator = Simulator()
    simulator.known = {}
    yield simulator
    simulator.end()


@pytest.fixture(scope="module")
def cloud():
    simulator = Simulator("--cloud")
    simulator.known = {}
    yield simulator
    simulator.end()


@pytest.fixture(scope="module")
def before_3_7():
    simulator = Simulator("--api-version", "3.6")
    simulator.known = {}
    yield simulator
    simulator.end()


# The comparison.


def outcome(job, client):
    try:
        return job(client)
    except (libtsc.Error, FailedSignInError, ServerResponseError) as error:
        assert error.code, error
        return f"refused with {error.code}"


def recorded(simulator, job, client, url="{https}"):
    """The requests of one client that does the job, and the job's result."""
    simulator.ask("DELETE", "/requests")
    came_to = outcome(job, client(simulator, url.format(https=simulator.https)))
    return simulator.ask("GET", "/requests"), came_to


class Sent(NamedTuple):
    """A request without the order and encoding of its parameters, and without what `canonical`
    removes."""

    method: str
    path: str
    parameters: list
    has_token: bool
    content_type: str | None
    body: str

    @classmethod
    def of(cls, request, without=()):
        headers = dict(request["headers"])
        body = request["body"]
        return cls(
            request["method"],
            request["path"],
            sorted(parse_qsl(request["query"], keep_blank_values=True)),
            "x-tableau-auth" in headers,
            # TSC gives a type for one of its empty bodies.
            headers["content-type"] if body else None,
            canonical(body, without),
        )


def canonical(body, without=()):
    """XML without white space between elements, without a namespace, and without attributes that
    have a certain value."""
    if not body:
        return ""
    parser = etree.XMLParser(remove_blank_text=True, resolve_entities=False)
    root = etree.fromstring(body.encode(), parser)
    for element in root.iter():
        element.tag = etree.QName(element).localname
        for name, value in without:
            if element.get(name) == value:
                del element.attrib[name]
    etree.cleanup_namespaces(root)
    return etree.tostring(root, method="c14n").decode()


def by_words(rows):
    return [pytest.param(row, id=row.words) for row in rows]


@pytest.mark.parametrize("job", by_words(JOBS))
def test_requests_are_those_of_tableaus_client(job, request, record_property):
    simulator = request.getfixturevalue(job.on)
    ours, our_outcome = recorded(simulator, job.do, Ours)
    theirs, their_outcome = recorded(simulator, job.do, Theirs)
    # Except for white space, xmlns, and the attribute isUat="false" that TSC adds to JSON web
    # tokens.
    superfluous = [("isUat", "false")]
    assert [Sent.of(sent) for sent in ours] == [Sent.of(sent, superfluous) for sent in theirs]
    assert our_outcome == their_outcome
    assert ours
    record_property("queries", how_alike([sent["query"] for sent in ours], theirs))


def how_alike(queries, theirs):
    """The similarity of queries with the same parameters; it is reported, not required."""
    others = [sent["query"] for sent in theirs]
    if queries == others:
        return "the same bytes"
    if [unquote_plus(query) for query in queries] == [unquote_plus(query) for query in others]:
        return "the same order, encoded otherwise"
    return "another order"


@pytest.mark.parametrize("difference", by_words(DIFFERENCES))
def test_known_differences_are_complete(difference, request):
    simulator = request.getfixturevalue(difference.on)
    sent = {}
    for name, client in [("ours", Ours), ("theirs", difference.client)]:
        if difference.fault:
            simulator.ask("POST", "/faults", difference.fault)
        requests, _ = recorded(simulator, difference.do, client, difference.url)
        simulator.ask("DELETE", "/faults")
        shown = [
            difference.shown(request)
            for request in requests
            if request["path"].endswith(difference.requests)
        ]
        sent[name] = [with_names(text, simulator.known) for text in shown]
    assert sent == {"ours": difference.ours, "theirs": difference.theirs}, difference.why
    assert difference.ours != difference.theirs


def with_names(text, known):
    """The text with names in place of ids."""
    for name, id in known.items():
        text = text.replace(id, f"{{{name}}}")
    return text


# The schema.


@pytest.fixture(scope="module")
def schema():
    folder = os.environ.get("TSC_TABLEAU_DATA")
    if not folder:
        pytest.skip("TSC_TABLEAU_DATA is not set, so no body is validated against Tableau's schema")
    return etree.XMLSchema(file=os.path.join(folder, "ts-api_3_14.xsd"))


# The schema is of 2021 and lacks these.
NEWER = ("jwt", "isUat")


@pytest.mark.parametrize("job", by_words(SIGN_INS))
def test_request_bodies_match_the_schema(job, request, schema):
    simulator = request.getfixturevalue(job.on)
    requests, _ = recorded(simulator, job.do, Ours)
    documents = [etree.fromstring(sent["body"].encode()) for sent in requests if sent["body"]]
    assert documents
    for document in documents:
        for credentials in document.iterfind("{*}credentials[@jwt]"):
            for name in NEWER:
                credentials.attrib.pop(name, None)
        schema.assertValid(document)


@pytest.mark.parametrize(
    "words, change",
    [
        ("no namespace", lambda body: body.replace(' xmlns="http://tableau.com/api"', "")),
        ("an attribute that there is not", lambda body: body.replace(" name=", " nom=")),
        ("no site", lambda body: body.replace('<site contentUrl="marketing"/>', "")),
        ("a user before the site", lambda body: body.replace("<site", "<user/><site")),
    ],
)
def test_schema_refuses_invalid_bodies(words, change, simulator, schema):
    requests, _ = recorded(
        simulator, sign_in(*ADMIN, site="marketing", user="alice_of_marketing"), Ours
    )
    [body] = [sent["body"] for sent in requests if sent["body"]]
    assert schema.validate(etree.fromstring(body))
    assert change(body) != body
    assert not schema.validate(etree.fromstring(change(body))), words
