/*
 * A program forks in a callback. The child can return from it and exit. What was given before the
 * fork is neither called nor freed there, and nothing is sent. The parent does not notice.
 */
#define _POSIX_C_SOURCE 200809L

#include "child.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static simulator tableau;
static pid_t child;
static int calls;
static int frees;

static void TSC_CALL count_free(void *user_data) {
  CHECK(user_data == &frees);
  frees++;
}

static void TSC_CALL fork_once(const tsc_event *event, void *user_data) {
  CHECK(event != NULL && user_data == &frees);
  calls++;
  if (calls == 1) {
    child = fork();
    CHECK(child >= 0);
    /* In the child, too. */
    CHECK(tsc_event_message(event) != NULL);
  }
}

static int32_t TSC_CALL fork_and_give(tsc_credentials *credentials, void *user_data) {
  CHECK(user_data == &frees);
  calls++;
  child = fork();
  CHECK(child >= 0);
  tsc_status expected = child == 0 ? TSC_ERROR_INVALID_STATE : TSC_OK;
  CHECK_NUMBER(expected,
               tsc_credentials_set_password(credentials, "alice", "alice-password", NULL));
  return 1;
}

static void in_an_event(void) {
  tsc_server *server = server_of(&tableau);
  tsc_server_info *info = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_server_set_event_callback(server, fork_once, &frees, count_free, &error));
  tsc_status status = tsc_server_get_info(server, NULL, &info, &error);
  if (child == 0) {
    /* The response has arrived before its event, so the call may also succeed. */
    CHECK(status == TSC_OK || status == TSC_ERROR_INVALID_STATE);
    CHECK_NUMBER(1, calls);
    tsc_server_info_free(info);
    tsc_error_free(error);
    tsc_server_free(server);
    CHECK_NUMBER(0, frees);
    exit(EXIT_SUCCESS);
  }
  CHECK_NUMBER(TSC_OK, status);
  await_child(child);
  CHECK(calls > 1);
  tsc_server_info_free(info);
  tsc_server_free(server);
  CHECK_NUMBER(1, frees);
}

/* The events of a sign-in come between its requests: the child sends none. */
static void in_an_event_of_a_sign_in(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = NULL;
  tsc_error *error = NULL;
  calls = 0;
  frees = 0;
  free(simulator_control(&tableau, "DELETE", "/requests", NULL));
  CHECK_OK(tsc_server_set_event_callback(server, fork_once, &frees, count_free, &error));
  tsc_status status = tsc_server_sign_in_with_password(server, "alice", "alice-password", NULL,
                                                       NULL, NULL, &session, &error);
  if (child == 0) {
    CHECK_NUMBER(TSC_ERROR_INVALID_STATE, status);
    CHECK_NUMBER(1, calls);
    tsc_error_free(error);
    tsc_server_free(server);
    CHECK_NUMBER(0, frees);
    exit(EXIT_SUCCESS);
  }
  CHECK_NUMBER(TSC_OK, status);
  await_child(child);
  char *counts = simulator_control(&tableau, "GET", "/counts", NULL);
  CHECK(strstr(counts, "\"password\":1") != NULL || strstr(counts, "\"password\": 1") != NULL);
  free(counts);
  tsc_session_free(session);
  tsc_server_free(server);
  CHECK_NUMBER(1, frees);
}

static void in_a_sign_in(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = NULL;
  tsc_error *error = NULL;
  calls = 0;
  frees = 0;
  tsc_status status = tsc_server_sign_in_with_callback(server, fork_and_give, &frees, count_free,
                                                       NULL, NULL, &session, &error);
  if (child == 0) {
    CHECK_NUMBER(TSC_ERROR_INVALID_STATE, status);
    CHECK_NUMBER(0, frees);
    tsc_error_free(error);
    tsc_server_free(server);
    exit(EXIT_SUCCESS);
  }
  CHECK_NUMBER(TSC_OK, status);
  await_child(child);
  CHECK_NUMBER(1, calls);
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  tsc_session_free(session);
  tsc_server_free(server);
  CHECK_NUMBER(1, frees);
}

int main(void) {
  simulator_start(&tableau);
  in_an_event();
  in_an_event_of_a_sign_in();
  in_a_sign_in();
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
