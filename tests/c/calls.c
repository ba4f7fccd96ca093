#define _POSIX_C_SOURCE 200809L

#include "calls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of nobody: made for these tests. */
static const char client_pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg6aFA7DHaO0bDVCty\n"
    "+mcP/7Myt1nWGTa6dENOTy6Z1mehRANCAARuGA37l4+14OAYiL+GJyj/BFv0CtbV\n"
    "wQZ0hqPQQvKGW5/4RJininqSW+macXNEUBPV2XCvgam/TxFW47B4n95Z\n"
    "-----END PRIVATE KEY-----\n"
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBhzCCAS2gAwIBAgIUUEdipnNoN5AI5MX/vyqOWKG8hwkwCgYIKoZIzj0EAwIw\n"
    "GDEWMBQGA1UEAwwNYSB0ZXN0IGNsaWVudDAgFw0yNjExMjQwNzMyMjNaGA8yMTI2\n"
    "MTAzMTA3MzIyM1owGDEWMBQGA1UEAwwNYSB0ZXN0IGNsaWVudDBZMBMGByqGSM49\n"
    "AgEGCCqGSM49AwEHA0IABG4YDfuXj7Xg4BiIv4YnKP8EW/QK1tXBBnSGo9BC8oZb\n"
    "n/hEmKeKepJb6Zpxc0RQE9XZcK+Bqb9PEVbjsHif3lmjUzBRMB0GA1UdDgQWBBSH\n"
    "Ag9azCroyyx6YhHoHiFuv16tQzAfBgNVHSMEGDAWgBSHAg9azCroyyx6YhHoHiFu\n"
    "v16tQzAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIHOHGis5Q1P/\n"
    "9UqxNYHgeogPWyCKYoBcg+AA97ukj9LtAiEAhqB07z34qM3AXr5cXZ5bTwyqT+De\n"
    "zluwL2+eNmFSIzg=\n"
    "-----END CERTIFICATE-----\n";

static int is_replaced(call *call, const char *name) {
  if (strcmp(name, call->replaced) == 0) {
    call->was_replaced = 1;
    return 1;
  }
  return call->null_too && strcmp(name, call->null_too) == 0;
}

static int gets_a_place(call *call, const char *name, unsigned output) {
  if (is_replaced(call, name)) {
    return 0;
  }
  call->outputs |= output;
  return 1;
}

/* Parameters by their names in tsc.h; a wrong name is found by was_replaced. */
#define ARGUMENT(parameter, good) (is_replaced(call, #parameter) ? NULL : (good))
#define TEXT(parameter, good) (is_replaced(call, #parameter) ? call->replacement : (good))
#define HANDLE(parameter) ARGUMENT(parameter, call->fixture->parameter)
#define OUTPUT(parameter, bit) (gets_a_place(call, #parameter, bit) ? &call->parameter : NULL)
#define CANCELLATION ARGUMENT(cancellation, cancellation)
#define ERROR OUTPUT(error, OUTPUT_ERROR)

#define GETTER_OF_POINTER(function, handle)                                                        \
  static void make_##function(call *call) { call->pointer = function(HANDLE(handle)); }
#define GETTER_OF_NUMBER(function, handle)                                                         \
  static void make_##function(call *call) { call->number = (int64_t)function(HANDLE(handle)); }
#define GETTER_BY_NAME(function, handle, good)                                                     \
  static void make_##function(call *call) {                                                        \
    call->pointer = function(HANDLE(handle), TEXT(name, good));                                    \
  }
#define GETTER_BY_PLACE(function, handle)                                                          \
  static void make_##function(call *call) { call->pointer = function(HANDLE(handle), 0); }
/* Only ever called with NULL, for there is no other argument to be bad. */
#define OF_NULL_ONLY(function, handle)                                                             \
  static void make_##function(call *call) { function(ARGUMENT(handle, NULL)); }
#define CALL(function, ...)                                                                        \
  static void make_##function(call *call) { call->status = function(__VA_ARGS__); }
#define CANCELLABLE(function, ...)                                                                 \
  static void make_##function(call *call) {                                                        \
    tsc_cancellation *cancellation = tsc_cancellation_new();                                       \
    call->status = function(__VA_ARGS__);                                                          \
    tsc_cancellation_free(cancellation);                                                           \
  }

