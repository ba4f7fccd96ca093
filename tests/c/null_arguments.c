/*
 * NULL for every pointer of every function: refused where it is needed, as documented where
 * it is not, and never a crash.
 */
#include "calls.h"

#include <stdio.h>
#include <stdlib.h>

static const row rows[] = {
    {"tsc_error_status", "error", GIVES_ZERO},
    {"tsc_error_message", "error", GIVES_EMPTY},
    {"tsc_error_http_status", "error", GIVES_ZERO},
    {"tsc_error_tableau_code", "error", GIVES_NULL},
    {"tsc_error_summary", "error", GIVES_NULL},
    {"tsc_error_detail", "error", GIVES_NULL},
    {"tsc_error_retry_after", "error", GIVES_MINUS_ONE},
    {"tsc_error_response", "error", GIVES_NULL},
    {"tsc_error_free", "error", DOES_NOTHING},

    {"tsc_cancellation_cancel", "cancellation", DOES_NOTHING},
    {"tsc_cancellation_is_cancelled", "cancellation", GIVES_ZERO},
    {"tsc_cancellation_free", "cancellation", DOES_NOTHING},

    {"tsc_server_new", "url", REFUSED},
    {"tsc_server_new", "server", REFUSED},
    {"tsc_server_new", "error", ALLOWED},
    {"tsc_server_new_with_environment", "url", REFUSED},
    {"tsc_server_new_with_environment", "environment", ALLOWED},
    {"tsc_server_new_with_environment", "server", REFUSED},
    {"tsc_server_new_with_environment", "error", ALLOWED},
    {"tsc_server_close_idle_connections", "server", DOES_NOTHING},
    {"tsc_server_free", "server", DOES_NOTHING},
    {"tsc_server_url", "server", GIVES_NULL},
    {"tsc_server_set_ca_path", "server", REFUSED},
    {"tsc_server_set_ca_path", "path", ALLOWED},
    {"tsc_server_set_ca_path", "error", ALLOWED},
    {"tsc_server_set_ca_pem", "server", REFUSED},
    {"tsc_server_set_ca_pem", "pem", REFUSED},
    {"tsc_server_set_ca_pem", "error", ALLOWED},
    {"tsc_server_set_verify", "server", REFUSED},
    {"tsc_server_set_verify", "error", ALLOWED},
    {"tsc_server_set_allow_http", "server", REFUSED},
    {"tsc_server_set_allow_http", "error", ALLOWED},
    {"tsc_server_set_client_certificate", "server", REFUSED},
    {"tsc_server_set_client_certificate", "cert_path", REFUSED},
    {"tsc_server_set_client_certificate", "key_path", ALLOWED},
    {"tsc_server_set_client_certificate", "error", ALLOWED},
    {"tsc_server_set_client_certificate_pem", "server", REFUSED},
    {"tsc_server_set_client_certificate_pem", "pem", REFUSED},
    {"tsc_server_set_client_certificate_pem", "error", ALLOWED},
    {"tsc_server_set_proxy", "server", REFUSED},
    {"tsc_server_set_proxy", "proxy_url", ALLOWED},
    {"tsc_server_set_proxy", "error", ALLOWED},
    {"tsc_server_set_user_agent", "server", REFUSED},
    {"tsc_server_set_user_agent", "product", ALLOWED},
    {"tsc_server_set_user_agent", "error", ALLOWED},
    {"tsc_server_set_header", "server", REFUSED},
    {"tsc_server_set_header", "name", REFUSED},
    {"tsc_server_set_header", "value", ALLOWED},
    {"tsc_server_set_header", "error", ALLOWED},
    {"tsc_server_set_timeouts", "server", REFUSED},
    {"tsc_server_set_timeouts", "error", ALLOWED},
    {"tsc_server_set_api_version", "server", REFUSED},
    {"tsc_server_set_api_version", "version", ALLOWED},
    {"tsc_server_set_api_version", "error", ALLOWED},
    {"tsc_server_get_info", "server", REFUSED},
    {"tsc_server_get_info", "cancellation", ALLOWED},
    {"tsc_server_get_info", "info", REFUSED},
    {"tsc_server_get_info", "error", ALLOWED},
    {"tsc_server_sign_in_with_personal_access_token", "server", REFUSED},
    {"tsc_server_sign_in_with_personal_access_token", "token_name", REFUSED},
    {"tsc_server_sign_in_with_personal_access_token", "token_value", REFUSED},
    {"tsc_server_sign_in_with_personal_access_token", "site", ALLOWED},
    {"tsc_server_sign_in_with_personal_access_token", "impersonated_user_id", ALLOWED},
    {"tsc_server_sign_in_with_personal_access_token", "cancellation", ALLOWED},
    {"tsc_server_sign_in_with_personal_access_token", "session", REFUSED},
    {"tsc_server_sign_in_with_personal_access_token", "error", ALLOWED},
    {"tsc_server_sign_in_with_password", "server", REFUSED},
    {"tsc_server_sign_in_with_password", "username", REFUSED},
    {"tsc_server_sign_in_with_password", "password", REFUSED},
    {"tsc_server_sign_in_with_password", "site", ALLOWED},
    {"tsc_server_sign_in_with_password", "impersonated_user_id", ALLOWED},
    {"tsc_server_sign_in_with_password", "cancellation", ALLOWED},
    {"tsc_server_sign_in_with_password", "session", REFUSED},
    {"tsc_server_sign_in_with_password", "error", ALLOWED},
    {"tsc_server_sign_in_with_json_web_token", "server", REFUSED},
    {"tsc_server_sign_in_with_json_web_token", "jwt", REFUSED},
    {"tsc_server_sign_in_with_json_web_token", "site", ALLOWED},
    {"tsc_server_sign_in_with_json_web_token", "impersonated_user_id", ALLOWED},
    {"tsc_server_sign_in_with_json_web_token", "cancellation", ALLOWED},
    {"tsc_server_sign_in_with_json_web_token", "session", REFUSED},
    {"tsc_server_sign_in_with_json_web_token", "error", ALLOWED},
    {"tsc_server_sign_in_with_unified_access_token", "server", REFUSED},
    {"tsc_server_sign_in_with_unified_access_token", "jwt", REFUSED},
    {"tsc_server_sign_in_with_unified_access_token", "site", ALLOWED_BUT_FORBIDDEN},
    {"tsc_server_sign_in_with_unified_access_token", "cancellation", ALLOWED_BUT_FORBIDDEN},
    {"tsc_server_sign_in_with_unified_access_token", "session", REFUSED},
    {"tsc_server_sign_in_with_unified_access_token", "error", ALLOWED_BUT_FORBIDDEN},
    {"tsc_server_resume_session", "server", REFUSED},
    {"tsc_server_resume_session", "token", REFUSED},
    {"tsc_server_resume_session", "cancellation", ALLOWED},
    {"tsc_server_resume_session", "session", REFUSED},
    {"tsc_server_resume_session", "error", ALLOWED},

    {"tsc_server_info_product_version", "info", GIVES_NULL},
    {"tsc_server_info_build", "info", GIVES_NULL},
    {"tsc_server_info_api_version", "info", GIVES_NULL},
    {"tsc_server_info_free", "info", DOES_NOTHING},

    {"tsc_session_sign_out", "session", REFUSED},
    {"tsc_session_sign_out", "cancellation", ALLOWED},
    {"tsc_session_sign_out", "error", ALLOWED},
    {"tsc_session_switch_site", "session", REFUSED},
    {"tsc_session_switch_site", "site", ALLOWED},
    {"tsc_session_switch_site", "cancellation", ALLOWED},
    {"tsc_session_switch_site", "error", ALLOWED},
    {"tsc_session_revoke_server_admin_tokens", "session", REFUSED},
    {"tsc_session_revoke_server_admin_tokens", "cancellation", ALLOWED_BUT_FORBIDDEN},
    {"tsc_session_revoke_server_admin_tokens", "error", ALLOWED_BUT_FORBIDDEN},
    {"tsc_session_free", "session", DOES_NOTHING},
    {"tsc_session_is_signed_in", "session", GIVES_ZERO},
    {"tsc_session_server_url", "session", GIVES_NULL},
    {"tsc_session_api_version", "session", GIVES_NULL},
    {"tsc_session_token", "session", GIVES_NULL},
    {"tsc_session_site_id", "session", GIVES_NULL},
    {"tsc_session_site_content_url", "session", GIVES_NULL},
    {"tsc_session_user_id", "session", GIVES_NULL},
    {"tsc_session_estimated_time_to_expiration", "session", GIVES_NULL},
    {"tsc_session_list", "session", REFUSED},
    {"tsc_session_list", "path", REFUSED},
    {"tsc_session_list", "list", REFUSED},
    {"tsc_session_list", "error", ALLOWED},

    {"tsc_list_set_page_size", "list", REFUSED},
    {"tsc_list_set_page_size", "error", ALLOWED},
    {"tsc_list_add_filter", "list", REFUSED},
    {"tsc_list_add_filter", "field", REFUSED},
    {"tsc_list_add_filter", "op", REFUSED},
    {"tsc_list_add_filter", "value", REFUSED},
    {"tsc_list_add_filter", "error", ALLOWED},
    {"tsc_list_add_sort", "list", REFUSED},
    {"tsc_list_add_sort", "field", REFUSED},
    {"tsc_list_add_sort", "error", ALLOWED},
    {"tsc_list_set_parameter", "list", REFUSED},
    {"tsc_list_set_parameter", "name", REFUSED},
    {"tsc_list_set_parameter", "value", REFUSED},
    {"tsc_list_set_parameter", "error", ALLOWED},
    {"tsc_list_total_available", "list", REFUSED},
    {"tsc_list_total_available", "cancellation", ALLOWED},
    {"tsc_list_total_available", "total", REFUSED},
    {"tsc_list_total_available", "error", ALLOWED},
    {"tsc_list_next", "list", REFUSED},
    {"tsc_list_next", "cancellation", ALLOWED},
    {"tsc_list_next", "node", REFUSED},
    {"tsc_list_next", "error", ALLOWED},
    {"tsc_list_free", "list", DOES_NOTHING},

    {"tsc_node_name", "node", GIVES_NULL},
    {"tsc_node_text", "node", GIVES_NULL},
    {"tsc_node_attribute", "node", GIVES_NULL},
    {"tsc_node_attribute", "name", GIVES_NULL},
    {"tsc_node_attribute_count", "node", GIVES_ZERO},
    {"tsc_node_attribute_name_at", "node", GIVES_NULL},
    {"tsc_node_attribute_value_at", "node", GIVES_NULL},
    {"tsc_node_child_count", "node", GIVES_ZERO},
    {"tsc_node_child_at", "node", GIVES_NULL},
    {"tsc_node_child", "node", GIVES_NULL},
    {"tsc_node_child", "name", GIVES_NULL},

    {"tsc_session_request", "session", REFUSED},
    {"tsc_session_request", "method", REFUSED},
    {"tsc_session_request", "path", REFUSED},
    {"tsc_session_request", "request", REFUSED},
    {"tsc_session_request", "error", ALLOWED},
    {"tsc_request_set_parameter", "request", REFUSED},
    {"tsc_request_set_parameter", "name", REFUSED},
    {"tsc_request_set_parameter", "value", REFUSED},
    {"tsc_request_set_parameter", "error", ALLOWED},
    {"tsc_request_set_header", "request", REFUSED},
    {"tsc_request_set_header", "name", REFUSED},
    {"tsc_request_set_header", "value", ALLOWED},
    {"tsc_request_set_header", "error", ALLOWED},
    {"tsc_request_set_body", "request", REFUSED},
    {"tsc_request_set_body", "content_type", ALLOWED},
    {"tsc_request_set_body", "data", REFUSED},
    {"tsc_request_set_body", "error", ALLOWED},
    {"tsc_request_set_max_response_size", "request", REFUSED},
    {"tsc_request_set_max_response_size", "error", ALLOWED},
    {"tsc_request_send", "request", REFUSED},
    {"tsc_request_send", "cancellation", ALLOWED},
    {"tsc_request_send", "response", REFUSED},
    {"tsc_request_send", "error", ALLOWED},
    {"tsc_request_free", "request", DOES_NOTHING},

    {"tsc_response_status", "response", GIVES_ZERO},
    {"tsc_response_header", "response", GIVES_NULL},
    {"tsc_response_header", "name", GIVES_NULL},
    {"tsc_response_header_count", "response", GIVES_ZERO},
    {"tsc_response_header_name_at", "response", GIVES_NULL},
    {"tsc_response_header_value_at", "response", GIVES_NULL},
    {"tsc_response_body", "response", GIVES_NULL},
    {"tsc_response_body", "length", GIVES_SOMETHING},
    {"tsc_response_root", "response", GIVES_NULL},
    {"tsc_response_free", "response", DOES_NOTHING},
};

