#include "calls.h"

#include <stdio.h>
#include <string.h>

static int is_replaced(call *call, const char *name, enum outcome outcome) {
  if (call->replaced && strcmp(name, call->replaced) == 0) {
    call->was_replaced = 1;
    call->outcome = outcome;
    return 1;
  }
  return call->null_too && strcmp(name, call->null_too) == 0;
}

static int gets_a_place(call *call, const char *name, unsigned output, enum outcome outcome) {
  if (is_replaced(call, name, outcome)) {
    return 0;
  }
  call->outputs |= output;
  return 1;
}

/* Parameters by their names in tsc.h, with their good arguments and, where it is not the same for
 * all, what comes of NULL. A wrong name is found by was_replaced. */
#define ARGUMENT(parameter, good, null) (is_replaced(call, #parameter, null) ? NULL : (good))
#define SELF(parameter, null)                                                                      \
  (call->self = #parameter, ARGUMENT(parameter, call->fixture->parameter, null))
#define HANDLE(parameter) SELF(parameter, REFUSED)
#define CANCELLATION ARGUMENT(cancellation, cancellation, ALLOWED)
#define TEXT(parameter, good, null, invalid)                                                       \
  (is_replaced(call, #parameter, call->replacement ? invalid : null) ? call->replacement : (good))
#define REQUIRED(parameter, good) TEXT(parameter, good, REFUSED, REFUSED)
#define OPTIONAL(parameter, good) TEXT(parameter, good, ALLOWED, REFUSED)
#define PEM(parameter, good) TEXT(parameter, good, REFUSED, NO_CERTIFICATE)
#define PLACE(parameter, bit, null)                                                                \
  (gets_a_place(call, #parameter, bit, null) ? &call->parameter : NULL)
#define OUTPUT(parameter, bit) PLACE(parameter, bit, REFUSED)
#define ERROR PLACE(error, OUTPUT_ERROR, ALLOWED)

/* A callback, and what belongs to it. */
#define CALLBACK(good, null) ARGUMENT(callback, good, null)
#define USER_DATA ARGUMENT(user_data, call->freed, ALLOWED)
#define FREE_USER_DATA                                                                             \
  (is_replaced(call, "free_user_data", ALLOWED) ? NULL : (call->is_to_be_freed = 1, count_free))

/* Functions by what they return. */
#define POINTER_CALL(function, ...)                                                                \
  static void make_##function(call *call) {                                                        \
    call->returns = POINTER;                                                                       \
    call->pointer = function(__VA_ARGS__);                                                         \
  }
#define NUMBER_CALL(function, ...)                                                                 \
  static void make_##function(call *call) {                                                        \
    call->returns = NUMBER;                                                                        \
    call->number = (int64_t)function(__VA_ARGS__);                                                 \
  }
#define NOTHING_CALL(function, ...)                                                                \
  static void make_##function(call *call) {                                                        \
    call->returns = NOTHING;                                                                       \
    function(__VA_ARGS__);                                                                         \
  }
#define CALL(function, ...)                                                                        \
  static void make_##function(call *call) {                                                        \
    call->returns = STATUS;                                                                        \
    call->status = function(__VA_ARGS__);                                                          \
  }
#define CANCELLABLE(function, ...) CANCELLABLE_REFUSED(function, TSC_OK, __VA_ARGS__)
/* Good arguments get another status: the simulator is not Tableau Cloud, and the user is not an
 * administrator. */
#define CANCELLABLE_REFUSED(function, good, ...)                                                   \
  static void make_##function(call *call) {                                                        \
    tsc_cancellation *cancellation = tsc_cancellation_new();                                       \
    call->returns = STATUS;                                                                        \
    call->good_status = good;                                                                      \
    call->status = function(__VA_ARGS__);                                                          \
    tsc_cancellation_free(cancellation);                                                           \
  }

/* Calls on what exists only in a callback. */
#define IN_CALLBACK(where, function, kind, what, ...)                                              \
  static void ask_##function(call *call) {                                                         \
    call->returns = kind;                                                                          \
    call->what = function(__VA_ARGS__);                                                            \
  }                                                                                                \
  static void make_##function(call *call) { where(call, ask_##function); }