GETTER_OF_NUMBER(tsc_error_status, error)
GETTER_OF_POINTER(tsc_error_message, error)
GETTER_OF_NUMBER(tsc_error_http_status, error)
GETTER_OF_POINTER(tsc_error_tableau_code, error)
GETTER_OF_POINTER(tsc_error_summary, error)
GETTER_OF_POINTER(tsc_error_detail, error)
GETTER_OF_NUMBER(tsc_error_retry_after, error)
GETTER_OF_POINTER(tsc_error_response, error)
OF_NULL_ONLY(tsc_error_free, error)

OF_NULL_ONLY(tsc_cancellation_cancel, cancellation)
OF_NULL_ONLY(tsc_cancellation_free, cancellation)
static void make_tsc_cancellation_is_cancelled(call *call) {
  call->number = tsc_cancellation_is_cancelled(ARGUMENT(cancellation, NULL));
}

CALL(tsc_server_new, TEXT(url, "https://localhost"), OUTPUT(server, OUTPUT_SERVER), ERROR)
static char *const no_variables[] = {NULL};
CALL(tsc_server_new_with_environment, TEXT(url, "https://localhost"),
     ARGUMENT(environment, no_variables), OUTPUT(server, OUTPUT_SERVER), ERROR)
OF_NULL_ONLY(tsc_server_close_idle_connections, server)
OF_NULL_ONLY(tsc_server_free, server)
GETTER_OF_POINTER(tsc_server_url, server)
CALL(tsc_server_set_ca_path, HANDLE(server), TEXT(path, call->fixture->tableau.ca_path), ERROR)
CALL(tsc_server_set_ca_pem, HANDLE(server), TEXT(pem, call->fixture->ca_pem),
     call->replacement ? strlen(call->replacement) : strlen(call->fixture->ca_pem), ERROR)
CALL(tsc_server_set_verify, HANDLE(server), 1, ERROR)
CALL(tsc_server_set_allow_http, HANDLE(server), 0, ERROR)
/* The fixture's file has a certificate and its key. */
CALL(tsc_server_set_client_certificate, HANDLE(server), TEXT(cert_path, call->fixture->client_path),
     TEXT(key_path, call->fixture->client_path), ERROR)
CALL(tsc_server_set_client_certificate_pem, HANDLE(server), TEXT(pem, call->fixture->client_pem),
     call->replacement ? strlen(call->replacement) : strlen(call->fixture->client_pem), ERROR)
CALL(tsc_server_set_proxy, HANDLE(server), TEXT(proxy_url, "http://localhost:3128"), ERROR)
CALL(tsc_server_set_user_agent, HANDLE(server), TEXT(product, "Test/1.0"), ERROR)
CALL(tsc_server_set_header, HANDLE(server), TEXT(name, "X-Test"), TEXT(value, "1"), ERROR)
CALL(tsc_server_set_timeouts, HANDLE(server), 0, 0, 0, ERROR)
CALL(tsc_server_set_api_version, HANDLE(server), TEXT(version, "3.24"), ERROR)
CANCELLABLE(tsc_server_get_info, HANDLE(server), CANCELLATION, OUTPUT(info, OUTPUT_INFO), ERROR)
CANCELLABLE(tsc_server_sign_in_with_personal_access_token, HANDLE(server),
            TEXT(token_name, ADMIN_TOKEN_NAME), TEXT(token_value, ADMIN_TOKEN_VALUE),
            TEXT(site, ""), TEXT(impersonated_user_id, call->fixture->user_id), CANCELLATION,
            OUTPUT(session, OUTPUT_SESSION), ERROR)
CANCELLABLE(tsc_server_sign_in_with_password, HANDLE(server), TEXT(username, "admin"),
            TEXT(password, "admin-password"), TEXT(site, ""),
            TEXT(impersonated_user_id, call->fixture->user_id), CANCELLATION,
            OUTPUT(session, OUTPUT_SESSION), ERROR)
