"""docs/rest-calls.md is correct: its C compiles and runs, and its calls are Tableau's.

The page has two kinds of C. Blocks that include something are complete functions: they are
compiled as they are, run against the simulator under valgrind, and their requests are
checked. All others are statements. They are compiled too, each at its line, and their requests are
sent; what arrives is compared with the page.

The calls are compared with Tableau's own collection of requests, its XML schema and recorded
responses, in the folder that TSC_TABLEAU_DATA names.
"""

import base64
import email
import json
import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote

import pytest
from lxml import etree

import libtsc
import tableau_data

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "rest-calls.md"

# A line of the page that is a call, without the code that checks its result.
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Wno-unused-result"]
STRICT = ["-std=c99", *WARNINGS, "-O1", f"-I{ROOT / 'include'}"]

# As for the C tests: valgrind takes results of the cryptography's assembly for undefined values.
VALGRIND = [
    "valgrind",
    "--quiet",
    "--error-exitcode=99",
    "--leak-check=full",
    "--errors-for-leak-kinds=definite,indirect",
    "--show-leak-kinds=definite,indirect",
    "--undef-value-errors=no",
]

# Placeholders of the page, and the tests' values.
CAPITALS = r"[A-Z]+(?:-[A-Z]+)*"
ID = "5ea59b45-e497-4827-8809-bfe213236f75"

# Calls of the page that Tableau's collection of 2023 lacks: a path with all paths below it, or a
# method and a path.
NEWER = {
    "/api/-/settings/site/extensions/analytics": "Tableau's OpenAPI description has it",
    "/api/-/suggestions": "Tableau's OpenAPI description has it",
    "/api/-/authn-service": "Tableau's OpenAPI description has it",
    "/api/-/pulse": "Tableau's OpenAPI description has it; since 2024",
    "/api/metadata/graphql": "the Metadata API is an API of its own",
    "connected-apps/direct-trust": "since API 3.17 in place of connected-applications",
    "POST tasks/extractRefreshes": "of Tableau Cloud, since API 3.19",
    "POST tasks/extractRefreshes/TASK-ID": "of Tableau Cloud, since API 3.19",
    "site-auth-configurations": "since API 3.24",
    "site-oidc-configuration": "since API 3.22",
    "disable-site-oidc-configuration": "since API 3.22",
    "settings/extensions": "since API 3.21",
    "/api/{version}/settings/extensions": "since API 3.21",
    "groupsets": "since API 3.22",
    "customviews/CUSTOM-VIEW-ID/data": "since API 3.23",
    "virtualconnections/VIRTUAL-CONNECTION-ID/connections/CONNECTION-ID/modify": "the collection "
    "leaves the last part out; Tableau's Python client and its reference have it",
}

# A word in a path of the page, in whose place the collection has a variable.
EXAMPLES = {"datasource"}

# Bodies that neither the schema of API 3.14 nor the collection has, by their first element.
NEWER_BODIES = {
    "extractRefresh": "a task of Tableau Cloud, since API 3.19",
    "extensionsServerSettings": "since API 3.21",
    "extensionsSiteSettings": "since API 3.21",
    "groupSet": "since API 3.22",
}

