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

import datetime
import json
import os
import string
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote_plus

import pytest
import tableauserverclient as TSC
from lxml import etree
from tableauserverclient.server.endpoint.exceptions import FailedSignInError, ServerResponseError

import libtsc
from simulator import AWKWARD_PASSWORD, AWKWARD_USER, JWT, UAT, Simulator, built_in_state

ADMIN_JWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhZG1pbiJ9.c2ltdWxhdGVkLXNpZ25hdHVyZQ"

# Tokens contain = : + / | and more; quotes and ampersands must be escaped.
AWKWARD_TOKEN = ("zoë's \"<token>\" & 鍵", "q&l<E>1\"g'9==:rZ+/|%41 ключ")

ADMIN = ("password", "admin", "admin-password")


# The two clients: the same methods, written as a program of each would be.


class Ours:
    def __init__(self, simulator, url):
        self.known = simulator.known
        self.server = libtsc.Server(url, simulator.ca)
        self.session = None

    def sign_in(self, way, *secrets, site=None, user=None):
        arguments = [*secrets, site]
        if way != "unified_access_token":
            arguments.append(user and self.known[user])
        self.session = self.server.sign_in(way, *arguments)

    def who(self):
        return self.session.site_id, self.session.site_content_url, self.session.user_id

    def info(self):
        return self.server.info()

    def switch_site(self, site):
        self.session.switch_site(site)

    def revoke_server_admin_tokens(self):
        self.session.revoke_server_admin_tokens()

    def sign_out(self):
        self.session.sign_out()

    def ids(self, things, page_size=None, filters=(), sorts=(), fields=None, usage=False):
        path = string.Template(things).substitute(self.known)
        parameters = []
        if fields:
            parameters.append(("fields", fields))
        if usage:
            parameters.append(("includeUsageStatistics", "true"))
        return self.session.ids(
            "/api/{version}/sites" if path == "sites" else path,
            page_size,
            [(field, operator, as_text(value)) for field, operator, value in filters],
            [(field, direction == "desc") for field, direction in sorts],
            parameters,
        )


class Theirs:
    # Not use_server_version=True, which Tableau's documentation has: see DIFFERENCES.
    asks_first = True
    options = {}

    def __init__(self, simulator, url):
        self.known = simulator.known
        self.server = TSC.Server(url, **self.options)
        self.server.add_http_options({"verify": simulator.ca})

    def sign_in(self, way, *secrets, site=None, user=None):
        if self.asks_first:
            self.server.use_server_version()
            self.asks_first = False
        auth, more = {
            "password": (TSC.TableauAuth, {}),
            "personal_access_token": (TSC.PersonalAccessTokenAuth, {}),
            "json_web_token": (TSC.JWTAuth, {}),
            "unified_access_token": (TSC.JWTAuth, {"isUat": True}),
        }[way]
        user = user and self.known[user]
        self.server.auth.sign_in(
            auth(*secrets, site_id=site, user_id_to_impersonate=user, **more)
        )

    def who(self):
        return self.server.site_id, self.server.site_url, self.server.user_id

    def info(self):
        info = self.server.server_info.get()
        return info.product_version, info.build_number, info.rest_api_version

    def switch_site(self, site):
        self.server.auth.switch_site(TSC.SiteItem(name="-", content_url=site))

    def revoke_server_admin_tokens(self):
        self.server.auth.revoke_all_server_admin_tokens()

    def sign_out(self):
        self.server.auth.sign_out()

    def ids(self, things, page_size=None, filters=(), sorts=(), fields=None, usage=False):
        options = TSC.RequestOptions(pagesize=page_size)
        for filter in filters:
            options.filter.add(TSC.Filter(*filter))
        for sort in sorts:
            options.sort.add(TSC.Sort(*sort))
        if fields == "_all_":
            options.all_fields = True
        elif fields:
            options.fields = set(fields.split(","))
        more = {"usage": True} if usage else {}
        match string.Template(things).substitute(self.known).split("/"):
            case ["users", id, "workbooks"]:
                user = TSC.UserItem()
                user.id = id
                self.server.users.populate_workbooks(user, options)
                found = user.workbooks
            case ["groups", id, "users"]:
                group = TSC.GroupItem()
                group._id = id
                self.server.groups.populate_users(group, options)
                found = group.users
            case ["workbooks", id, ("views" | "connections") as parts]:
                workbook = TSC.WorkbookItem()
                workbook._id = id
                getattr(self.server.workbooks, f"populate_{parts}")(workbook, **more)
                found = getattr(workbook, parts)
            case [endpoint]:
                found = TSC.Pager(getattr(self.server, endpoint), options, **more)
        return [item.id for item in found]


