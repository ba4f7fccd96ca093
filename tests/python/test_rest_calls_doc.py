"""docs/rest-calls.md is correct: its C compiles and runs, and sends the documented requests.

The page has two kinds of C. Blocks that include something are complete functions: they are
compiled as they are, run against the simulator under valgrind, and their requests are
checked. All others are statements. They are compiled too, each at its line, and their requests are
sent; what arrives is compared with the page.
"""

import base64
import email
import json
import os
import re
import subprocess
from urllib.parse import parse_qsl, unquote

import pytest
from lxml import etree

from rest_calls_page import (
    ID,
    PAGE,
    ROOT,
    THE_PAGE,
    Line,
    answer,
    expected_headers,
    expected_path,
    expected_query,
    session,
    with_ids,
)

# Statements of the page do not use their result.
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