CANCELLABLE(tsc_server_sign_in_with_json_web_token, HANDLE(server), TEXT(jwt, JSON_WEB_TOKEN),
            TEXT(site, ""), TEXT(impersonated_user_id, NULL), CANCELLATION,
            OUTPUT(session, OUTPUT_SESSION), ERROR)
CANCELLABLE(tsc_server_sign_in_with_unified_access_token, HANDLE(server),
            TEXT(jwt, UNIFIED_ACCESS_TOKEN), TEXT(site, ""), CANCELLATION,
            OUTPUT(session, OUTPUT_SESSION), ERROR)
CANCELLABLE(tsc_server_resume_session, HANDLE(server),
            TEXT(token, tsc_session_token(call->fixture->session)), CANCELLATION,
            OUTPUT(session, OUTPUT_SESSION), ERROR)

GETTER_OF_POINTER(tsc_server_info_product_version, info)
GETTER_OF_POINTER(tsc_server_info_build, info)
GETTER_OF_POINTER(tsc_server_info_api_version, info)
OF_NULL_ONLY(tsc_server_info_free, info)

CANCELLABLE(tsc_session_sign_out, HANDLE(session), CANCELLATION, ERROR)
CANCELLABLE(tsc_session_switch_site, HANDLE(session), TEXT(site, "marketing"), CANCELLATION, ERROR)
CANCELLABLE(tsc_session_revoke_server_admin_tokens, HANDLE(session), CANCELLATION, ERROR)
OF_NULL_ONLY(tsc_session_free, session)
GETTER_OF_NUMBER(tsc_session_is_signed_in, session)
GETTER_OF_POINTER(tsc_session_server_url, session)
GETTER_OF_POINTER(tsc_session_api_version, session)
GETTER_OF_POINTER(tsc_session_token, session)
GETTER_OF_POINTER(tsc_session_site_id, session)
GETTER_OF_POINTER(tsc_session_site_content_url, session)
GETTER_OF_POINTER(tsc_session_user_id, session)
GETTER_OF_POINTER(tsc_session_estimated_time_to_expiration, session)
CALL(tsc_session_list, HANDLE(session), TEXT(path, "workbooks"), OUTPUT(list, OUTPUT_LIST), ERROR)

CALL(tsc_list_set_page_size, HANDLE(list), 10, ERROR)
CALL(tsc_list_add_filter, HANDLE(list), TEXT(field, "name"), TEXT(op, "eq"), TEXT(value, "x"),
     ERROR)
CALL(tsc_list_add_sort, HANDLE(list), TEXT(field, "name"), 0, ERROR)
CALL(tsc_list_set_parameter, HANDLE(list), TEXT(name, "fields"), TEXT(value, "_all_"), ERROR)
CANCELLABLE(tsc_list_total_available, HANDLE(list), CANCELLATION, OUTPUT(total, OUTPUT_TOTAL),
            ERROR)
CANCELLABLE(tsc_list_next, HANDLE(list), CANCELLATION, OUTPUT(node, OUTPUT_NODE), ERROR)
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

CALL(tsc_session_request, HANDLE(session), TEXT(method, "GET"), TEXT(path, "workbooks"),
     OUTPUT(request, OUTPUT_REQUEST), ERROR)
CALL(tsc_request_set_parameter, HANDLE(request), TEXT(name, "pageSize"), TEXT(value, "1"), ERROR)
CALL(tsc_request_set_header, HANDLE(request), TEXT(name, "Accept"), TEXT(value, "text/xml"), ERROR)
CALL(tsc_request_set_body, HANDLE(request), TEXT(content_type, "application/json"),
     ARGUMENT(data, "{}"), 2, ERROR)
CALL(tsc_request_set_max_response_size, HANDLE(request), 1, ERROR)
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
static void make_tsc_response_body(call *call) {
  call->pointer = tsc_response_body(HANDLE(response), OUTPUT(length, OUTPUT_LENGTH));
}

#define ENTRY(function) {#function, make_##function}

