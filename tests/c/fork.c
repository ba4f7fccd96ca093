/*
 * A forked child can free what it inherited, and nothing else with it; it can make its own.
 * The parent does not notice.
 */
#define _POSIX_C_SOURCE 200809L

#include "support.h"

#include <stdlib.h>
#include <unistd.h>

static simulator tableau;

/* What the parent has when it forks. */
typedef struct handles {
  tsc_server *server;
  tsc_session *session;
  tsc_list *list;
  tsc_request *request;
  tsc_cancellation *cancellation;
} handles;

static void calls_are_refused(const handles *inherited) {
  tsc_server_info *info = NULL;
  tsc_session *session = NULL;
  tsc_list *list = NULL;
  const tsc_node *node = NULL;
  uint64_t total = 0;
  tsc_error *error = NULL;
  const tsc_status refused = TSC_ERROR_INVALID_STATE;
  tsc_server *server = inherited->server;
  CHECK_CALL(refused, tsc_server_set_ca_path(server, NULL, &error));
  CHECK_CALL(refused, tsc_server_set_ca_pem(server, NULL, 0, &error));
  CHECK_CALL(refused, tsc_server_set_verify(server, 0, &error));
  CHECK_CALL(refused, tsc_server_set_allow_http(server, 1, &error));
  CHECK_CALL(refused, tsc_server_set_client_certificate(server, NULL, NULL, &error));
  CHECK_CALL(refused, tsc_server_set_client_certificate_pem(server, NULL, 0, &error));
  CHECK_CALL(refused, tsc_server_set_proxy(server, NULL, &error));
  CHECK_CALL(refused, tsc_server_set_user_agent(server, NULL, &error));
  CHECK_CALL(refused, tsc_server_set_header(server, "x", NULL, &error));
  CHECK_CALL(refused, tsc_server_set_timeouts(server, 1, 1, 1, &error));
  CHECK_CALL(refused, tsc_server_set_api_version(server, NULL, &error));
  CHECK_CALL(refused, tsc_server_get_info(server, NULL, &info, &error));
  CHECK_CALL(refused, tsc_server_sign_in_with_personal_access_token(server, DEMO_TOKEN_NAME,
                                                                    DEMO_TOKEN_VALUE, NULL, NULL,
                                                                    NULL, &session, &error));
  CHECK_CALL(refused, tsc_server_sign_in_with_password(server, "alice", "alice-password", NULL,
                                                       NULL, NULL, &session, &error));
  CHECK_CALL(refused, tsc_session_switch_site(inherited->session, "marketing", NULL, &error));
  CHECK_CALL(refused, tsc_session_list(inherited->session, "workbooks", &list, &error));
  CHECK_CALL(refused, tsc_session_sign_out(inherited->session, NULL, &error));
  CHECK_CALL(refused, tsc_list_set_page_size(inherited->list, 10, &error));
  CHECK_CALL(refused, tsc_list_add_filter(inherited->list, "name", "eq", "x", &error));
  CHECK_CALL(refused, tsc_list_add_sort(inherited->list, "name", 0, &error));
  CHECK_CALL(refused, tsc_list_set_parameter(inherited->list, "fields", "_all_", &error));
  CHECK_CALL(refused, tsc_list_total_available(inherited->list, NULL, &total, &error));
  tsc_request *request = NULL;
  tsc_response *response = NULL;
  CHECK_CALL(refused,
             tsc_session_request(inherited->session, "GET", "workbooks", &request, &error));
  CHECK_CALL(refused, tsc_request_set_parameter(inherited->request, "fields", "_all_", &error));
  CHECK_CALL(refused, tsc_request_set_header(inherited->request, "Accept", NULL, &error));
  CHECK_CALL(refused, tsc_request_set_body(inherited->request, NULL, "x", 1, &error));
  CHECK_CALL(refused, tsc_request_set_max_response_size(inherited->request, 1, &error));
  CHECK_CALL(refused, tsc_request_send(inherited->request, NULL, &response, &error));
  CHECK_NUMBER(refused, tsc_list_next(inherited->list, NULL, &node, &error));
  CHECK_CONTAINS("fork", tsc_error_message(error));
  tsc_error_free(error);
}

static void cancellations_are_refused(tsc_cancellation *inherited) {
  tsc_server *server = server_of(&tableau);
  tsc_server_info *info = NULL;
  tsc_error *error = NULL;
  tsc_cancellation_cancel(inherited);
  CHECK_NUMBER(0, tsc_cancellation_is_cancelled(inherited));
  CHECK_CALL(TSC_ERROR_INVALID_STATE, tsc_server_get_info(server, inherited, &info, &error));
  tsc_server_free(server);
}

static void getters_give_nothing(const handles *inherited) {
  CHECK(tsc_server_url(inherited->server) == NULL);
  CHECK_NUMBER(0, tsc_session_is_signed_in(inherited->session));
  CHECK(tsc_session_server_url(inherited->session) == NULL);
  CHECK(tsc_session_api_version(inherited->session) == NULL);
  CHECK(tsc_session_token(inherited->session) == NULL);
  CHECK(tsc_session_site_id(inherited->session) == NULL);
  CHECK(tsc_session_site_content_url(inherited->session) == NULL);
  CHECK(tsc_session_user_id(inherited->session) == NULL);
  CHECK(tsc_session_estimated_time_to_expiration(inherited->session) == NULL);
}

static void new_handles_work(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_alice(server, NULL);
  tsc_list *list = list_of(session, "workbooks");
  const tsc_node *node = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_list_next(list, NULL, &node, &error));
  CHECK_TEXT("Superstore", tsc_node_attribute(node, "name"));
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  tsc_list_free(list);
  tsc_session_free(session);
  tsc_server_free(server);
}

static void free_all(const handles *handles) {
  tsc_server_free(handles->server);
  tsc_session_free(handles->session);
  tsc_list_free(handles->list);
  tsc_request_free(handles->request);
  tsc_cancellation_free(handles->cancellation);
}

static void be_the_child(const handles *inherited) {
  calls_are_refused(inherited);
  cancellations_are_refused(inherited->cancellation);
  getters_give_nothing(inherited);
  new_handles_work();
  free_all(inherited);
  new_handles_work();
}

static void read_pages(tsc_list *list, int items) {
  const tsc_node *node = NULL;
  tsc_error *error = NULL;
  for (int i = 0; i < items; i++) {
    CHECK_OK(tsc_list_next(list, NULL, &node, &error));
    CHECK(node != NULL);
  }
}

int main(void) {
  simulator_start(&tableau);
  tsc_error *error = NULL;
  handles own;
  own.server = server_of(&tableau);
  own.session = sign_in_demo(own.server, NULL);
  own.list = list_of(own.session, "workbooks");
  own.request = request_of(own.session, "GET", "workbooks");
  own.cancellation = tsc_cancellation_new();
  read_pages(own.list, 1);
  unsigned long connection = simulator_last_connection(&tableau, "/workbooks");

  pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    be_the_child(&own);
    _exit(EXIT_SUCCESS);
  }
  await_child(child);

  /* The next page comes over the connection that the child had a copy of. */
  simulator_clear_requests(&tableau);
  read_pages(own.list, 1500);
  CHECK_NUMBER((int64_t)connection, (int64_t)simulator_last_connection(&tableau, "/workbooks"));
  CHECK(!tsc_cancellation_is_cancelled(own.cancellation));
  CHECK_OK(tsc_session_switch_site(own.session, "marketing", own.cancellation, &error));
  CHECK_OK(tsc_session_sign_out(own.session, NULL, &error));
  free_all(&own);
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