class TheirsFromTheirPage(Theirs):
    """The way of Tableau's documentation: TSC.Server('https://SERVER_URL',
    use_server_version=True)."""

    asks_first = False
    options = {"use_server_version": True}


class TheirsWithoutAVersion(Theirs):
    asks_first = False


def as_text(value):
    """The value of a filter as a C program writes it."""
    match value:
        case datetime.datetime():
            return value.strftime("%Y-%m-%dT%H:%M:%SZ")
        case bool():
            return str(value).lower()
        case list():
            return f"[{','.join(value)}]"
        case _:
            return str(value)


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


# Jobs.


class Job(NamedTuple):
    words: str
    do: object
    on: str = "simulator"


def sign_in(*arguments, **more):
    """Signing in and out."""

    def do(client):
        client.sign_in(*arguments, **more)
        who = client.who()
        client.sign_out()
        return who

    return do


def items(things, *arguments, **more):
    """A list of an administrator's."""

    def do(client):
        client.sign_in(*ADMIN)
        ids = client.ids(things, *arguments, **more)
        client.sign_out()
        return ids

    return do


def switch_site(client):
    client.sign_in(*ADMIN)
    places = [client.who()]
    for site in ["marketing", "marketing", "finance", ""]:
        client.switch_site(site)
        places.append(client.who())
    return places


def switch_site_and_list(client):
    client.sign_in(*ADMIN)
    client.switch_site("marketing")
    ids = client.ids("workbooks", 100)
    client.sign_out()
    return ids


def switch_site_in_vain(client):
    client.sign_in("password", "alice", "alice-password")
    client.switch_site("finance")


def sign_out_twice(client):
    client.sign_in(*ADMIN)
    client.sign_out()
    client.sign_out()


def sign_in_twice(client):
    places = []
    for site in ["", "marketing"]:
        client.sign_in("personal_access_token", "demo-token", "demo-token-secret", site=site)
        places.append(client.who())
        client.sign_out()
    return places


def server_info(client):
    return client.info()


def server_info_after_sign_in(client):
    client.sign_in(*PAT)
    return client.info()


def revoke(client):
    client.sign_in(*ADMIN)
    client.revoke_server_admin_tokens()


PAT = ("personal_access_token", "demo-token", "demo-token-secret")
ADMIN_PAT = ("personal_access_token", "admin-token", "admin-token-secret")
PASSWORD = ("password", "alice", "alice-password")
AWKWARD = ("password", AWKWARD_USER, AWKWARD_PASSWORD)