static const struct {
  const char *name;
  void (*make)(call *);
} functions[] = {
    ENTRY(tsc_error_status),
    ENTRY(tsc_error_message),
    ENTRY(tsc_error_http_status),
    ENTRY(tsc_error_tableau_code),
    ENTRY(tsc_error_summary),
    ENTRY(tsc_error_detail),
    ENTRY(tsc_error_retry_after),
    ENTRY(tsc_error_response),
    ENTRY(tsc_error_free),
    ENTRY(tsc_cancellation_cancel),
    ENTRY(tsc_cancellation_is_cancelled),
    ENTRY(tsc_cancellation_free),
    ENTRY(tsc_server_new),
    ENTRY(tsc_server_new_with_environment),
    ENTRY(tsc_server_close_idle_connections),
    ENTRY(tsc_server_free),
    ENTRY(tsc_server_url),
    ENTRY(tsc_server_set_ca_path),
    ENTRY(tsc_server_set_ca_pem),
    ENTRY(tsc_server_set_verify),
    ENTRY(tsc_server_set_allow_http),
    ENTRY(tsc_server_set_client_certificate),
    ENTRY(tsc_server_set_client_certificate_pem),
    ENTRY(tsc_server_set_proxy),
    ENTRY(tsc_server_set_user_agent),
    ENTRY(tsc_server_set_header),
    ENTRY(tsc_server_set_timeouts),
    ENTRY(tsc_server_set_api_version),
    ENTRY(tsc_server_get_info),
    ENTRY(tsc_server_sign_in_with_personal_access_token),
    ENTRY(tsc_server_sign_in_with_password),
    ENTRY(tsc_server_sign_in_with_json_web_token),
    ENTRY(tsc_server_sign_in_with_unified_access_token),
    ENTRY(tsc_server_resume_session),
    ENTRY(tsc_server_info_product_version),
    ENTRY(tsc_server_info_build),
    ENTRY(tsc_server_info_api_version),
    ENTRY(tsc_server_info_free),
    ENTRY(tsc_session_sign_out),
    ENTRY(tsc_session_switch_site),
    ENTRY(tsc_session_revoke_server_admin_tokens),
    ENTRY(tsc_session_free),
    ENTRY(tsc_session_is_signed_in),
    ENTRY(tsc_session_server_url),
    ENTRY(tsc_session_api_version),
    ENTRY(tsc_session_token),
    ENTRY(tsc_session_site_id),
    ENTRY(tsc_session_site_content_url),
    ENTRY(tsc_session_user_id),
    ENTRY(tsc_session_estimated_time_to_expiration),
    ENTRY(tsc_session_list),
    ENTRY(tsc_list_set_page_size),
    ENTRY(tsc_list_add_filter),
    ENTRY(tsc_list_add_sort),
    ENTRY(tsc_list_set_parameter),
    ENTRY(tsc_list_total_available),
    ENTRY(tsc_list_next),
    ENTRY(tsc_list_free),
    ENTRY(tsc_node_name),
    ENTRY(tsc_node_text),
    ENTRY(tsc_node_attribute),
    ENTRY(tsc_node_attribute_count),
    ENTRY(tsc_node_attribute_name_at),
    ENTRY(tsc_node_attribute_value_at),
    ENTRY(tsc_node_child_count),
    ENTRY(tsc_node_child_at),
    ENTRY(tsc_node_child),
    ENTRY(tsc_session_request),
    ENTRY(tsc_request_set_parameter),
    ENTRY(tsc_request_set_header),
    ENTRY(tsc_request_set_body),
    ENTRY(tsc_request_set_max_response_size),
    ENTRY(tsc_request_send),
    ENTRY(tsc_request_free),
    ENTRY(tsc_response_status),
    ENTRY(tsc_response_header),
    ENTRY(tsc_response_header_count),
    ENTRY(tsc_response_header_name_at),
    ENTRY(tsc_response_header_value_at),
    ENTRY(tsc_response_body),
    ENTRY(tsc_response_root),
    ENTRY(tsc_response_free),
};

void rows_list_if_asked(int argc, char **argv, const row *rows, size_t count) {
  if (argc == 2 && strcmp(argv[1], "--list") == 0) {
    for (size_t i = 0; i < count; i++) {
      printf("%s %s\n", rows[i].function, rows[i].parameter);
    }
    exit(EXIT_SUCCESS);
  }
}