# Lists of the page, and a recorded response for each.
RECORDED = {
    "datasources": "datasource_get",
    "datasources/DATASOURCE-ID/connections": "datasource_populate_connections",
    "favorites/{user-id}": "favorites_get",
    "flows": "flow_get",
    "flows/runs": "flow_runs_get",
    "jobs": "job_get",
    "tasks/extractRefreshes": "tasks_with_workbook",
    "schedules/SCHEDULE-ID/extracts": "schedule_get_extract_refresh_tasks",
    "/api/{version}/schedules": "schedule_get",
    "databases": "database_get",
    "tables": "table_get",
    "dataQualityWarnings/datasource/DATASOURCE-ID": "dqw_by_content_type",
    "metrics": "metrics_get",
    "dataAlerts": "data_alerts_get",
    "webhooks": "webhook_get",
    "site-auth-configurations": "site_auth_configurations",
    "projects": "project_get",
    "workbooks/WORKBOOK-ID/revisions": "workbook_revision",
    "/api/{version}/sites": "site_get",
    "subscriptions": "subscription_get",
    "users": "user_get",
    "users/USER-ID/groups": "user_populate_groups",
    "groups": "group_get",
    "groups/GROUP-ID/users": "group_populate_users",
    "groupsets": "groupsets_get",
    "virtualconnections": "virtual_connections_get",
    "virtualconnections/CONNECTION-ID/connections": "virtual_connection_populate_connections",
    "workbooks": "workbook_get",
    "users/{user-id}/workbooks": "user_populate_workbooks",
    "workbooks/WORKBOOK-ID/connections": "workbook_populate_connections",
    "workbooks/WORKBOOK-ID/views": "workbook_populate_views",
    "views": "view_get",
    "customviews": "custom_view_get",
}


# Reading the page.


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


# C programs.


def compiled(folder, name, source):
    """A program linked with the library."""
    file = folder / f"{name}.c"
    file.write_text(source, encoding="utf-8")
    library = libtsc_path()
    rpath = f"-Wl,-rpath,{os.path.dirname(library)}"
    compile_c(str(file), library, rpath, "-o", str(folder / name))
    return str(folder / name)


def libtsc_path():
    return os.path.abspath(os.environ["TSC_LIBRARY"])


def compile_c(*arguments):
    command = [os.environ.get("CC", "cc"), *STRICT, *arguments]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr


SIGNED_IN = """
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tsc.h>

static void check(tsc_error *error, int line) {
  if (!error)
    return;
  fprintf(stderr, "rest-calls.md:%d: %s\\n", line, tsc_error_message(error));
  exit(EXIT_FAILURE);
}

static tsc_session *signed_in(const char *url, const char *ca) {
  tsc_server *server = NULL;
  tsc_session *session = NULL;
  tsc_error *error = NULL;
  if (tsc_server_new(url, &server, &error) == TSC_OK &&
      tsc_server_set_ca_path(server, ca, &error) == TSC_OK)
    tsc_server_sign_in_with_personal_access_token(server, "demo-token", "demo-token-secret", NULL,
                                                  NULL, NULL, &session, &error);
  check(error, 0);
  tsc_server_free(server);
  return session;
}
"""


# The statements.

SENDS = """
static void send_list(tsc_list *list, tsc_error *error, int line) {
  const tsc_node *node = NULL;
  tsc_list_next(list, NULL, &node, &error);
  check(error, line);
  tsc_list_free(list);
}

static void send_request(tsc_request *request, tsc_error *error, int line) {
  tsc_response *response = NULL;
  tsc_request_send(request, NULL, &response, &error);
  check(error, line);
  tsc_response_free(response);
  tsc_request_free(request);
}
"""


def as_string(text):
    return json.dumps(text, ensure_ascii=False)


def filled(text):
    """The line of a call, whose last string is the path, with the path's parts filled in."""
    head, path, tail = re.fullmatch(r'(.*")([^"]+)(", &.*)', text).groups()
    return head + with_ids(path) + tail


def function_of(index, call):
    """A function that makes and sends the call as the page has it."""
    variables = ["tsc_error *error = NULL;"]
    variables.append(f"{'tsc_list *list' if call.is_list else 'tsc_request *request'} = NULL;")
    lines = [call.first._replace(text=filled(call.first.text)), *call.more]
    if call.document:
        variables.append(f"const char *json = {as_string(call.document)};")
        if not any(line.text.startswith("tsc_request_set_body(") for line in call.more):
            content_type = "NULL" if call.document.startswith("<") else '"application/json"'
            set_body = f"tsc_request_set_body(request, {content_type}, json, strlen(json), &error);"
            lines.append(Line(call.first.number, set_body))
    send = "send_list(list" if call.is_list else "send_request(request"
    return "\n".join(
        [
            f"static void call_{index}(tsc_session *session) {{",
            *variables,
            *(
                f'#line {line.number} "{PAGE.name}"\n{line.text} check(error, __LINE__);'
                for line in lines
            ),
            f"{send}, error, {call.first.number});",
            "}",
        ]
    )