SIGN_INS = [
    Job("personal access token", sign_in(*PAT)),
    Job("personal access token, default site as an empty text", sign_in(*PAT, site="")),
    Job("personal access token, a site", sign_in(*PAT, site="marketing")),
    Job("personal access token, impersonation", sign_in(*ADMIN_PAT, user="alice")),
    Job(
        "personal access token, impersonation on a site",
        sign_in(*ADMIN_PAT, site="marketing", user="alice_of_marketing"),
    ),
    Job(
        "personal access token with quotes, ampersands, < and letters of all kinds",
        sign_in("personal_access_token", *AWKWARD_TOKEN),
    ),
    Job("personal access token with a wrong value", sign_in(*PAT[:2], "wrong")),
    Job("password", sign_in(*PASSWORD)),
    Job("password, default site as an empty text", sign_in(*PASSWORD, site="")),
    Job("password, a site", sign_in(*PASSWORD, site="marketing")),
    Job("password, impersonation", sign_in(*ADMIN, user="alice")),
    Job(
        "password, impersonation on a site",
        sign_in(*ADMIN, site="marketing", user="alice_of_marketing"),
    ),
    Job("password with quotes, ampersands, < and letters of all kinds", sign_in(*AWKWARD)),
    Job("the same on a site", sign_in(*AWKWARD, site="marketing")),
    Job("password with what XML normalises", sign_in("password", "a\tb  e", " \n\t\r ")),
    Job("password that is wrong", sign_in(*PASSWORD[:2], "wrong")),
    Job("password, a site that does not exist", sign_in(*PASSWORD, site="nowhere")),
    Job("password, a site with quotes, < and &", sign_in(*PASSWORD, site="\"'<&>ä")),
    Job("JSON web token", sign_in("json_web_token", JWT)),
    Job("JSON web token, a site", sign_in("json_web_token", JWT, site="marketing")),
    Job("JSON web token, impersonation", sign_in("json_web_token", ADMIN_JWT, user="alice")),
    Job(
        "JSON web token, impersonation on a site",
        sign_in("json_web_token", ADMIN_JWT, site="marketing", user="alice_of_marketing"),
    ),
    Job("unified access token", sign_in("unified_access_token", UAT, site="marketing"), "cloud"),
    Job("personal access token on Cloud", sign_in(*PAT, site="marketing"), "cloud"),
    Job("two sessions of one server, one after the other", sign_in_twice),
    Job("sign out twice", sign_out_twice),
    Job("switch site, to where one is, on and back", switch_site),
    Job("switch site, and what is there", switch_site_and_list),
    Job("switch to a site that one may not enter", switch_site_in_vain),
]

THINGS = [
    "workbooks",
    "views",
    "datasources",
    "projects",
    "users",
    "groups",
    "jobs",
    "sites",
    "users/$alice/workbooks",
    "groups/$group/users",
]

# Values with quotes, plus and percent signs, characters that end or separate parts of a query, and
# letters of several alphabets.
NAMES = [
    "Superstore",
    "O'Brien's Forecast",
    'He said "yes"',
    "Margin < 5",
    "100% Coverage",
    "%41 is not A",
    "C++ Builds",
    "Ratio 3:1",
    "Costs [draft]",
    "Path/to\\file",
    "Question? #1",
    "a=b;c=d",
    '{"json": true}',
    "Two  spaces",
    "~tilde_under-score.dot*",
    "Größenübersicht Österreich",
    "売上ダッシュボード",
    "مبيعات",
    "Launch 🚀 Report",
    "Cafe\u0301",
    "</workbook>",
    # Refused with 400065: Tableau's filters cannot contain these.
    "Profit & Loss",
    "Berlin, Paris, Rome",
]

SINCE = datetime.datetime(2024, 1, 20, tzinfo=datetime.timezone.utc)
# The order of TSC, which sorts the texts.
SORTS = [("createdAt", "desc"), ("name", "asc"), ("size", "desc")]
FILTERS = [("createdAt", "gte", SINCE), ("hasExtracts", "eq", True), ("size", "lt", 30)]

