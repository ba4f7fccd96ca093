"""docs/rest-calls.md compared with Tableau's own collection of requests, its XML schema and recorded
responses, in the folder that TSC_TABLEAU_DATA names; and the form of the page."""

import json
import re

import pytest
from lxml import etree

import tableau_data
from rest_calls_page import (
    CAPITALS,
    ID,
    PAGE,
    THE_PAGE,
    answer,
    expected_headers,
    segments,
    session,
)

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


# The page compared with Tableau's material.


@pytest.fixture(scope="module")
def data():
    return tableau_data.folder("docs/rest-calls.md is not compared with Tableau's own material")


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
