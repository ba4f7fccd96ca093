"""The part of libtsc that the tests need, loaded as a shared library.

The environment variable TSC_LIBRARY names the library: target/cmake/libtsc.so.
"""

import ctypes
import os
import weakref
from ctypes import byref, c_size_t, c_uint64, c_void_p
from typing import NamedTuple

from libtsc_functions import FUNCTIONS

NOT_CANCELLED = None


def load():
    path = os.environ.get("TSC_LIBRARY")
    if not path:
        raise RuntimeError("set TSC_LIBRARY to libtsc.so")
    library = ctypes.CDLL(os.path.abspath(path))
    for name, (result, *arguments) in FUNCTIONS.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
    return library


library = load()


class Error(Exception):
    def __init__(self, status, error):
        self.status = library.tsc_status_name(status).decode()
        self.http_status = library.tsc_error_http_status(error)
        self.code = text(library.tsc_error_tableau_code(error))
        self.summary = text(library.tsc_error_summary(error))
        self.detail = text(library.tsc_error_detail(error))
        self.answer = Answer.of(library.tsc_error_response(error))
        self.message = text(library.tsc_error_message(error))
        super().__init__(f"{self.status}: {self.message}")
        library.tsc_error_free(error)


def text(value):
    return None if value is None else value.decode()


def utf8(value):
    return value.encode() if isinstance(value, str) else value


def call(function, *arguments):
    """Makes a call that can fail; its last parameter, the error, is added here."""
    error = c_void_p()
    status = getattr(library, function)(*map(utf8, arguments), byref(error))
    if status != 0:
        raise Error(status, error)


class Handle:
    """A handle from the last output of a call, freed when it is no longer referenced."""

    def __init__(self, free, function, *arguments):
        pointer = c_void_p()
        call(function, *arguments, byref(pointer))
        self.pointer = pointer
        weakref.finalize(self, getattr(library, free), pointer)

    def text(self, getter):
        return text(getattr(library, getter)(self.pointer))


class Server(Handle):
    """A server that sends each request once."""

    def __init__(self, url, ca_path):
        super().__init__("tsc_server_free", "tsc_server_new", url)
        self.set("ca_path", ca_path)
        self.set("retry", 1, 0)

    def set(self, setting, *values):
        """Calls tsc_server_set_<setting> with these arguments."""
        call(f"tsc_server_set_{setting}", self.pointer, *values)

    def info(self):
        """The product version, build and API version."""
        info = Handle("tsc_server_info_free", "tsc_server_get_info", self.pointer, NOT_CANCELLED)
        return tuple(
            info.text(f"tsc_server_info_{fact}")
            for fact in ("product_version", "build", "api_version")
        )

    def sign_in(self, way, *arguments):
        """Calls tsc_server_sign_in_with_<way>; `arguments` are those up to the cancellation."""
        return Session(f"tsc_server_sign_in_with_{way}", self.pointer, *arguments, NOT_CANCELLED)


class Session(Handle):
    def __init__(self, *sign_in):
        super().__init__("tsc_session_free", *sign_in)

    server_url = property(lambda self: self.text("tsc_session_server_url"))
    token = property(lambda self: self.text("tsc_session_token"))
    site_id = property(lambda self: self.text("tsc_session_site_id"))
    site_content_url = property(lambda self: self.text("tsc_session_site_content_url"))
    user_id = property(lambda self: self.text("tsc_session_user_id"))

    def switch_site(self, site):
        call("tsc_session_switch_site", self.pointer, site, NOT_CANCELLED)

    def revoke_server_admin_tokens(self):
        call("tsc_session_revoke_server_admin_tokens", self.pointer, NOT_CANCELLED)

    def sign_out(self):
        call("tsc_session_sign_out", self.pointer, NOT_CANCELLED)

    def request(self, method, path):
        return Request(self, method, path)

    def items(self, path, page_size=None, filters=(), sorts=(), parameters=()):
        """A list that has not begun; a page size of None is the library's default."""
        items = List(self, path)
        if page_size is not None:
            call("tsc_list_set_page_size", items.pointer, page_size)
        for field, operator, value in filters:
            call("tsc_list_add_filter", items.pointer, field, operator, value)
        for field, descending in sorts:
            call("tsc_list_add_sort", items.pointer, field, descending)
        for name, value in parameters:
            call("tsc_list_set_parameter", items.pointer, name, value)
        return items

    def ids(self, *list_and_settings):
        """The ids of a list's items."""
        items = self.items(*list_and_settings)
        return [text(library.tsc_node_attribute(node, b"id")) for node in items]


class List(Handle):
    def __init__(self, session, path):
        super().__init__("tsc_list_free", "tsc_session_list", session.pointer, path)

    def total_available(self):
        total = c_uint64()
        call("tsc_list_total_available", self.pointer, NOT_CANCELLED, byref(total))
        return total.value

    def __iter__(self):
        """A node is valid until the next one is read."""
        node = c_void_p()
        while True:
            call("tsc_list_next", self.pointer, NOT_CANCELLED, byref(node))
            if not node:
                return
            yield node


class Request(Handle):
    def __init__(self, session, method, path):
        super().__init__("tsc_request_free", "tsc_session_request", session.pointer, method, path)

    def set_parameter(self, name, value):
        call("tsc_request_set_parameter", self.pointer, name, value)

    def set_header(self, name, value):
        call("tsc_request_set_header", self.pointer, name, value)

    def set_body(self, content_type, data):
        call("tsc_request_set_body", self.pointer, content_type, data or None, len(data))

    def send(self):
        response = Handle("tsc_response_free", "tsc_request_send", self.pointer, NOT_CANCELLED)
        return Answer.of(response.pointer)


class Answer(NamedTuple):
    """All fields of a response. Each header is read by its index, and its name must find it in any
    case."""

    status: int
    headers: list
    body: bytes
    # A cancellation, the session, the error.
    root: "Tree | None"

    @classmethod
    def of(cls, response):
        """None if there is none."""
        if not response:
            return None
        headers = [
            (
                text(library.tsc_response_header_name_at(response, index)),
                text(library.tsc_response_header_value_at(response, index)),
            )
            for index in range(library.tsc_response_header_count(response))
        ]
        for name, _ in headers:
            joined = ", ".join(value for other, value in headers if other.lower() == name.lower())
            assert text(library.tsc_response_header(response, utf8(name.upper()))) == joined, name
        length = c_size_t()
        body = library.tsc_response_body(response, byref(length))
        root = library.tsc_response_root(response)
        return cls(
            library.tsc_response_status(response),
            headers,
            ctypes.string_at(body, length.value) if body else b"",
            tree(root) if root else None,
        )


class Tree(NamedTuple):
    """An element with its attributes and children."""

    name: str
    attributes: list
    text: str | None
    children: list


def tree(node):
    """Reads attributes and children by index, and checks that their names find them, too."""
    attributes = []
    for index in range(library.tsc_node_attribute_count(node)):
        name = library.tsc_node_attribute_name_at(node, index)
        value = library.tsc_node_attribute_value_at(node, index)
        if name not in [other for other, _ in attributes]:
            assert library.tsc_node_attribute(node, name) == value, name
        attributes.append((name, value))
    children = []
    names = set()
    for index in range(library.tsc_node_child_count(node)):
        child = library.tsc_node_child_at(node, index)
        name = library.tsc_node_name(child)
        if name not in names:
            assert library.tsc_node_child(node, name) == child, name
        names.add(name)
        children.append(tree(child))
    return Tree(
        text(library.tsc_node_name(node)),
        [(text(name), text(value)) for name, value in attributes],
        text(library.tsc_node_text(node)),
        children,
    )