LISTS = [
    *(
        # TSC always requests all fields of users: see DIFFERENCES.
        Job(
            f"{things}, {page_size} a page",
            items(things, page_size, fields="_all_" if things == "users" else None),
        )
        for things in THINGS
        for page_size in (100, 1000)
    ),
    *(
        Job(f"workbooks named {name}", items("workbooks", 100, [("name", "eq", name)]))
        for name in NAMES
    ),
    Job("a filter on a date", items("workbooks", 1000, FILTERS[:1])),
    Job("three filters", items("workbooks", 100, FILTERS)),
    Job("in", items("workbooks", 100, [("tags", "in", ["sales", "Übersicht"])])),
    Job(
        "in, with awkward values",
        items("workbooks", 100, [("name", "in", ["C++ Builds", "100% Coverage", "%41 is not A"])]),
    ),
    Job("has", items("groups", 100, [("name", "has", "s")])),
    Job("cieq", items("workbooks", 100, [("name", "cieq", "SUPERSTORE")])),
    Job("a filter that finds nothing", items("workbooks", 100, [("name", "eq", "there is none")])),
    Job("a filter that there is not", items("workbooks", 100, [("colour", "eq", "red")])),
    Job("a sort key", items("workbooks", 1000, sorts=SORTS[1:2])),
    Job("three sort keys", items("workbooks", 1000, sorts=SORTS)),
    Job("filters and sort keys", items("workbooks", 100, FILTERS, SORTS)),
    Job("all fields", items("workbooks", 1000, fields="_all_")),
    Job("some fields", items("workbooks", 1000, fields="id,name,workbook.sheetCount")),
    Job("everything at once", items("workbooks", 100, FILTERS, SORTS, fields="_all_")),
    Job("views with their usage", items("views", 1000, usage=True)),
    Job(
        "workbooks of a user, filtered and sorted",
        items("users/$alice/workbooks", 100, FILTERS[2:], SORTS),
    ),
    Job("users of a group that there is not", items("groups/$workbook/users", 100)),
]

JOBS = [Job("server info", server_info), *SIGN_INS, *LISTS]


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


# Intended differences.


def calls(request):
    """Method, path and decoded parameters, in the order in which they were sent."""
    query = unquote_plus(request["query"])
    return f"{request['method']} {request['path']}" + (f"?{query}" if query else "")


def queries(request):
    """The parameters as they were sent."""
    return request["query"]


def bodies(request):
    return request["body"]


class Difference(NamedTuple):
    words: str
    why: str
    do: object
    ours: list
    theirs: list
    # `shown` extracts the difference from requests whose path ends with this.
    requests: str = ""
    shown: object = calls
    client: type = Theirs
    url: str = "{https}"
    on: str = "simulator"
    fault: object = None


SITE = "/api/3.24/sites/{site}"

