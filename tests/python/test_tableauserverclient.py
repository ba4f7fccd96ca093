"""Tableau's own Python client, unchanged, against the simulator over HTTPS.

The client works in the same way against a Tableau Server: a failure is a mistake of the simulator.

    cargo build -p tsc-simulator
    python -m venv venv && venv/bin/pip install -r tests/python/requirements.txt
    export TSC_SIMULATOR=target/debug/tsc-simulator
    venv/bin/python -m pytest tests/python/test_tableauserverclient.py
"""

import datetime

import pytest
import requests
import tableauserverclient as TSC
from tableauserverclient.server.endpoint.exceptions import (
    FailedSignInError,
    NotSignedInError,
    ServerResponseError,
)

from simulator import AWKWARD_PASSWORD, AWKWARD_USER, JWT, UAT, Simulator

WORKBOOKS = 2345


@pytest.fixture
def server(simulator):
    """A server that nobody has signed in to."""
    server = simulator.server()
    server.use_server_version()
    return server


@pytest.fixture
def alice(server):
    """A server that alice is signed in to."""
    with server.auth.sign_in(TSC.PersonalAccessTokenAuth("demo-token", "demo-token-secret")):
        yield server


@pytest.fixture
def admin(server):
    """A server that the administrator is signed in to."""
    with server.auth.sign_in(TSC.TableauAuth("admin", "admin-password")):
        yield server


def who(server):
    return server.users.get_by_id(server.user_id).name


def names(items):
    return [item.name for item in items]


# Signing in


def test_version_is_detected(server):
    assert server.version == "3.24"
    info = server.server_info.get()
    assert (info.rest_api_version, info.product_version) == ("3.24", "2024.3.0")


@pytest.mark.parametrize("version", ["2.1", "2.2", "2.3", "2.4", "2.8", "3.10"])
def test_version_of_older_servers_is_detected(version, monkeypatch):
    simulator = Simulator("--api-version", version)
    # The client requests the legacy page without its own http options.
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", simulator.ca)
    server = simulator.server()
    server.use_server_version()
    assert server.version == version
    simulator.end()


def test_personal_access_token_signs_in(server):
    with server.auth.sign_in(TSC.PersonalAccessTokenAuth("demo-token", "demo-token-secret")):
        assert who(server) == "alice"


def test_password_signs_in_on_any_site(server):
    with server.auth.sign_in(TSC.TableauAuth("alice", "alice-password", site_id="marketing")):
        assert who(server) == "alice"
        assert server.site_url == "marketing"


def test_json_web_token_signs_in(server):
    with server.auth.sign_in(TSC.JWTAuth(JWT, site_id="marketing")):
        assert who(server) == "alice"


def test_unified_access_token_signs_in_on_cloud():
    simulator = Simulator("--cloud")
    server = simulator.server(use_server_version=True)
    with server.auth.sign_in(TSC.JWTAuth(UAT, isUat=True, site_id="marketing")):
        assert who(server) == "alice"
        with pytest.raises(ServerResponseError) as refused:
            server.sites.get()
        assert refused.value.code == "403069"
    simulator.end()


def test_names_and_passwords_can_contain_any_character(server):
    with server.auth.sign_in(TSC.TableauAuth(AWKWARD_USER, AWKWARD_PASSWORD)):
        assert who(server) == AWKWARD_USER


def test_administrators_can_impersonate_users(server):
    with server.auth.sign_in(TSC.TableauAuth("alice", "alice-password")):
        alice = server.user_id
    auth = TSC.PersonalAccessTokenAuth(
        "admin-token", "admin-token-secret", user_id_to_impersonate=alice
    )
    with server.auth.sign_in(auth):
        assert server.user_id == alice
        assert who(server) == "alice"


def test_server_version_is_used_after_sign_in(simulator):
    server = simulator.server(use_server_version=True)
    with server.auth.sign_in(TSC.PersonalAccessTokenAuth("demo-token", "demo-token-secret")):
        assert server.version == "3.24"


