"""What the tests need of libtsc, called as any program calls it that loads the shared library.

TSC_LIBRARY names it: target/release/libtsc.so.
"""

import ctypes
import os
import weakref
from ctypes import byref, c_char_p, c_int32, c_uint32, c_void_p

HANDLE = c_void_p
TEXT = c_char_p
OUT = ctypes.POINTER(c_void_p)

STATUS = c_int32
NOTHING = None

# A cancellation, the session, the error.
SIGNED_IN = (HANDLE, OUT, OUT)

# Result and parameters, as the header has them.
FUNCTIONS = {
    "tsc_status_name": (TEXT, STATUS),
    "tsc_error_message": (TEXT, HANDLE),
    "tsc_error_tableau_code": (TEXT, HANDLE),
    "tsc_error_free": (NOTHING, HANDLE),
    "tsc_server_new": (STATUS, TEXT, OUT, OUT),
    "tsc_server_free": (NOTHING, HANDLE),
    "tsc_server_set_ca_path": (STATUS, HANDLE, TEXT, OUT),
    "tsc_server_get_info": (STATUS, HANDLE, HANDLE, OUT, OUT),
    "tsc_server_info_product_version": (TEXT, HANDLE),
    "tsc_server_info_build": (TEXT, HANDLE),
    "tsc_server_info_api_version": (TEXT, HANDLE),
    "tsc_server_info_free": (NOTHING, HANDLE),
    "tsc_server_sign_in_with_personal_access_token": (STATUS, HANDLE, *[TEXT] * 4, *SIGNED_IN),
    "tsc_server_sign_in_with_password": (STATUS, HANDLE, *[TEXT] * 4, *SIGNED_IN),
    "tsc_server_sign_in_with_json_web_token": (STATUS, HANDLE, *[TEXT] * 3, *SIGNED_IN),
    "tsc_server_sign_in_with_unified_access_token": (STATUS, HANDLE, *[TEXT] * 2, *SIGNED_IN),
    "tsc_session_sign_out": (STATUS, HANDLE, HANDLE, OUT),
    "tsc_session_switch_site": (STATUS, HANDLE, TEXT, HANDLE, OUT),
    "tsc_session_revoke_server_admin_tokens": (STATUS, HANDLE, HANDLE, OUT),
    "tsc_session_site_id": (TEXT, HANDLE),
    "tsc_session_site_content_url": (TEXT, HANDLE),
    "tsc_session_user_id": (TEXT, HANDLE),
    "tsc_session_free": (NOTHING, HANDLE),
    "tsc_session_list": (STATUS, HANDLE, TEXT, OUT, OUT),
    "tsc_list_set_page_size": (STATUS, HANDLE, c_uint32, OUT),
    "tsc_list_add_filter": (STATUS, HANDLE, TEXT, TEXT, TEXT, OUT),
    "tsc_list_add_sort": (STATUS, HANDLE, TEXT, c_int32, OUT),
    "tsc_list_set_parameter": (STATUS, HANDLE, TEXT, TEXT, OUT),
    "tsc_list_next": (STATUS, HANDLE, HANDLE, OUT, OUT),
    "tsc_list_free": (NOTHING, HANDLE),
    "tsc_node_attribute": (TEXT, HANDLE, TEXT),
}

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
        self.code = text(library.tsc_error_tableau_code(error))
        super().__init__(f"{self.status}: {text(library.tsc_error_message(error))}")
        library.tsc_error_free(error)


def text(value):
    return None if value is None else value.decode()


def utf8(value):
    return value.encode() if isinstance(value, str) else value


def call(function, *arguments):
    """Calls what can fail; its last parameter, the error, is added here."""
    error = c_void_p()
    status = getattr(library, function)(*map(utf8, arguments), byref(error))
    if status != 0:
        raise Error(status, error)


class Handle:
    """What a call gave through its last output, and is freed when nobody has it any more."""

    def __init__(self, free, function, *arguments):
        pointer = c_void_p()
        call(function, *arguments, byref(pointer))
        self.pointer = pointer
        weakref.finalize(self, getattr(library, free), pointer)

    def text(self, getter):
        return text(getattr(library, getter)(self.pointer))


class Server(Handle):
    def __init__(self, url, ca_path):
        super().__init__("tsc_server_free", "tsc_server_new", url)
        call("tsc_server_set_ca_path", self.pointer, ca_path)

    def info(self):
        """Product version, build and API version."""
        info = Handle("tsc_server_info_free", "tsc_server_get_info", self.pointer, NOT_CANCELLED)
        return tuple(
            info.text(f"tsc_server_info_{fact}")
            for fact in ("product_version", "build", "api_version")
        )

    def sign_in(self, way, *arguments):
        """The arguments of tsc_server_sign_in_with_<way> up to the cancellation."""
        return Session(f"tsc_server_sign_in_with_{way}", self.pointer, *arguments, NOT_CANCELLED)


class Session(Handle):
    def __init__(self, *sign_in):
        super().__init__("tsc_session_free", *sign_in)

    site_id = property(lambda self: self.text("tsc_session_site_id"))
    site_content_url = property(lambda self: self.text("tsc_session_site_content_url"))
    user_id = property(lambda self: self.text("tsc_session_user_id"))

    def switch_site(self, site):
        call("tsc_session_switch_site", self.pointer, site, NOT_CANCELLED)

    def revoke_server_admin_tokens(self):
        call("tsc_session_revoke_server_admin_tokens", self.pointer, NOT_CANCELLED)

    def sign_out(self):
        call("tsc_session_sign_out", self.pointer, NOT_CANCELLED)

    def ids(self, path, page_size=None, filters=(), sorts=(), parameters=()):
        """The ids of a list's items; a page size of None is the library's own."""
        items = Handle("tsc_list_free", "tsc_session_list", self.pointer, path)
        if page_size is not None:
            call("tsc_list_set_page_size", items.pointer, page_size)
        for field, operator, value in filters:
            call("tsc_list_add_filter", items.pointer, field, operator, value)
        for field, descending in sorts:
            call("tsc_list_add_sort", items.pointer, field, descending)
        for name, value in parameters:
            call("tsc_list_set_parameter", items.pointer, name, value)
        ids = []
        node = c_void_p()
        while True:
            call("tsc_list_next", items.pointer, NOT_CANCELLED, byref(node))
            if not node:
                return ids
            ids.append(text(library.tsc_node_attribute(node, b"id")))