#define OF_EVENT(function, kind, what, null)                                                       \
  IN_CALLBACK(in_event, function, kind, what, ARGUMENT(event, call->event, null))
#define EVENT_TEXT(function, null) OF_EVENT(function, POINTER, pointer, null)
#define EVENT_NUMBER(function) OF_EVENT(function, NUMBER, number, GIVES_ZERO)
#define OF_CREDENTIALS(function, kind, what, null)                                                 \
  IN_CALLBACK(in_credentials, function, kind, what, ARGUMENT(credentials, call->credentials, null))
#define CREDENTIALS_POINTER(function) OF_CREDENTIALS(function, POINTER, pointer, GIVES_NULL)
#define CREDENTIALS_NUMBER(function) OF_CREDENTIALS(function, NUMBER, number, GIVES_ZERO)
#define CREDENTIALS_CALL(function, ...)                                                            \
  IN_CALLBACK(in_credentials, function, STATUS, status,                                            \
              ARGUMENT(credentials, call->credentials, REFUSED), __VA_ARGS__)
#define GETTER_OF_POINTER(function, handle) POINTER_CALL(function, SELF(handle, GIVES_NULL))
#define GETTER_OF_NUMBER(function, handle) NUMBER_CALL(function, SELF(handle, GIVES_ZERO))
#define GETTER_BY_NAME(function, handle, good)                                                     \
  POINTER_CALL(function, SELF(handle, GIVES_NULL), TEXT(name, good, GIVES_NULL, GIVES_NULL))
#define GETTER_BY_PLACE(function, handle) POINTER_CALL(function, SELF(handle, GIVES_NULL), 0)
/* Only ever called with NULL: its effect on a handle is tested elsewhere. */
#define OF_NULL_ONLY(function, handle) NOTHING_CALL(function, ARGUMENT(handle, NULL, DOES_NOTHING))

static char *const no_variables[] = {NULL};

enum { MOST_USER_DATA = 1024 };
/* How often each user_data was freed, and how often it has to be; the first is that of NULL. */
static int frees[MOST_USER_DATA];
static int frees_expected[MOST_USER_DATA];
static size_t user_data_count = 1;

static void TSC_CALL count_free(void *user_data) { ++*(user_data ? (int *)user_data : &frees[0]); }

static void begin_user_data(call *call) {
  CHECK(user_data_count < MOST_USER_DATA);
  call->freed = &frees[user_data_count];
  call->is_to_be_freed = 0;
}

static void end_user_data(const call *call) {
  if (!call->is_to_be_freed) {
    return;
  }
  int is_null = call->replaced && strcmp(call->replaced, "user_data") == 0;
  frees_expected[is_null ? 0 : user_data_count]++;
  user_data_count++;
}

void calls_check_user_data(void) {
  for (size_t i = 0; i < user_data_count; i++) {
    CHECK_NUMBER(frees_expected[i], frees[i]);
  }
}

static void TSC_CALL ignore_event(const tsc_event *event, void *user_data) {
  (void)event;
  (void)user_data;
}

static int32_t TSC_CALL give_alice(tsc_credentials *credentials, void *user_data) {
  (void)user_data;
  return tsc_credentials_set_password(credentials, "alice", "alice-password", NULL) == TSC_OK;
}

static int32_t TSC_CALL give_nothing(tsc_credentials *credentials, void *user_data) {
  (void)credentials;
  (void)user_data;
  return 0;
}

/* A call that is made in a callback. */
typedef struct inner {
  call *call;
  void (*make)(call *);
  int made;
} inner;

static void make_inner(inner *inner, const tsc_event *event, tsc_credentials *credentials) {
  inner->call->event = event;
  inner->call->credentials = credentials;
  inner->make(inner->call);
  inner->made++;
}

static void TSC_CALL on_event(const tsc_event *event, void *user_data) {
  inner *it = user_data;
  if (!it->made) {
    make_inner(it, event, NULL);
  }
}