@pytest.mark.parametrize(
    "auth",
    [
        TSC.PersonalAccessTokenAuth("demo-token", "wrong"),
        TSC.TableauAuth("alice", "wrong"),
        TSC.TableauAuth("bob", "bob-password", site_id="marketing"),
        TSC.TableauAuth("admin", "admin-password", site_id="nowhere"),
        TSC.TableauAuth("bob", "bob-password", user_id_to_impersonate="somebody"),
        TSC.JWTAuth("not.a.token"),
    ],
    ids=lambda auth: repr(auth.credentials),
)
def test_wrong_credentials_are_refused(server, auth):
    with pytest.raises(FailedSignInError) as refused:
        server.auth.sign_in(auth)
    assert refused.value.code == "401001"
    assert refused.value.summary == "Signin Error"
    assert not server.is_signed_in()


def test_client_that_does_not_trust_the_ca_fails(simulator):
    server = TSC.Server(simulator.https)
    with pytest.raises(requests.exceptions.SSLError):
        server.auth.sign_in(TSC.TableauAuth("alice", "alice-password"))
    assert simulator.ask("GET", "/requests") == []


# Lists


def test_pager_gives_all_workbooks_in_order(alice):
    all_of_them = list(TSC.Pager(alice.workbooks))
    assert len(all_of_them) == WORKBOOKS
    assert names(all_of_them)[:5] == [
        "Superstore",
        "World Indicators",
        "Regional Sales",
        "Customer Churn",
        "Executive Dashboard",
    ]
    assert len({workbook.id for workbook in all_of_them}) == WORKBOOKS
    large_pages = TSC.Pager(alice.workbooks, TSC.RequestOptions(pagesize=1000))
    assert names(large_pages) == names(all_of_them)


def test_pager_requests_each_page_once(alice, simulator):
    list(TSC.Pager(alice.workbooks, TSC.RequestOptions(pagesize=1000)))
    queries = [
        request["query"]
        for request in simulator.ask("GET", "/requests")
        if request["path"].endswith("/workbooks")
    ]
    assert queries == [f"pageNumber={page}&pageSize=1000" for page in (1, 2, 3)]


def test_too_large_pages_are_refused(alice):
    with pytest.raises(ServerResponseError) as refused:
        alice.workbooks.get(TSC.RequestOptions(pagesize=1001))
    assert refused.value.code == "403014"


@pytest.mark.parametrize(
    "name",
    [
        'He said "yes"',
        "O'Brien's Forecast",
        "Margin < 5",
        "100% Coverage",
        "%41 is not A",
        "C++ Builds",
        "Ratio 3:1",
        "Costs [draft]",
        "Path/to\\file",
        "Question? #1",
        "a=b;c=d",
        "Two  spaces",
        "Größenübersicht Österreich",
        "売上ダッシュボード",
        "Launch 🚀 Report",
        "Cafe\u0301",
        "</workbook>",
    ],
)
def test_filters_find_names_with_special_characters(alice, name):
    options = TSC.RequestOptions()
    field, operator = TSC.RequestOptions.Field, TSC.RequestOptions.Operator
    options.filter.add(TSC.Filter(field.Name, operator.Equals, name))
    found, pagination = alice.workbooks.get(options)
    assert names(found) == [name]
    assert pagination.total_available == 1
    assert names(alice.workbooks.filter(name=name)) == [name]


@pytest.mark.parametrize("name", ["Profit & Loss", "Berlin, Paris, Rome"])
def test_commas_and_ampersands_need_an_asterisk(alice, name):
    with pytest.raises(ServerResponseError) as refused:
        alice.workbooks.filter(name=name).total_available
    assert refused.value.code == "400065"
    wild = name.replace(",", "*").replace("&", "*")
    assert names(alice.workbooks.filter(name=wild)) == [name]


def test_filters_and_sort_keys_can_be_combined(alice):
    options = TSC.RequestOptions(pagesize=1000)
    field, operator = TSC.RequestOptions.Field, TSC.RequestOptions.Operator
    options.filter.add(TSC.Filter(field.Size, operator.GreaterThanOrEqual, 30))
    options.filter.add(TSC.Filter(field.Tags, operator.In, ["sales", "Übersicht"]))
    options.sort.add(TSC.Sort(field.Name, TSC.RequestOptions.Direction.Desc))
    found = list(TSC.Pager(alice.workbooks, options))
    assert found
    assert all(workbook.size >= 30 for workbook in found)
    assert all(workbook.tags & {"sales", "Übersicht"} for workbook in found)
    assert names(found) == sorted(names(found), reverse=True)


