"""Recorded responses of Tableau servers are returned unchanged: as bytes, as trees and as lists.

They are the files of the folder `responses` in the folder that TSC_TABLEAU_DATA names. Each is
served to the library, unchanged and compressed; lxml, which shares no code with the library, reads
the expected result from the same bytes.

    export TSC_SIMULATOR=target/cmake/tsc-simulator TSC_LIBRARY=target/cmake/libtsc.so
    venv/bin/python -m pytest tests/python/test_recorded_responses.py
"""

import copy
import gzip
import itertools
import math
import re
from typing import NamedTuple
from urllib.parse import parse_qs

import pytest
from lxml import etree

import libtsc
import tableau_data

FOLDER = tableau_data.folder("recorded responses are not tested")
FILES = {file.name: file.read_bytes() for file in sorted((FOLDER / "responses").iterdir())}

CONTENT_TYPES = {"xml": "application/xml", "json": "application/json", "html": "text/html"}


# Reading the recordings with lxml.


def parsed(body):
    """The root; None if the library gives none: the body is not XML, or has a document type."""
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return None
    return None if root.getroottree().docinfo.doctype else root


def elements(parent):
    """The children without comments and processing instructions."""
    return [child for child in parent if isinstance(child.tag, str)]


def local_name(name):
    return etree.QName(name).localname


def tree(element):
    # Text after a child belongs to the parent, also if the child is a comment.
    text = "".join([element.text or "", *(child.tail or "" for child in element)])
    return libtsc.Tree(
        local_name(element.tag),
        [(local_name(name), value) for name, value in element.items()],
        text or None,
        [tree(child) for child in elements(element)],
    )


def size(of):
    return 1 + sum(map(size, of.children))


def child(root, name):
    return next((child for child in elements(root) if local_name(child.tag) == name), None)


def items(root):
    """The items of a list: the children of containers, which are the root's children without
    attributes. A child of the root with attributes is an item itself."""
    of_child = [
        [child] if child.attrib else elements(child)
        for child in elements(root)
        if local_name(child.tag) != "pagination"
    ]
    return list(itertools.chain.from_iterable(of_child))


ROOTS = {name: parsed(body) for name, body in FILES.items()}
RESPONSES = {
    name: root
    for name, root in ROOTS.items()
    if root is not None and local_name(root.tag) == "tsResponse"
}
ERRORS = {
    name: child(root, "error")
    for name, root in RESPONSES.items()
    if child(root, "error") is not None
}
LISTED = [name for name in RESPONSES if name not in ERRORS]


# Serving the recordings.


@pytest.fixture(scope="module")
def session(simulator):
    server = libtsc.Server(simulator.https, simulator.ca)
    return server.sign_in("personal_access_token", "demo-token", "demo-token-secret", None, None)


def as_it_is(body):
    return body, []


def compressed(body):
    return gzip.compress(body, mtime=0), [("Content-Encoding", "gzip")]


WAYS = [as_it_is, compressed]


def serve(simulator, name, body, way, status=200, query=""):
    """Responds with this body to every request for things with this in its query."""
    sent, headers = way(body)
    content_type = CONTENT_TYPES[name.rpartition(".")[2]]
    answer = {
        "status": status,
        "headers": [("Content-Type", content_type), *headers],
        "body": list(sent),
    }
    fault = {"path": "/things", "query": query, "times": None, "action": {"answer": answer}}
    simulator.ask("POST", "/faults", fault)


def asked(simulator):
    """The requests, each of which must accept a compressed response."""
    requests = simulator.ask("GET", "/requests")
    for request in requests:
        assert "gzip" in dict(request["headers"])["accept-encoding"]
    return requests


# All recordings, as bytes and as trees.


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", FILES)
def test_recorded_response_is_returned_unchanged(name, way, simulator, session, record_property):
    body, root = FILES[name], ROOTS[name]
    serve(simulator, name, body, way)
    answer = session.request("GET", "things").send()
    assert len(asked(simulator)) == 1
    assert answer.status == 200
    assert ("content-type", CONTENT_TYPES[name.rpartition(".")[2]]) in answer.headers
    assert answer.body == body
    assert answer.root == (None if root is None else tree(root))
    if way is as_it_is:
        record_property("counts", counted(answer))
        if root is None:
            record_property("named", ("recorded answers that are no XML, to lxml either", name))


def counted(answer):
    return {
        "recorded answers whose bytes are the same": 1,
        "recorded answers whose trees are the same": int(answer.root is not None),
        "elements in them": size(answer.root) if answer.root else 0,
    }


# Lists.


class Pagination(NamedTuple):
    number: int
    size: int
    total: int

    @classmethod
    def of(cls, root):
        """None if it is not paged."""
        found = child(root, "pagination")
        if found is None:
            return None
        return cls(*(int(found.get(name)) for name in ("pageNumber", "pageSize", "totalAvailable")))

    def count_on(self, number):
        """The number of items on a page of a server that has all of them."""
        return max(0, min(self.size, self.total - (number - 1) * self.size))


