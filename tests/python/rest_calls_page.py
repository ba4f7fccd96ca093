"""Reading docs/rest-calls.md."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

import libtsc

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "rest-calls.md"

# Placeholders of the page, and the tests' values.
CAPITALS = r"[A-Z]+(?:-[A-Z]+)*"
ID = "5ea59b45-e497-4827-8809-bfe213236f75"


class Line(NamedTuple):
    number: int
    text: str


class Call(NamedTuple):
    """A list or request, and the lines that belong to it."""

    first: Line
    method: str
    path: str
    is_list: bool
    more: list
    # The text after "body:", except for multipart bodies, which are described in words.
    body: str | None

    @property
    def where(self):
        return f"{PAGE.name}:{self.first.number}: {self.method} {self.path}"

    @property
    def document(self):
        """The body as it is sent."""
        if not self.body or not self.body.startswith("<") or self.body == "<tsRequest/>":
            return self.body
        return f"<tsRequest>{self.body}</tsRequest>"

    def values(self, function):
        """The strings that the lines pass to a function."""
        for line in self.more:
            if line.text.startswith(function + "("):
                yield tuple(re.findall(r'"([^"]*)"', line.text))


class Page(NamedTuple):
    headings: list
    models: list
    calls: list
    # Statements with a function of their own: sign-in, switch site, ...
    others: list


ARGUMENT = r'(?:&?\w+|"[^"]*"|strlen\(json\))'
STATEMENT = re.compile(rf"(tsc_\w+)\({ARGUMENT}(?:, {ARGUMENT})*\);(?: /\* [^*]+ \*/)?")
BODY = re.compile(r"/\* body: (.+) \*/")


def blocks(text):
    """The C blocks, each as its lines."""
    block = None
    for number, line in enumerate(text.splitlines(), 1):
        if line == "```c":
            block = []
        elif line == "```" and block is not None:
            yield block
            block = None
        elif block is not None:
            block.append(Line(number, line))
    assert block is None, "a block without an end"


def read_page():
    text = PAGE.read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    models, calls, others = [], [], []
    for block in blocks(text):
        if any(line.text.startswith("#include") for line in block):
            models.append(block)
            continue
        for line in block:
            read_line(line, calls, others)
    return Page(headings, models, calls, others)


def read_line(line, calls, others):
    where = f"{PAGE.name}:{line.number}: {line.text}"
    body = BODY.fullmatch(line.text)
    if body:
        assert calls[-1].body is None, where
        described = body[1].startswith("multipart/mixed")
        calls[-1] = calls[-1]._replace(body="" if described else body[1])
        return
    statement = STATEMENT.fullmatch(line.text)
    assert statement, where
    function = statement[1]
    if function.startswith(("tsc_request_", "tsc_list_")):
        calls[-1].more.append(line)
        return
    assert line.text.endswith("*/"), f"no method's name: {where}"
    if function == "tsc_session_list":
        [path] = re.findall(r'"(.*?)"', line.text)
        calls.append(Call(line, "GET", path, True, [], None))
    elif function == "tsc_session_request":
        method, path = re.findall(r'"(.*?)"', line.text)
        calls.append(Call(line, method, path, False, [], None))
    else:
        others.append(line)


THE_PAGE = read_page()


def from_the_root(path):
    return path if path.startswith("/") else f"/api/{{version}}/sites/{{site-id}}/{path}"


def segments(path):
    """The path from the root, with * for each part to fill in."""
    return [
        "*" if re.fullmatch(rf"\{{[a-z-]+\}}|{CAPITALS}", segment) else segment
        for segment in from_the_root(path).strip("/").split("/")
    ]


# Sending its calls.


@pytest.fixture(scope="module")
def session(simulator):
    """A session apart from those of the programs, which use another token."""
    return libtsc.Server(simulator.https, simulator.ca).sign_in(
        "password", "admin", "admin-password", None, None
    )


def answer(simulator, body, status=200, **fault):
    """Sets the server's response."""
    body = list(body) if isinstance(body, bytes) else body
    action = {"answer": {"status": status, "headers": [], "body": body}}
    simulator.ask("POST", "/faults", {"times": None, "action": action, **fault})


def expected_path(call, known):
    path = from_the_root(call.path)
    for placeholder, value in known.items():
        path = path.replace(placeholder, value)
    return with_ids(path)


def with_ids(path):
    """Replaces words in capitals by an id."""
    return "/".join(
        ID if re.fullmatch(CAPITALS, segment) else segment for segment in path.split("/")
    )


def expected_query(call):
    query = [*call.values("tsc_request_set_parameter"), *call.values("tsc_list_set_parameter")]
    if call.is_list:
        query += [("filter", ":".join(filter)) for filter in call.values("tsc_list_add_filter")]
        query += [("pageNumber", "1"), ("pageSize", "1000")]
    return sorted(query)


def expected_headers(call):
    headers = dict(call.values("tsc_request_set_header"))
    if call.document:
        is_xml = call.document.startswith("<")
        headers["Content-Type"] = "text/xml" if is_xml else "application/json"
    for (content_type,) in call.values("tsc_request_set_body"):
        headers["Content-Type"] = content_type
    return {name.lower(): value for name, value in headers.items()}