def test_query_sets_filter_sort_slice_and_count(alice):
    since = datetime.datetime(2024, 1, 20, tzinfo=datetime.timezone.utc)
    queried = alice.workbooks.filter(created_at__gte=since, size__lt=5).order_by("-name")
    found = list(queried)
    assert 0 < len(found) < WORKBOOKS
    assert len(found) == len(queried)
    assert all(workbook.created_at >= since and workbook.size < 5 for workbook in found)
    assert names(found) == sorted(names(found), reverse=True)
    assert names(alice.workbooks.all()[100:103]) == names(TSC.Pager(alice.workbooks))[100:103]
    assert names(alice.workbooks.filter(name__in=["Superstore", "World Indicators"])) == [
        "Superstore",
        "World Indicators",
    ]
    assert names(alice.workbooks.filter(name__cieq="SUPERSTORE")) == ["Superstore", "superstore"]


def test_unknown_filters_are_refused(alice):
    options = TSC.RequestOptions()
    options.filter.add(TSC.Filter("colour", "eq", "red"))
    with pytest.raises(ServerResponseError) as refused:
        alice.workbooks.get(options)
    assert refused.value.code == "400065"


def test_fields_are_selected(alice):
    default, _ = alice.workbooks.get(TSC.RequestOptions(pagesize=1))
    assert default[0].sheet_count is None
    everything = TSC.RequestOptions(pagesize=1)
    everything.all_fields = True
    workbooks, _ = alice.workbooks.get(everything)
    assert workbooks[0].sheet_count == 2
    some = alice.workbooks.only_fields("workbook.name", "workbook.sheetCount")
    assert (some[0].name, some[0].sheet_count, some[0].size) == ("Superstore", 2, None)


def test_workbook_is_populated(alice):
    workbook, *_ = alice.workbooks.filter(name="Superstore")
    alice.workbooks.populate_views(workbook, usage=True)
    assert names(workbook.views) == ["Overview", "Product"]
    assert [view.total_views for view in workbook.views] == [0, 5]
    alice.workbooks.populate_connections(workbook)
    assert [connection.connection_type for connection in workbook.connections] == ["dataengine"]
    again = alice.workbooks.get_by_id(workbook.id)
    assert (again.name, again.project_id, again.owner_id) == (
        workbook.name,
        workbook.project_id,
        workbook.owner_id,
    )
    assert names(again.views) == ["Overview", "Product"]


@pytest.mark.parametrize("what", ["users", "groups", "projects", "views", "datasources", "jobs"])
def test_other_things_are_listed(alice, what):
    endpoint = getattr(alice, what)
    first_page, pagination = endpoint.get()
    assert len(first_page) == min(100, pagination.total_available)
    assert pagination.total_available >= 24
    everything = list(TSC.Pager(endpoint))
    assert len(everything) == pagination.total_available
    assert len({item.id for item in everything}) == len(everything)
    if what not in ("groups", "projects"):
        assert endpoint.get_by_id(everything[1].id).id == everything[1].id


def test_groups_have_users_and_users_have_groups_and_workbooks(alice):
    groups, _ = alice.groups.get()
    assert groups[0].name == "All Users"
    alice.groups.populate_users(groups[0])
    everybody = names(groups[0].users)
    assert {"admin", "alice", "bob"} <= set(everybody)
    me = alice.users.get_by_id(alice.user_id)
    alice.users.populate_groups(me)
    assert "All Users" in names(me.groups)
    alice.users.populate_workbooks(me)
    assert all(workbook.owner_id == me.id for workbook in me.workbooks)


def test_datasources_have_connections(alice):
    datasources, _ = alice.datasources.get()
    alice.datasources.populate_connections(datasources[0])
    assert datasources[0].connections[0].server_address == "database.example.com"