def other_functions(others):
    """Functions with the statements that are not requests; they are compiled and not called."""
    parameters = "tsc_server *server, tsc_session *session, tsc_server_info *info, tsc_error *error"
    return "\n".join(
        [
            *(
                f"static void other_{index}({parameters}) {{\n"
                "(void)server, (void)session, (void)info;\n"
                f'#line {line.number} "{PAGE.name}"\n{line.text}\n}}'
                for index, line in enumerate(others)
            ),
            f"typedef void other({parameters});",
            "other *const others[] = {",
            *(f"other_{index}," for index in range(len(others))),
            "};",
        ]
    )


def statements_program():
    return "\n".join(
        [
            SIGNED_IN,
            SENDS,
            *(function_of(index, call) for index, call in enumerate(THE_PAGE.calls)),
            other_functions(THE_PAGE.others),
            "int main(int argc, char **argv) {",
            "if (argc != 3) return EXIT_FAILURE;",
            "tsc_session *session = signed_in(argv[1], argv[2]);",
            'printf("%s %s\\n", tsc_session_site_id(session), tsc_session_user_id(session));',
            *(f"call_{index}(session);" for index in range(len(THE_PAGE.calls))),
            "tsc_session_free(session);",
            "return 0;",
            "}",
        ]
    )


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


def test_each_statement_sends_what_it_says(simulator, tmp_path):
    program = compiled(tmp_path, "statements", statements_program())
    # Server info and the sign-in get the simulator's responses.
    answer(simulator, "<tsResponse/>", skip=2)
    command = [program, simulator.https, simulator.ca]
    site, user = subprocess.check_output(command, text=True, timeout=300).split()
    known = {"{version}": "3.24", "{site-id}": site, "{user-id}": user}
    _, _, *requests = simulator.ask("GET", "/requests")
    for call, sent in zip(THE_PAGE.calls, requests, strict=True):
        headers = {name.lower(): value for name, value in sent["headers"]}
        expected = expected_headers(call)
        assert {
            "method": sent["method"],
            "path": sent["path"],
            "query": sorted(parse_qsl(sent["query"], keep_blank_values=True)),
            "headers": {name: headers.get(name) for name in {**expected, "content-type": None}},
            "body": sent["body"],
        } == {
            "method": call.method,
            "path": expected_path(call, known),
            "query": expected_query(call),
            "headers": {"content-type": None, **expected},
            "body": call.document or "",
        }, call.where


# The models.