static const size_t row_count = sizeof rows / sizeof rows[0];

static void run(fixture *fixture, const row *row) {
  call call;
  call_make(&call, fixture, row, NULL, NULL);
  switch (row->outcome) {
  case REFUSED:
    call_check_refused(&call, "NULL");
    /* Nor does a caller who wants no error get into trouble. */
    call_make(&call, fixture, row, NULL, "error");
    call_check_refused(&call, "NULL");
    break;
  case ALLOWED:
    CHECK_NUMBER(TSC_OK, call.status);
    call_free_outputs(&call);
    break;
  case ALLOWED_BUT_FORBIDDEN:
    CHECK(call.status == TSC_ERROR_FORBIDDEN || call.status == TSC_ERROR_SIGN_IN_FAILED);
    if (call.outputs & OUTPUT_ERROR) {
      tsc_error_free(call.error);
    }
    break;
  case GIVES_NULL:
    CHECK(call.pointer == NULL);
    call_check_outputs_are_empty(&call);
    break;
  case GIVES_EMPTY:
    CHECK_TEXT("", call.pointer);
    break;
  case GIVES_SOMETHING:
    CHECK(call.pointer != NULL);
    break;
  case GIVES_ZERO:
    CHECK_NUMBER(0, call.number);
    break;
  case GIVES_MINUS_ONE:
    CHECK_NUMBER(-1, call.number);
    break;
  case DOES_NOTHING:
    break;
  case NO_CERTIFICATE:
    CHECK(!"an outcome of NULL");
  }
}

static void no_pem_of_no_length_is_the_system_again(const fixture *fixture) {
  tsc_server *server = server_of(&fixture->tableau);
  tsc_server_info *info = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_server_set_ca_pem(server, NULL, 0, &error));
  CHECK_CALL(TSC_ERROR_CERTIFICATE, tsc_server_get_info(server, NULL, &info, &error));
  tsc_server_free(server);
}

int main(int argc, char **argv) {
  rows_list_if_asked(argc, argv, rows, row_count);
  fixture fixture;
  fixture_start(&fixture);
  for (size_t i = 0; i < row_count; i++) {
    /* Seen when a check fails, or the program dies. */
    printf("%s(%s = NULL)\n", rows[i].function, rows[i].parameter);
    fflush(stdout);
    run(&fixture, &rows[i]);
  }
  no_pem_of_no_length_is_the_system_again(&fixture);
  fixture_stop(&fixture);
  return EXIT_SUCCESS;
}