static int32_t TSC_CALL on_credentials(tsc_credentials *credentials, void *user_data) {
  make_inner(user_data, NULL, credentials);
  return 0;
}

/* Signs in with a callback that gives nothing. The call is made with the credentials, or with the
 * first event; the server is only asked for its version. */
static void in_callbacks(call *call, void (*make)(struct call *), int needs_event) {
  inner it = {call, make, 0};
  tsc_credentials_callback callback = needs_event ? give_nothing : on_credentials;
  tsc_server *server = server_of(&call->fixture->tableau);
  tsc_session *session = NULL;
  tsc_error *error = NULL;
  if (needs_event) {
    CHECK_OK(tsc_server_set_event_callback(server, on_event, &it, NULL, &error));
  }
  CHECK_CALL(TSC_ERROR_ABORTED, tsc_server_sign_in_with_callback(server, callback, &it, NULL, NULL,
                                                                 NULL, &session, &error));
  CHECK_NUMBER(1, it.made);
  tsc_server_free(server);
}

static void in_event(call *call, void (*make)(struct call *)) { in_callbacks(call, make, 1); }

static void in_credentials(call *call, void (*make)(struct call *)) { in_callbacks(call, make, 0); }

/* One row for each function that takes a pointer. */

GETTER_OF_NUMBER(tsc_error_status, error)
POINTER_CALL(tsc_error_message, SELF(error, GIVES_EMPTY))
GETTER_OF_NUMBER(tsc_error_http_status, error)
GETTER_OF_POINTER(tsc_error_tableau_code, error)
GETTER_OF_POINTER(tsc_error_summary, error)
GETTER_OF_POINTER(tsc_error_detail, error)
NUMBER_CALL(tsc_error_retry_after, SELF(error, GIVES_MINUS_ONE))
GETTER_OF_POINTER(tsc_error_response, error)
GETTER_OF_NUMBER(tsc_error_is_transient, error)
OF_NULL_ONLY(tsc_error_free, error)

OF_NULL_ONLY(tsc_cancellation_cancel, cancellation)
OF_NULL_ONLY(tsc_cancellation_free, cancellation)
NUMBER_CALL(tsc_cancellation_is_cancelled, ARGUMENT(cancellation, NULL, GIVES_ZERO))

CALL(tsc_server_new, REQUIRED(url, "https://localhost"), OUTPUT(server, OUTPUT_SERVER), ERROR)
CALL(tsc_server_new_with_environment, REQUIRED(url, "https://localhost"),
     ARGUMENT(environment, no_variables, ALLOWED), OUTPUT(server, OUTPUT_SERVER), ERROR)
NOTHING_CALL(tsc_server_close_idle_connections, SELF(server, DOES_NOTHING))
OF_NULL_ONLY(tsc_server_free, server)
GETTER_OF_POINTER(tsc_server_url, server)
CALL(tsc_server_set_ca_path, HANDLE(server), OPTIONAL(path, call->fixture->tableau.ca_path), ERROR)
CALL(tsc_server_set_ca_pem, HANDLE(server), PEM(pem, call->fixture->ca_pem),
     call->replacement ? strlen(call->replacement) : strlen(call->fixture->ca_pem), ERROR)
CALL(tsc_server_set_verify, HANDLE(server), 1, ERROR)
CALL(tsc_server_set_allow_http, HANDLE(server), 0, ERROR)
/* The fixture's file has a certificate and its key. */
CALL(tsc_server_set_client_certificate, HANDLE(server),
     REQUIRED(cert_path, call->fixture->client_file.path),
     OPTIONAL(key_path, call->fixture->client_file.path), ERROR)
CALL(tsc_server_set_client_certificate_pem, HANDLE(server), PEM(pem, call->fixture->client_pem),
     call->replacement ? strlen(call->replacement) : strlen(call->fixture->client_pem), ERROR)
