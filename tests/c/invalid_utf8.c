/*
 * Text that is not UTF-8 for every string of every function: refused, and nothing of it
 * reaches the server.
 */
#include "calls.h"

#include <stdio.h>
#include <stdlib.h>

static const row rows[] = {
    {"tsc_server_new", "url", REFUSED},
    {"tsc_server_new_with_environment", "url", REFUSED},
    {"tsc_server_set_ca_path", "path", REFUSED},
    {"tsc_server_set_ca_pem", "pem", NO_CERTIFICATE},
    {"tsc_server_set_client_certificate", "cert_path", REFUSED},
    {"tsc_server_set_client_certificate", "key_path", REFUSED},
    {"tsc_server_set_client_certificate_pem", "pem", NO_CERTIFICATE},
    {"tsc_server_set_proxy", "proxy_url", REFUSED},
    {"tsc_server_set_user_agent", "product", REFUSED},
    {"tsc_server_set_header", "name", REFUSED},
    {"tsc_server_set_header", "value", REFUSED},
    {"tsc_server_set_api_version", "version", REFUSED},
    {"tsc_server_sign_in_with_personal_access_token", "token_name", REFUSED},
    {"tsc_server_sign_in_with_personal_access_token", "token_value", REFUSED},
    {"tsc_server_sign_in_with_personal_access_token", "site", REFUSED},
    {"tsc_server_sign_in_with_personal_access_token", "impersonated_user_id", REFUSED},
    {"tsc_server_sign_in_with_password", "username", REFUSED},
    {"tsc_server_sign_in_with_password", "password", REFUSED},
    {"tsc_server_sign_in_with_password", "site", REFUSED},
    {"tsc_server_sign_in_with_password", "impersonated_user_id", REFUSED},
    {"tsc_server_sign_in_with_json_web_token", "jwt", REFUSED},
    {"tsc_server_sign_in_with_json_web_token", "site", REFUSED},
    {"tsc_server_sign_in_with_json_web_token", "impersonated_user_id", REFUSED},
    {"tsc_server_sign_in_with_unified_access_token", "jwt", REFUSED},
    {"tsc_server_sign_in_with_unified_access_token", "site", REFUSED},
    {"tsc_server_resume_session", "token", REFUSED},
    {"tsc_session_switch_site", "site", REFUSED},
    {"tsc_session_list", "path", REFUSED},
    {"tsc_list_add_filter", "field", REFUSED},
    {"tsc_list_add_filter", "op", REFUSED},
    {"tsc_list_add_filter", "value", REFUSED},
    {"tsc_list_add_sort", "field", REFUSED},
    {"tsc_list_set_parameter", "name", REFUSED},
    {"tsc_list_set_parameter", "value", REFUSED},
    {"tsc_session_request", "method", REFUSED},
    {"tsc_session_request", "path", REFUSED},
    {"tsc_request_set_parameter", "name", REFUSED},
    {"tsc_request_set_parameter", "value", REFUSED},
    {"tsc_request_set_header", "name", REFUSED},
    {"tsc_request_set_header", "value", REFUSED},
    {"tsc_request_set_body", "content_type", REFUSED},
    {"tsc_node_attribute", "name", GIVES_NULL},
    {"tsc_node_child", "name", GIVES_NULL},
    {"tsc_response_header", "name", GIVES_NULL},
};

static const size_t row_count = sizeof rows / sizeof rows[0];

static const struct {
  const char *kind;
  const char *text;
} texts[] = {
    {"a continuation byte by itself", "name\x80"},
    {"a continuation byte too many", "\xc3\xa9\xa9"},
    {"a slash in two bytes", "name\xc0\xaf"},
    {"a slash in three bytes", "\xe0\x80\xafname"},
    {"a surrogate", "name \xed\xa0\x80 name"},
    {"a code point over U+10FFFF", "\xf4\x90\x80\x80"},
    {"a character cut off at the end", "name\xe2\x82"},
    {"a character cut off by another", "\xf0\x9f\x94name"},
    {"a byte that is never used", "\xff"},
    {"Latin-1", "M\xfcller"},
};

static const size_t text_count = sizeof texts / sizeof texts[0];

static void run(fixture *fixture, const row *row, const char *text) {
  call call;
  call_make(&call, fixture, row, text, NULL);
  switch (row->outcome) {
  case REFUSED:
    call_check_refused(&call, "not UTF-8");
    break;
  case NO_CERTIFICATE:
    CHECK_NUMBER(TSC_ERROR_CA_PATH, call.status);
    CHECK_NUMBER(TSC_ERROR_CA_PATH, tsc_error_status(call.error));
    tsc_error_free(call.error);
    break;
  case GIVES_NULL:
    CHECK(call.pointer == NULL);
    break;
  default:
    CHECK(!"an outcome of text");
  }
}

int main(int argc, char **argv) {
  rows_list_if_asked(argc, argv, rows, row_count);
  fixture fixture;
  fixture_start(&fixture);
  simulator_clear_requests(&fixture.tableau);
  for (size_t i = 0; i < row_count; i++) {
    for (size_t kind = 0; kind < text_count; kind++) {
      /* Seen when a check fails, or the program dies. */
      printf("%s(%s = %s)\n", rows[i].function, rows[i].parameter, texts[kind].kind);
      fflush(stdout);
      run(&fixture, &rows[i], texts[kind].text);
    }
  }
  CHECK_NUMBER(0, (int64_t)simulator_requests(&fixture.tableau, ""));
  fixture_stop(&fixture);
  return EXIT_SUCCESS;
}
