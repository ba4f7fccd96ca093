"""The two clients: the same methods, written as a program of each would be."""

import datetime
import string

import tableauserverclient as TSC

import libtsc


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