DIFFERENCES = [
    Difference(
        "the namespace",
        "A real server takes both; the schema, which is Tableau's word on it, demands it.",
        switch_site_and_list,
        [
            '<tsRequest xmlns="http://tableau.com/api"><site contentUrl="marketing"/></tsRequest>',
        ],
        ['<tsRequest><site contentUrl="marketing" /></tsRequest>'],
        "/switchSite",
        bodies,
    ),
    Difference(
        "a JSON web token that is no unified access token",
        "REST.md: isUat is for a unified access token only; servers from before they came do not "
        "know the attribute.",
        sign_in("json_web_token", "x.y.z"),
        [
            '<tsRequest xmlns="http://tableau.com/api"><credentials jwt="x.y.z">'
            '<site contentUrl=""/></credentials></tsRequest>'
        ],
        [
            '<tsRequest><credentials jwt="x.y.z" isUat="false">'
            '<site contentUrl="" /></credentials></tsRequest>'
        ],
        "/signin",
        bodies,
    ),
    Difference(
        "how Tableau's page has one sign in: use_server_version=True",
        "DESIGN.md: the version is asked for first, because the question carries no secret and "
        "follows redirects. TSC signs in with the oldest version that it can, asks then, and has "
        "signed in already if the answer is no.",
        sign_in(*PAT),
        [
            "GET /api/2.4/serverInfo",
            "POST /api/3.24/auth/signin",
            "POST /api/3.24/auth/signout",
        ],
        [
            "POST /api/2.4/auth/signin",
            "GET /api/2.4/serverInfo",
            "POST /api/3.24/auth/signout",
        ],
        client=TheirsFromTheirPage,
    ),
    Difference(
        "a server that nobody asked for its version",
        "DESIGN.md: asked once per server, never guessed. TSC stays with 2.4.",
        sign_in(*PAT),
        [
            "GET /api/2.4/serverInfo",
            "POST /api/3.24/auth/signin",
            "POST /api/3.24/auth/signout",
        ],
        ["POST /api/2.4/auth/signin", "POST /api/2.4/auth/signout"],
        client=TheirsWithoutAVersion,
    ),
    Difference(
        "a server that does not tell its version",
        "DESIGN.md: sign-in fails with the reason, and no secret is sent. TSC swallows the reason "
        "and goes on with 2.4.",
        sign_in(*PAT),
        ["GET /api/2.4/serverInfo"],
        [
            "GET /api/2.4/serverInfo",
            "POST /api/2.4/auth/signin",
            "POST /api/2.4/auth/signout",
        ],
        fault={
            "path": "/serverInfo",
            "times": None,
            "action": {"tableau_error": {"code": 503000, "summary": "", "detail": ""}},
        },
    ),
    Difference(
        "server info once the version is known",
        "The question goes where every server since 2.4 answers it, whatever was found before: "
        "the server may be another one by now.",
        server_info_after_sign_in,
        ["GET /api/2.4/serverInfo", "GET /api/2.4/serverInfo"],
        ["GET /api/2.4/serverInfo", "GET /api/3.24/serverInfo"],
        "/serverInfo",
    ),
    Difference(
        "an address with a slash at its end",
        "DESIGN.md: it is dropped. TSC's //api is not found.",
        sign_in(*PAT),
        [
            "GET /api/2.4/serverInfo",
            "POST /api/3.24/auth/signin",
            "POST /api/3.24/auth/signout",
        ],
        ["POST //api/2.4/auth/signin"],
        client=TheirsWithoutAVersion,
        url="{https}/",
    ),
    Difference(
        "the page size if none is given",
        "DESIGN.md: 1000, the most there is, for a tenth of the calls.",
        items("views"),
        [f"GET {SITE}/views?pageNumber={page}&pageSize=1000" for page in range(1, 6)],
        [f"GET {SITE}/views?pageNumber={page}&pageSize=100" for page in range(1, 48)],
        "/views",
    ),
    Difference(
        "the order of sort keys",
        "DESIGN.md: kept as given, because the first key counts most. TSC sorts them.",
        items("datasources", 100, sorts=[("updatedAt", "desc"), ("name", "asc")]),
        [f"GET {SITE}/datasources?sort=updatedAt:desc,name:asc&pageNumber=1&pageSize=100"],
        [f"GET {SITE}/datasources?sort=name:asc,updatedAt:desc&pageNumber=1&pageSize=100"],
        "/datasources",
    ),
    Difference(
        "the order of filters",
        "Kept as given, as that of sort keys is; it means the same, since all filters must hold.",
        items("datasources", 100, [("size", "gt", 3), ("name", "eq", "*")]),
        [f"GET {SITE}/datasources?filter=size:gt:3,name:eq:*&pageNumber=1&pageSize=100"],
        [f"GET {SITE}/datasources?filter=name:eq:*,size:gt:3&pageNumber=1&pageSize=100"],
        "/datasources",
    ),
    Difference(
        "apostrophes in the values of in",
        "REST.md: TSC loses them, and encloses the value in quotes that nobody gave.",
        items("workbooks", 100, [("name", "in", ["O'Brien's Forecast", "Superstore"])]),
        [
            f"GET {SITE}/workbooks?filter=name:in:[O'Brien's Forecast,Superstore]"
            "&pageNumber=1&pageSize=100"
        ],
        [
            f'GET {SITE}/workbooks?filter=name:in:["OBriens Forecast",Superstore]'
            "&pageNumber=1&pageSize=100"
        ],
        "/workbooks",
    ),
    Difference(
        "backslashes in the values of in",
        "TSC doubles them.",
        items("workbooks", 100, [("name", "in", ["Path/to\\file"])]),
        [f"GET {SITE}/workbooks?filter=name:in:[Path/to\\file]&pageNumber=1&pageSize=100"],
        [f"GET {SITE}/workbooks?filter=name:in:[Path/to\\\\file]&pageNumber=1&pageSize=100"],
        "/workbooks",
    ),
    Difference(
        "how a query is encoded",
        "Both mean the same. We leave the colons and commas that divide filters and encode those "
        "in values, as RFC 3986 has it; TSC encodes all of them, as forms do.",
        items("workbooks", 100, [("name", "eq", "C++, ä:~")], [("name", "asc"), ("size", "asc")]),
        [
            "sort=name:asc,size:asc&filter=name:eq:C%2B%2B%2C%20%C3%A4%3A~"
            "&pageNumber=1&pageSize=100"
        ],
        [
            "sort=name%3Aasc%2Csize%3Aasc&filter=name%3Aeq%3AC%2B%2B%2C+%C3%A4%3A~"
            "&pageNumber=1&pageSize=100"
        ],
        "/workbooks",
        queries,
    ),
    Difference(
        "values on servers before API 3.7",
        "REST.md: values must be percent-encoded. TSC sends them as they are, and plus signs are "
        "spaces to the server.",
        items("workbooks", 100, [("name", "eq", "C++ Builds")]),
        ["filter=name:eq:C%2B%2B%20Builds&pageNumber=1&pageSize=100"],
        ["filter=name:eq:C++%20Builds&pageNumber=1&pageSize=100"],
        "/workbooks",
        queries,
        on="before_3_7",
    ),
    Difference(
        "the views of a workbook",
        "A list is a list: that it has no pages is known from its answer only, and such servers "
        "do not look at these parameters.",
        items("workbooks/$workbook/views"),
        [f"GET {SITE}/workbooks/{{workbook}}/views?pageNumber=1&pageSize=1000"],
        [f"GET {SITE}/workbooks/{{workbook}}/views"],
        "/views",
    ),
    Difference(
        "the views of a workbook, with their usage",
        "As above.",
        items("workbooks/$workbook/views", usage=True),
        [
            f"GET {SITE}/workbooks/{{workbook}}/views?includeUsageStatistics=true"
            "&pageNumber=1&pageSize=1000"
        ],
        [f"GET {SITE}/workbooks/{{workbook}}/views?includeUsageStatistics=true"],
        "/views",
    ),
    Difference(
        "the connections of a workbook",
        "As above.",
        items("workbooks/$workbook/connections"),
        [f"GET {SITE}/workbooks/{{workbook}}/connections?pageNumber=1&pageSize=1000"],
        [f"GET {SITE}/workbooks/{{workbook}}/connections"],
        "/connections",
    ),
    Difference(
        "the fields of users",
        "TSC asks for all of them, always; with us a program says what it wants.",
        items("users", 1000),
        [f"GET {SITE}/users?pageNumber=1&pageSize=1000"],
        [f"GET {SITE}/users?fields=_all_&pageNumber=1&pageSize=1000"],
        "/users",
    ),
    Difference(
        "revoking administrators' tokens",
        "REST.md, from Tableau's own collection of requests. TSC's address is not known there.",
        revoke,
        ["DELETE /api/3.24/auth/serverAdminAccessTokens"],
        ["POST /api/3.24/auth/revokeAllServerAdminTokens"],
        "Tokens",
        on="expendable",
    ),
]


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
        pytest.skip("TSC_TABLEAU_DATA is not set, so no body was held against Tableau's schema")
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