MODELS = """
/* Says how a model ended; what it lent is freed. */
static void ended(const char *name, tsc_status status, tsc_error *error) {
  printf("\\n%s: %s\\n", name, tsc_status_name(status));
  if (status != TSC_OK)
    fprintf(stderr, "%s\\n", tsc_error_message(error));
  tsc_error_free(error);
}

int main(int argc, char **argv) {
  static const char file[] = "PK\\3\\4 \\0\\r\\n--not the boundary\\r\\n\\xff";
  const char *workbook = argc == 4 ? argv[3] : "";
  char project[64] = "";
  tsc_session *session = signed_in(argv[1], argv[2]);
  tsc_response *image = NULL;
  tsc_error *error = NULL;
  tsc_status status = print_changed_workbooks(session, "2000-01-01T00:00:00Z", &error);
  ended("print_changed_workbooks", status, error);
  error = NULL;
  status = print_workbook(session, workbook, &error);
  ended("print_workbook", status, error);
  error = NULL;
  status = create_project(session, "R & D <\\"new\\">", project, &error);
  printf("project %s\\n", project);
  ended("create_project", status, error);
  error = NULL;
  status = delete_workbook_tag(session, workbook, "Q1/2 100% \\xc3\\xa4?", &error);
  ended("delete_workbook_tag", status, error);
  error = NULL;
  status = print_metadata(session, "{\\"query\\": \\"{ workbooks { name } }\\"}", &error);
  ended("print_metadata", status, error);
  error = NULL;
  status = get_view_image(session, "VIEW", &image, &error);
  if (image) {
    size_t length;
    const uint8_t *bytes = tsc_response_body(image, &length);
    printf("image");
    for (size_t index = 0; index < length; index++)
      printf(" %02x", (unsigned)bytes[index]);
    printf("\\n");
  }
  tsc_response_free(image);
  ended("get_view_image", status, error);
  error = NULL;
  status = publish_workbook(session, "<workbook name=\\"W\\"><project id=\\"P\\"/></workbook>", file,
                            sizeof file, &error);
  ended("publish_workbook", status, error);
  tsc_session_free(session);
  return 0;
}
"""

# The file that the program above publishes; its C string ends with a NUL.
FILE = b"PK\3\4 \0\r\n--not the boundary\r\n\xff\0"

# The functions of the models, in the order of the page.
FUNCTIONS = [
    "print_changed_workbooks",
    "print_workbook",
    "create_project",
    "delete_workbook_tag",
    "print_metadata",
    "get_view_image",
    "publish_workbook",
]


def ends_of(lines):
    return [line for line in lines if re.fullmatch(r"\w+: TSC_\w+", line)]


def source_of(model):
    return "".join(line.text + "\n" for line in model)


@pytest.fixture(scope="module")
def program_of_models(tmp_path_factory):
    models = [source_of(model) for model in THE_PAGE.models]
    source = "\n".join([SIGNED_IN, *models, MODELS])
    return compiled(tmp_path_factory.mktemp("models"), "models", source)


def run_models(simulator, program, workbook):
    command = [*VALGRIND, program, simulator.https, simulator.ca, workbook]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stderr
    return result


@pytest.mark.parametrize("model", THE_PAGE.models, ids=FUNCTIONS)
def test_each_model_compiles_by_itself(model, tmp_path):
    file = tmp_path / "model.c"
    file.write_text(source_of(model), encoding="utf-8")
    compile_c("-c", str(file), "-o", str(tmp_path / "model.o"))


def test_each_model_runs_and_prints_what_it_should(simulator, session, program_of_models):
    [workbook] = session.ids("workbooks", None, [("name", "eq", "Superstore")])
    simulator.ask("DELETE", "/requests")
    answer(
        simulator,
        '<tsResponse><project id="new-project" name="R"/></tsResponse>',
        201,
        method="POST",
        path="/projects",
    )
    answer(simulator, "", 204, method="DELETE", path="/tags/")
    answer(simulator, '{"data": {"workbooks": []}}', path="/graphql")
    answer(simulator, b"\x89PNG\0\xff", path="/image")
    answer(simulator, "<tsResponse/>", 201, method="POST", path="/workbooks")
    output = run_models(simulator, program_of_models, workbook).stdout
    lines = [line for line in output.splitlines() if line]
    assert ends_of(lines) == [f"{function}: TSC_OK" for function in FUNCTIONS]
    names = lines[: lines.index("print_changed_workbooks: TSC_OK")]
    assert len(names) == 2345 and "Superstore" in names
    assert lines[len(names) + 1].startswith("Superstore, in ")
    assert "project new-project" in lines
    assert "image 89 50 4e 47 00 ff" in lines
    assert '{"data": {"workbooks": []}}' in lines

    sent = {
        (request["method"], request["path"].rpartition("/")[2]): request
        for request in simulator.ask("GET", "/requests")
    }
    listed = sent["GET", "workbooks"]["query"]
    assert ("filter", "updatedAt:gte:2000-01-01T00:00:00Z") in parse_qsl(listed), listed
    assert ("sort", "updatedAt:desc") in parse_qsl(listed)
    project = etree.fromstring(sent["POST", "projects"]["body"])[0]
    assert project.get("name") == 'R & D <"new">'
    [tag] = [path for method, path in sent if method == "DELETE"]
    assert unquote(tag) == "Q1/2 100% ä?"
    question = sent["POST", "graphql"]
    assert json.loads(question["body"]) == {"query": "{ workbooks { name } }"}
    assert parse_qsl(sent["GET", "image"]["query"]) == [("resolution", "high")]
    published = sent["POST", "workbooks"]
    assert parse_qsl(published["query"]) == [("workbookType", "twbx"), ("overwrite", "true")]
    what, file = parts_of(published)
    assert what["name"] == "request_payload" and what["type"] == "text/xml"
    assert what["bytes"] == (
        b'<tsRequest><workbook name="W"><project id="P"/></workbook></tsRequest>'
    )
    assert file["name"] == "tableau_workbook" and file["file"] == "workbook.twbx"
    assert file["bytes"] == FILE


