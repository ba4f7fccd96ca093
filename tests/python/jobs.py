"""The jobs that both clients do. The rows are long because there are many."""

import datetime
from typing import NamedTuple

from simulator import AWKWARD_PASSWORD, AWKWARD_USER, JWT, UAT

ADMIN_JWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhZG1pbiJ9.c2ltdWxhdGVkLXNpZ25hdHVyZQ"

# Tokens contain = : + / | and more; quotes and ampersands must be escaped.
AWKWARD_TOKEN = ("zoë's \"<token>\" & 鍵", "q&l<E>1\"g'9==:rZ+/|%41 ключ")

ADMIN = ("password", "admin", "admin-password")


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