static char *read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  CHECK(file != NULL);
  static char text[65536];
  size_t length = fread(text, 1, sizeof text - 1, file);
  CHECK(length > 0 && feof(file));
  fclose(file);
  text[length] = '\0';
  return copy_text(text);
}

static void write_client_file(fixture *fixture) {
  strcpy(fixture->client_path, "/tmp/tsc-client-XXXXXX");
  int file = mkstemp(fixture->client_path);
  CHECK(file >= 0);
  CHECK(write(file, client_pem, sizeof client_pem - 1) == (ssize_t)sizeof client_pem - 1);
  CHECK(close(file) == 0);
}

void fixture_start(fixture *fixture) {
  tsc_error *error = NULL;
  memset(fixture, 0, sizeof *fixture);
  simulator_start(&fixture->tableau);
  fixture->ca_pem = read_file(fixture->tableau.ca_path);
  fixture->client_pem = client_pem;
  write_client_file(fixture);
  tsc_server *server = server_of(&fixture->tableau);
  CHECK_OK(tsc_server_get_info(server, NULL, &fixture->info, &error));
  tsc_session *session = sign_in_alice(server, NULL);
  fixture->user_id = copy_text(tsc_session_user_id(session));
  fixture->read_list = list_of(session, "workbooks");
  CHECK_OK(tsc_list_next(fixture->read_list, NULL, &fixture->node, &error));
  CHECK(fixture->node != NULL);

  tsc_list *list = list_of(session, "no-such-things");
  const tsc_node *node = NULL;
  CHECK(tsc_list_next(list, NULL, &node, &fixture->error) != TSC_OK);
  fixture->response = tsc_error_response(fixture->error);
  CHECK(fixture->response != NULL);
  tsc_list_free(list);
  tsc_session_free(session);

  fixture->session = sign_in_alice(server, NULL);
  tsc_server_free(server);
}

/* What the call before may have changed is made anew. */
static void refresh(fixture *fixture) {
  tsc_server_free(fixture->server);
  fixture->server = server_of(&fixture->tableau);
  if (!tsc_session_is_signed_in(fixture->session)) {
    tsc_session_free(fixture->session);
    fixture->session = sign_in_alice(fixture->server, NULL);
  }
  tsc_list_free(fixture->list);
  fixture->list = list_of(fixture->session, "workbooks");
  tsc_request_free(fixture->request);
  fixture->request = request_of(fixture->session, "GET", "workbooks");
}

void fixture_stop(fixture *fixture) {
  tsc_request_free(fixture->request);
  tsc_list_free(fixture->list);
  tsc_list_free(fixture->read_list);
  tsc_session_free(fixture->session);
  tsc_server_free(fixture->server);
  tsc_server_info_free(fixture->info);
  tsc_error_free(fixture->error);
  CHECK(unlink(fixture->client_path) == 0);
  free(fixture->ca_pem);
  free(fixture->user_id);
  simulator_stop(&fixture->tableau);
}

void call_make(call *call, fixture *fixture, const row *row, const char *replacement,
               const char *null_too) {
  refresh(fixture);
  memset(call, 0xa5, sizeof *call);
  call->fixture = fixture;
  call->replaced = row->parameter;
  call->null_too = null_too;
  call->replacement = replacement;
  call->was_replaced = 0;
  call->outputs = 0;
  for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
    if (strcmp(functions[i].name, row->function) == 0) {
      functions[i].make(call);
      CHECK(call->was_replaced);
      return;
    }
  }
  CHECK(!"the function of the row is in the table");
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
}

void call_check_refused(call *call, const char *is) {
  CHECK_NUMBER(TSC_ERROR_INVALID_ARGUMENT, call->status);
  call_check_outputs_are_empty(call);
  if (is_given(call, OUTPUT_ERROR)) {
    char reason[64];
    int length = snprintf(reason, sizeof reason, "%s is %s", call->replaced, is);
    CHECK(length > 0 && (size_t)length < sizeof reason);
    CHECK_NUMBER(TSC_ERROR_INVALID_ARGUMENT, tsc_error_status(call->error));
    CHECK_CONTAINS(reason, tsc_error_message(call->error));
    tsc_error_free(call->error);
  }
}

void call_free_outputs(call *call) {
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
