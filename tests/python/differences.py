"""Intended differences between the requests of the two clients. The rows are long because there are
many."""

from typing import NamedTuple
from urllib.parse import unquote_plus

from clients import Theirs, TheirsFromTheirPage, TheirsWithoutAVersion
from jobs import PAT, items, revoke, server_info_after_sign_in, sign_in, switch_site_and_list


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