def test_administrators_list_sites(admin):
    sites, _ = admin.sites.get()
    assert [site.content_url for site in sites] == ["", "marketing", "finance"]
    assert admin.sites.get_by_name("Marketing").id == sites[1].id
    assert admin.sites.get_by_id(sites[0].id).name == "Default"


def test_other_users_cannot_list_sites(alice):
    with pytest.raises(ServerResponseError) as refused:
        alice.sites.get()
    assert refused.value.code == "403004"


def test_schedules_are_listed(admin):
    schedules, _ = admin.schedules.get()
    assert schedules[0].name == "Weekday early mornings"


def test_old_api_version_works(simulator):
    server = simulator.server()
    assert server.version == "2.4"
    with server.auth.sign_in(TSC.TableauAuth("alice", "alice-password")):
        assert names(server.workbooks.filter(name="O'Brien's Forecast")) == ["O'Brien's Forecast"]
        assert len(list(TSC.Pager(server.workbooks, TSC.RequestOptions(pagesize=1000)))) == WORKBOOKS


# The end of sessions


def test_switching_site_gives_a_new_token(admin):
    before = (admin.auth_token, admin.user_id, admin.site_id)
    marketing = admin.sites.get_by_name("Marketing")
    admin.auth.switch_site(marketing)
    after = (admin.auth_token, admin.user_id, admin.site_id)
    assert all(old != new for old, new in zip(before, after))
    assert admin.site_id == marketing.id
    assert len(list(TSC.Pager(admin.workbooks))) == 42
    admin.auth.switch_site(marketing)
    assert (admin.auth_token, admin.user_id, admin.site_id) == after


def test_switching_to_a_foreign_site_is_refused(alice):
    site = TSC.SiteItem(name="Finance", content_url="finance")
    with pytest.raises(FailedSignInError) as refused:
        alice.auth.switch_site(site)
    assert refused.value.code == "401003"
    assert who(alice) == "alice"


def test_signing_out_ends_the_session(server, simulator):
    server.auth.sign_in(TSC.TableauAuth("alice", "alice-password"))
    old = (server.site_id, server.user_id, server.auth_token)
    server.auth.sign_out()
    with pytest.raises(NotSignedInError):
        server.workbooks.get()
    server._set_auth(*old)
    with pytest.raises(FailedSignInError) as refused:
        server.workbooks.get()
    assert refused.value.code == "401002"


def test_with_block_signs_out(server, simulator):
    before = simulator.ask("GET", "/sessions")["live"]
    with server.auth.sign_in(TSC.TableauAuth("alice", "alice-password")):
        assert simulator.ask("GET", "/sessions")["live"] == before + 1
    assert simulator.ask("GET", "/sessions")["live"] == before
    assert not server.is_signed_in()


def test_second_sign_in_ends_the_first(server, simulator):
    token = TSC.PersonalAccessTokenAuth("demo-token", "demo-token-secret")
    server.auth.sign_in(token)
    with simulator.server(use_server_version=True).auth.sign_in(token):
        with pytest.raises(FailedSignInError) as refused:
            server.workbooks.get()
    assert refused.value.code == "401002"


def test_idle_session_expires(server, simulator):
    server.auth.sign_in(TSC.TableauAuth("alice", "alice-password"))
    simulator.ask("POST", "/clock", {"advance_seconds": 239 * 60})
    assert who(server) == "alice"
    simulator.ask("POST", "/clock", {"advance_seconds": 240 * 60})
    with pytest.raises(FailedSignInError) as refused:
        server.workbooks.get()
    assert refused.value.code == "401002"


def test_redirect_of_the_server_is_followed(server, simulator):
    simulator.ask(
        "POST",
        "/faults",
        {
            "path": "/auth/signin",
            "action": {"redirect": {"status": 302, "location": simulator.https + "{path}"}},
        },
    )
    with server.auth.sign_in(TSC.TableauAuth("alice", "alice-password")):
        assert who(server) == "alice"
    statuses = [request["status"] for request in simulator.ask("GET", "/requests")]
    assert 302 in statuses