def parts_of(request):
    """The parts of a multipart body, as Python's email library reads them."""
    body = base64.b64decode(request["body_base64"])
    [content_type] = [value for name, value in request["headers"] if name.lower() == "content-type"]
    assert content_type.startswith("multipart/mixed; boundary=")
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = email.message_from_bytes(head + body)
    assert not message.defects
    return [
        {
            "name": part.get_param("name", header="Content-Disposition"),
            "file": part.get_filename(),
            "type": part.get_content_type(),
            "bytes": part.get_payload(decode=True),
        }
        for part in message.get_payload()
    ]


def test_each_model_frees_its_handles_when_it_fails(simulator, program_of_models):
    refused = {"tableau_error": {"code": 403004, "summary": "Forbidden", "detail": "not for you"}}
    simulator.ask("POST", "/faults", {"times": None, "skip": 2, "action": refused})
    result = run_models(simulator, program_of_models, ID)
    ends = ends_of(result.stdout.splitlines())
    assert ends == [f"{function}: TSC_ERROR_FORBIDDEN" for function in FUNCTIONS]
    assert result.stderr.count("403004") == len(FUNCTIONS)


# The page compared with Tableau's material.


@pytest.fixture(scope="module")
def data():
    return tableau_data.folder("docs/rest-calls.md was not held against Tableau's own material")


@pytest.fixture(scope="module")
def collection(data):
    return json.loads((data / "requests.json").read_text(encoding="utf-8"))


def pattern_of(request):
    """A path of the collection, with * for its variables."""
    path = request["url"].partition("?")[0]
    path = path.replace("{{base-path}}", "/api/{{version}}").replace("{{new-path}}", "")
    return [
        "*" if re.fullmatch(r"\{\{.*\}\}|:.*", segment) else segment
        for segment in path.strip("/").split("/")
    ]


def requests_of(collection, call):
    """The requests of the collection that match the call."""

    def same(ours, theirs):
        return ours == theirs or (ours in EXAMPLES and theirs == "*")

    ours = segments(call.path)
    for request in collection:
        theirs = pattern_of(request)
        if call.method == request["method"] and len(ours) == len(theirs):
            if all(map(same, ours, theirs)):
                yield request


def newer(call):
    """The entry of NEWER that matches the call."""
    exactly = f"{call.method} {call.path}"
    if exactly in NEWER:
        return exactly
    return next((entry for entry in NEWER if f"{call.path}/".startswith(f"{entry}/")), None)