CALL(tsc_server_set_proxy, HANDLE(server), OPTIONAL(proxy_url, "http://localhost:3128"), ERROR)
CALL(tsc_server_set_user_agent, HANDLE(server), OPTIONAL(product, "Test/1.0"), ERROR)
CALL(tsc_server_set_header, HANDLE(server), REQUIRED(name, "X-Test"), OPTIONAL(value, "1"), ERROR)
CALL(tsc_server_set_timeouts, HANDLE(server), 0, 0, 0, ERROR)
CALL(tsc_server_set_api_version, HANDLE(server), OPTIONAL(version, "3.24"), ERROR)
CALL(tsc_server_set_retry, HANDLE(server), 1, 0, ERROR)
CALL(tsc_server_set_renewal, HANDLE(server), 1, ERROR)
CALL(tsc_server_set_event_callback, HANDLE(server), CALLBACK(ignore_event, ALLOWED), USER_DATA,
     FREE_USER_DATA, ERROR)
CANCELLABLE(tsc_server_get_info, HANDLE(server), CANCELLATION, OUTPUT(info, OUTPUT_INFO), ERROR)
CANCELLABLE(tsc_server_sign_in_with_personal_access_token, HANDLE(server),
            REQUIRED(token_name, ADMIN_TOKEN_NAME), REQUIRED(token_value, ADMIN_TOKEN_VALUE),
            OPTIONAL(site, ""), OPTIONAL(impersonated_user_id, call->fixture->user_id),
            CANCELLATION, OUTPUT(session, OUTPUT_SESSION), ERROR)
CANCELLABLE(tsc_server_sign_in_with_password, HANDLE(server), REQUIRED(username, "admin"),
            REQUIRED(password, "admin-password"), OPTIONAL(site, ""),
            OPTIONAL(impersonated_user_id, call->fixture->user_id), CANCELLATION,
            OUTPUT(session, OUTPUT_SESSION), ERROR)
CANCELLABLE(tsc_server_sign_in_with_json_web_token, HANDLE(server), REQUIRED(jwt, JSON_WEB_TOKEN),
            OPTIONAL(site, ""), OPTIONAL(impersonated_user_id, NULL), CANCELLATION,
            OUTPUT(session, OUTPUT_SESSION), ERROR)
CANCELLABLE_REFUSED(tsc_server_sign_in_with_unified_access_token, TSC_ERROR_SIGN_IN_FAILED,
                    HANDLE(server), REQUIRED(jwt, UNIFIED_ACCESS_TOKEN), OPTIONAL(site, ""),
                    CANCELLATION, OUTPUT(session, OUTPUT_SESSION), ERROR)
CANCELLABLE(tsc_server_sign_in_with_connected_app, HANDLE(server),
            REQUIRED(client_id, CONNECTED_APP_CLIENT_ID),
            REQUIRED(secret_id, CONNECTED_APP_SECRET_ID),
            REQUIRED(secret_value, CONNECTED_APP_SECRET_VALUE), REQUIRED(username, "alice"),
            REQUIRED(scopes, "tableau:content:read"), OPTIONAL(site, ""),
            OPTIONAL(impersonated_user_id, NULL), CANCELLATION, OUTPUT(session, OUTPUT_SESSION),
            ERROR)
CANCELLABLE(tsc_server_sign_in_with_callback, HANDLE(server), CALLBACK(give_alice, REFUSED),
            USER_DATA, FREE_USER_DATA, OPTIONAL(site, ""), CANCELLATION,
            OUTPUT(session, OUTPUT_SESSION), ERROR)
CANCELLABLE(tsc_server_resume_session, HANDLE(server), REQUIRED(token, call->fixture->token),
            CANCELLATION, OUTPUT(session, OUTPUT_SESSION), ERROR)

