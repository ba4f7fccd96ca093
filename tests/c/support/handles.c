#include "handles.h"

#include "checks.h"

#include <stdio.h>
#include <string.h>

void check_call(tsc_status expected, tsc_status actual, tsc_error **error, const char *what,
                const char *file, int line) {
  if (expected != actual) {
    fprintf(stderr, "%s returned %s and should return %s: %s\n", what, tsc_status_name(actual),
            tsc_status_name(expected), tsc_error_message(*error));
    fail_at(file, line);
  }
  check((actual == TSC_OK) == (*error == NULL), "there is an error if the call failed", file, line);
  check(tsc_error_status(*error) == actual, "the error has the status of the call", file, line);
  tsc_error_free(*error);
  *error = NULL;
}

/* A part that each session token of the simulator has. */
#define TOKEN_MARK "==|"

/* A text of an event is one line without a secret. */
static void check_event_text(const char *text) {
  if (text) {
    CHECK(strpbrk(text, "\r\n\t") == NULL);
    CHECK(strstr(text, TOKEN_MARK) == NULL);
    CHECK(strstr(text, DEMO_TOKEN_VALUE) == NULL);
    CHECK(strstr(text, "alice-password") == NULL);
  }
}

static void TSC_CALL look_at_event(const tsc_event *event, void *user_data) {
  (void)user_data;
  check_event_text(tsc_event_message(event));
  check_event_text(tsc_event_method(event));
  check_event_text(tsc_event_url(event));
  check_event_text(tsc_event_request_id(event));
}

tsc_server *server_of(const simulator *simulator) {
  tsc_server *server = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_server_new(simulator->https_url, &server, &error));
  CHECK_OK(tsc_server_set_ca_path(server, simulator->ca_path, &error));
  CHECK_OK(tsc_server_set_retry(server, 1, 0, &error));
  CHECK_OK(tsc_server_set_event_callback(server, look_at_event, NULL, NULL, &error));
  return server;
}

tsc_session *sign_in_demo(tsc_server *server, const char *site) {
  tsc_session *session = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_server_sign_in_with_personal_access_token(server, DEMO_TOKEN_NAME, DEMO_TOKEN_VALUE,
                                                         site, NULL, NULL, &session, &error));
  return session;
}

tsc_session *sign_in_alice(tsc_server *server, const char *site) {
  tsc_session *session = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_server_sign_in_with_password(server, "alice", "alice-password", site, NULL, NULL,
                                            &session, &error));
  return session;
}

tsc_list *list_of(tsc_session *session, const char *path) {
  tsc_list *list = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_session_list(session, path, &list, &error));
  return list;
}

tsc_request *request_of(tsc_session *session, const char *method, const char *path) {
  tsc_request *request = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_session_request(session, method, path, &request, &error));
  return request;
}