def test_each_call_is_in_the_collection_or_newer(collection):
    missing = [call for call in THE_PAGE.calls if not any(requests_of(collection, call))]
    assert not [call.where for call in missing if not newer(call)]
    assert {newer(call) for call in missing} == set(NEWER), "entries of NEWER that nothing needs"


def test_each_group_of_the_collection_is_a_heading(collection):
    groups = {request["group"].rpartition("/")[2] for request in collection}
    assert groups and groups <= set(THE_PAGE.headings)


def test_media_types_are_those_of_the_collection(collection):
    """Compares the types where both the page and the collection have one."""
    compared = 0
    for call in THE_PAGE.calls:
        ours = expected_headers(call)
        for request in requests_of(collection, call):
            for name, theirs in request["headers"].items():
                if "vnd.tableau" in theirs and name.lower() in ours:
                    assert ours[name.lower()] == theirs, call.where
                    compared += 1
    assert compared


def names_in(root):
    """Each element with its parent, and each attribute. The root is only a wrapper."""
    names = set()
    for element in root.iterdescendants("{*}*"):
        name = etree.QName(element).localname
        outer = element.getparent()
        names.add(("" if outer is root else etree.QName(outer).localname, name))
        names |= {(name, "@" + attribute) for attribute in element.attrib}
    return names


def names_known_to(collection, call):
    """The names in the collection's bodies for the call, some of which are not well-formed."""
    lenient = etree.XMLParser(recover=True)
    names = set()
    for request in requests_of(collection, call):
        if isinstance(request["body"], str) and request["body"].lstrip().startswith("<"):
            names |= names_in(etree.fromstring(request["body"].strip().encode(), lenient))
    return names


def test_bodies_match_tableaus_schema(data, collection):
    """Bodies are valid by the schema, or have only names that the collection has there: for updates
    the schema requires more than servers do."""
    schema = etree.XMLSchema(file=str(data / "ts-api_3_14.xsd"))
    unknown = {}
    for call in THE_PAGE.calls:
        if not call.document:
            continue
        if call.document.startswith("{"):
            json.loads(call.document)
            continue
        text = re.sub(rf'"{CAPITALS}-ID"', f'"{ID}"', call.document)
        document = etree.fromstring(
            text.replace("<tsRequest", '<tsRequest xmlns="http://tableau.com/api"', 1)
        )
        if not schema.validate(document) and names_in(document) - names_known_to(collection, call):
            unknown[etree.QName(document[0]).localname] = call.where
    assert set(unknown) == set(NEWER_BODIES), unknown


@pytest.mark.parametrize("path", RECORDED)
def test_calls_documented_as_lists_are_lists(path, data, simulator, session):
    assert path in [call.path for call in THE_PAGE.calls if call.is_list]
    body = (data / "responses" / f"{RECORDED[path]}.xml").read_bytes()
    items = []
    for child in etree.fromstring(body).iterchildren("*"):
        if etree.QName(child).localname != "pagination":
            items += [child] if child.attrib else child.iterchildren("*")
    # Some responses announce more pages than were recorded: a page without items ends the list.
    answer(simulator, body, times=1)
    answer(simulator, "<tsResponse/>")
    ids = session.ids(path)
    assert ids == [item.get("id") for item in items]
    assert ids


# The form of the page.


def test_links_have_targets():
    text = PAGE.read_text(encoding="utf-8")
    anchors = {
        re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")
        for heading in THE_PAGE.headings
    }
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    assert links
    for link in links:
        if link.startswith("#"):
            assert link[1:] in anchors, link
        elif not link.startswith("https://"):
            assert (PAGE.parent / link).is_file(), link


def test_lines_are_not_too_long():
    """Except for statements and what belongs to them, which are one line each."""
    for number, line in enumerate(PAGE.read_text(encoding="utf-8").splitlines(), 1):
        if not line.startswith(("tsc_", "/* body:")) and "https://" not in line:
            assert len(line) <= 100, f"{PAGE.name}:{number}"