EVENT_NUMBER(tsc_event_kind)
EVENT_TEXT(tsc_event_message, GIVES_EMPTY)
EVENT_TEXT(tsc_event_method, GIVES_NULL)
EVENT_TEXT(tsc_event_url, GIVES_NULL)
EVENT_TEXT(tsc_event_request_id, GIVES_NULL)
EVENT_NUMBER(tsc_event_status)
EVENT_NUMBER(tsc_event_http_status)
EVENT_NUMBER(tsc_event_attempt)
EVENT_NUMBER(tsc_event_time)
EVENT_NUMBER(tsc_event_duration_us)
EVENT_NUMBER(tsc_event_wait_ms)
EVENT_NUMBER(tsc_event_sent)
EVENT_NUMBER(tsc_event_received)
EVENT_NUMBER(tsc_event_session)
EVENT_NUMBER(tsc_event_is_reused_connection)

CREDENTIALS_CALL(tsc_credentials_set_personal_access_token, REQUIRED(name, "name"),
                 REQUIRED(value, "value"), ERROR)
CREDENTIALS_CALL(tsc_credentials_set_password, REQUIRED(username, "alice"),
                 REQUIRED(password, "alice-password"), ERROR)
CREDENTIALS_CALL(tsc_credentials_set_json_web_token, REQUIRED(jwt, JSON_WEB_TOKEN), ERROR)
CREDENTIALS_CALL(tsc_credentials_set_unified_access_token, REQUIRED(jwt, UNIFIED_ACCESS_TOKEN),
                 ERROR)
CREDENTIALS_CALL(tsc_credentials_set_connected_app, REQUIRED(client_id, CONNECTED_APP_CLIENT_ID),
                 REQUIRED(secret_id, CONNECTED_APP_SECRET_ID),
                 REQUIRED(secret_value, CONNECTED_APP_SECRET_VALUE), REQUIRED(username, "alice"),
                 REQUIRED(scopes, "tableau:content:read"), ERROR)
CREDENTIALS_CALL(tsc_credentials_set_impersonated_user_id,
                 OPTIONAL(user_id, call->fixture->user_id), ERROR)
CREDENTIALS_CALL(tsc_credentials_set_message, OPTIONAL(message, "the vault is closed"), ERROR)
CREDENTIALS_POINTER(tsc_credentials_server_url)
CREDENTIALS_POINTER(tsc_credentials_site)
CREDENTIALS_NUMBER(tsc_credentials_is_renewal)
CREDENTIALS_POINTER(tsc_credentials_cancellation)

GETTER_OF_POINTER(tsc_server_info_product_version, info)
GETTER_OF_POINTER(tsc_server_info_build, info)
GETTER_OF_POINTER(tsc_server_info_api_version, info)
OF_NULL_ONLY(tsc_server_info_free, info)

CANCELLABLE(tsc_session_sign_out, HANDLE(session), CANCELLATION, ERROR)
CANCELLABLE(tsc_session_switch_site, HANDLE(session), OPTIONAL(site, "marketing"), CANCELLATION,
            ERROR)
CANCELLABLE_REFUSED(tsc_session_revoke_server_admin_tokens, TSC_ERROR_FORBIDDEN, HANDLE(session),
                    CANCELLATION, ERROR)
OF_NULL_ONLY(tsc_session_free, session)
GETTER_OF_NUMBER(tsc_session_is_signed_in, session)
GETTER_OF_POINTER(tsc_session_server_url, session)
GETTER_OF_POINTER(tsc_session_api_version, session)
GETTER_OF_POINTER(tsc_session_token, session)
GETTER_OF_POINTER(tsc_session_site_id, session)
GETTER_OF_POINTER(tsc_session_site_content_url, session)
GETTER_OF_POINTER(tsc_session_user_id, session)
GETTER_OF_POINTER(tsc_session_estimated_time_to_expiration, session)
CALL(tsc_session_list, HANDLE(session), REQUIRED(path, "workbooks"), OUTPUT(list, OUTPUT_LIST),
     ERROR)

CALL(tsc_list_set_page_size, HANDLE(list), 10, ERROR)
CALL(tsc_list_set_lookahead, HANDLE(list), 4, ERROR)
CALL(tsc_list_add_filter, HANDLE(list), REQUIRED(field, "name"), REQUIRED(op, "eq"),
     REQUIRED(value, "x"), ERROR)