def recorded_lists():
    """The recorded pages of each list by number; file names show which list they belong to."""
    lists = {}
    for name in LISTED:
        pagination = Pagination.of(RESPONSES[name])
        number = pagination.number if pagination else 1
        of_list = re.fullmatch(r"(.+)_page_(\d+)\.xml", name)
        is_page = of_list is not None and int(of_list[2]) == number
        lists.setdefault(of_list[1] if is_page else name, {})[number] = FILES[name]
    return lists


def completed(pages):
    """The recorded pages, and pages before, between and after them that the server must have had,
    made of the same items. A page that is not full is the last."""
    root = parsed(pages[max(pages)])
    pagination = Pagination.of(root)
    if pagination is None:
        return pages
    is_full = len(items(root)) >= pagination.size
    last = math.ceil(pagination.total / pagination.size) if is_full else pagination.number
    numbers = range(1, max(last, pagination.number) + 1)
    return {
        number: pages.get(number) or another_page(root, number, pagination.count_on(number))
        for number in numbers
    }


def another_page(root, number, count):
    page = copy.deepcopy(root)
    child(page, "pagination").set("pageNumber", str(number))
    [container] = [child for child in elements(page) if not child.attrib]
    there = elements(container)
    for item in there:
        container.remove(item)
    for item in itertools.islice(itertools.cycle(there), count):
        container.append(copy.deepcopy(item))
    return etree.tostring(page)


LISTS = recorded_lists()

# The response of a server to a page after the last.
NO_SUCH_PAGE = {"tableau_error": {"code": 400006, "summary": "Bad Request"}}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", LISTS)
def test_recorded_list_gives_its_items(name, way, simulator, session, record_property):
    recorded = LISTS[name]
    pages = completed(recorded)
    for number, body in pages.items():
        serve(simulator, "page.xml", body, way, query=f"pageNumber={number}&")
    simulator.ask("POST", "/faults", {"path": "/things", "times": None, "action": NO_SUCH_PAGE})

    roots = [parsed(body) for body in pages.values()]
    expected = [tree(item) for root in roots for item in items(root)]
    pagination = Pagination.of(roots[0])
    things = session.items("things", pagination.size if pagination else None)
    assert things.total_available() == (pagination.total if pagination else len(expected))
    assert [libtsc.tree(item) for item in things] == expected

    check_pages(asked(simulator), list(pages), pagination)
    if way is as_it_is:
        record_property(
            "counts",
            {
                "recorded lists whose items are the same": 1,
                "recorded pages in them": len(recorded),
                "pages put beside them": len(pages) - len(recorded),
                "items in them": len(expected),
            },
        )


def check_pages(requests, pages, pagination):
    """Each page is requested once and in order, and one more if the server announced more items
    than came."""
    queries = [parse_qs(request["query"], strict_parsing=True) for request in requests]
    numbers = [int(query["pageNumber"][0]) for query in queries]
    assert numbers[: len(pages)] == pages
    further = [pages[-1] + 1] if pagination else []
    assert numbers[len(pages) :] in ([], further)
    if pagination:
        assert {query["pageSize"][0] for query in queries} == {str(pagination.size)}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", [name for name in FILES if name not in LISTED])
def test_response_that_is_not_a_list_is_refused(name, way, simulator, session):
    serve(simulator, name, FILES[name], way)
    with pytest.raises(libtsc.Error) as refused:
        list(session.items("things"))
    assert refused.value.status == "TSC_ERROR_PROTOCOL"
    assert refused.value.http_status == 200
    assert refused.value.answer.body == FILES[name]


# Errors.

# The statuses of the recorded codes.
STATUSES = {"401001": "TSC_ERROR_SESSION_EXPIRED", "404003": "TSC_ERROR_UNSUPPORTED_VERSION"}


def by_request(session):
    session.request("GET", "things").send()


def by_list(session):
    list(session.items("things"))


@pytest.mark.parametrize("call", [by_request, by_list])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ERRORS)
def test_recorded_error_is_reported(name, way, call, simulator, session, record_property):
    told = ERRORS[name]
    code = told.get("code")
    serve(simulator, name, FILES[name], way, status=int(code[:3]))
    with pytest.raises(libtsc.Error) as raised:
        call(session)
    error = raised.value
    assert error.status == STATUSES[code]
    assert error.http_status == error.answer.status == int(code[:3])
    assert error.code == code
    words = [child(told, name).text.strip() for name in ("summary", "detail")]
    assert [error.summary, error.detail] == words
    assert error.answer.body == FILES[name]
    assert error.answer.root == tree(ROOTS[name])
    if way is as_it_is and call is by_request:
        record_property("counts", {"recorded errors that are told": 1})