CALL(tsc_list_add_sort, HANDLE(list), REQUIRED(field, "name"), 0, ERROR)
CALL(tsc_list_set_parameter, HANDLE(list), REQUIRED(name, "fields"), REQUIRED(value, "_all_"),
     ERROR)
CALL(tsc_list_set_header, HANDLE(list), REQUIRED(name, "X-Test"), OPTIONAL(value, "1"), ERROR)
CANCELLABLE(tsc_list_total_available, HANDLE(list), CANCELLATION, OUTPUT(total, OUTPUT_TOTAL),
            ERROR)
CANCELLABLE(tsc_list_next, HANDLE(list), CANCELLATION, OUTPUT(node, OUTPUT_NODE), ERROR)
CANCELLABLE(tsc_list_next_page, HANDLE(list), CANCELLATION, OUTPUT(block, OUTPUT_BLOCK),
            PLACE(length, OUTPUT_LENGTH, ALLOWED), ERROR)
OF_NULL_ONLY(tsc_list_free, list)

GETTER_OF_POINTER(tsc_node_name, node)
GETTER_OF_POINTER(tsc_node_text, node)
GETTER_BY_NAME(tsc_node_attribute, node, "id")
GETTER_OF_NUMBER(tsc_node_attribute_count, node)
GETTER_BY_PLACE(tsc_node_attribute_name_at, node)
GETTER_BY_PLACE(tsc_node_attribute_value_at, node)
GETTER_OF_NUMBER(tsc_node_child_count, node)
GETTER_BY_PLACE(tsc_node_child_at, node)
GETTER_BY_NAME(tsc_node_child, node, "project")
POINTER_CALL(tsc_node_block, SELF(node, GIVES_NULL), PLACE(length, OUTPUT_LENGTH, GIVES_SOMETHING),
             PLACE(offset, OUTPUT_OFFSET, GIVES_SOMETHING))

CALL(tsc_session_request, HANDLE(session), REQUIRED(method, "GET"), REQUIRED(path, "workbooks"),
     OUTPUT(request, OUTPUT_REQUEST), ERROR)
CALL(tsc_request_set_parameter, HANDLE(request), REQUIRED(name, "pageSize"), REQUIRED(value, "1"),
     ERROR)
CALL(tsc_request_set_header, HANDLE(request), REQUIRED(name, "Accept"), OPTIONAL(value, "text/xml"),
     ERROR)
CALL(tsc_request_set_body, HANDLE(request), OPTIONAL(content_type, "application/json"),
     ARGUMENT(data, "{}", REFUSED), 2, ERROR)
CALL(tsc_request_set_max_response_size, HANDLE(request), 1, ERROR)
CALL(tsc_request_set_repeatable, HANDLE(request), 1, ERROR)
CALL(tsc_request_set_timeouts, HANDLE(request), 1000, 2000, ERROR)
CANCELLABLE(tsc_request_send, HANDLE(request), CANCELLATION, OUTPUT(response, OUTPUT_RESPONSE),
            ERROR)
OF_NULL_ONLY(tsc_request_free, request)

GETTER_OF_NUMBER(tsc_response_status, response)
GETTER_BY_NAME(tsc_response_header, response, "content-type")
GETTER_OF_NUMBER(tsc_response_header_count, response)
GETTER_BY_PLACE(tsc_response_header_name_at, response)
GETTER_BY_PLACE(tsc_response_header_value_at, response)
GETTER_OF_POINTER(tsc_response_root, response)
OF_NULL_ONLY(tsc_response_free, response)
POINTER_CALL(tsc_response_body, SELF(response, GIVES_NULL),
             PLACE(length, OUTPUT_LENGTH, GIVES_SOMETHING))

/* The tables are made from tsc.h, so a function without a row does not compile. */

#define TAKES_POINTERS(function) {#function, NULL, make_##function},
#define POINTER_PARAMETER(function, parameter)
#define STRING_PARAMETER(function, parameter)
const row functions[] = {
#include "declared_parameters.h"
};
const size_t function_count = sizeof functions / sizeof functions[0];

#undef TAKES_POINTERS
#define TAKES_POINTERS(function)
#undef POINTER_PARAMETER
#define POINTER_PARAMETER(function, parameter) {#function, #parameter, make_##function},
const row pointers[] = {
#include "declared_parameters.h"
};
const size_t pointer_count = sizeof pointers / sizeof pointers[0];

#undef POINTER_PARAMETER
#define POINTER_PARAMETER(function, parameter)
#undef STRING_PARAMETER
#define STRING_PARAMETER(function, parameter) {#function, #parameter, make_##function},
const row strings[] = {
#include "declared_parameters.h"
};
const size_t string_count = sizeof strings / sizeof strings[0];

void call_make(call *call, const fixture *fixture, const row *row, const char *replacement,
               const char *null_too) {
  memset(call, 0xa5, sizeof *call);
  call->fixture = fixture;
  call->replaced = row->parameter;
  call->null_too = null_too;
  call->replacement = replacement;
  call->was_replaced = 0;
  call->self = NULL;
  call->good_status = TSC_OK;
  call->outputs = 0;
  begin_user_data(call);
  row->make(call);
  end_user_data(call);
  CHECK(!row->parameter || call->was_replaced);
}

static int is_given(const call *call, unsigned output) { return (call->outputs & output) != 0; }

void call_check_outputs_are_empty(const call *call) {
  CHECK(!is_given(call, OUTPUT_SERVER) || call->server == NULL);
  CHECK(!is_given(call, OUTPUT_INFO) || call->info == NULL);
  CHECK(!is_given(call, OUTPUT_SESSION) || call->session == NULL);
  CHECK(!is_given(call, OUTPUT_LIST) || call->list == NULL);
  CHECK(!is_given(call, OUTPUT_NODE) || call->node == NULL);
  CHECK(!is_given(call, OUTPUT_TOTAL) || call->total == 0);
  CHECK(!is_given(call, OUTPUT_REQUEST) || call->request == NULL);
  CHECK(!is_given(call, OUTPUT_RESPONSE) || call->response == NULL);
  CHECK(!is_given(call, OUTPUT_LENGTH) || call->length == 0);
  CHECK(!is_given(call, OUTPUT_BLOCK) || call->block == NULL);
  CHECK(!is_given(call, OUTPUT_OFFSET) || call->offset == 0);
}

void call_check_failed(call *call, tsc_status status, const char *reason) {
  CHECK_NUMBER(status, call->status);
  call_check_outputs_are_empty(call);
  if (is_given(call, OUTPUT_ERROR)) {
    CHECK_NUMBER(status, tsc_error_status(call->error));
    CHECK_CONTAINS(reason, tsc_error_message(call->error));
    tsc_error_free(call->error);
  }
}

void call_check_refused(call *call, const char *is) {
  char reason[64];
  int length = snprintf(reason, sizeof reason, "%s is %s", call->replaced, is);
  CHECK(length > 0 && (size_t)length < sizeof reason);
  call_check_failed(call, TSC_ERROR_INVALID_ARGUMENT, reason);
}

void call_check_allowed(call *call) {
  if (call->good_status != TSC_OK) {
    call_check_failed(call, call->good_status, "");
    return;
  }
  CHECK_NUMBER(TSC_OK, call->status);
  CHECK(!is_given(call, OUTPUT_ERROR) || call->error == NULL);
  if (is_given(call, OUTPUT_SERVER)) {
    tsc_server_free(call->server);
  }
  if (is_given(call, OUTPUT_INFO)) {
    tsc_server_info_free(call->info);
  }
  if (is_given(call, OUTPUT_SESSION)) {
    tsc_session_free(call->session);
  }
  if (is_given(call, OUTPUT_LIST)) {
    tsc_list_free(call->list);
  }
  if (is_given(call, OUTPUT_REQUEST)) {
    tsc_request_free(call->request);
  }
  if (is_given(call, OUTPUT_RESPONSE)) {
    tsc_response_free(call->response);
  }
}
