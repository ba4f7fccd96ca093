/*
 * Credentials that are kept for the renewal of a session, asked for, or made for each sign-in:
 * which of them are in memory, and until when.
 */
#define _POSIX_C_SOURCE 200809L

#include "child.h"
#include "memory_search.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static simulator tableau;

static void control(const char *method, const char *path, const char *body) {
  free(simulator_control(&tableau, method, path, body));
}

/* A child process does it, so that no text of it is in this process's memory. */
static void control_elsewhere(const char *method, const char *path, const char *body) {
  pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    control(method, path, body);
    _exit(EXIT_SUCCESS);
  }
  await_child(child);
}

static void end_sessions(void) { control_elsewhere("POST", "/sessions/end", "{}"); }

static tsc_server *renewing_server(void) {
  tsc_error *error = NULL;
  tsc_server *server = server_of(&tableau);
  CHECK_OK(tsc_server_set_renewal(server, 1, &error));
  return server;
}

static tsc_status read_projects(tsc_session *session) {
  tsc_list *list = list_of(session, "projects");
  uint64_t total = 0;
  tsc_status status = tsc_list_total_available(list, NULL, &total, NULL);
  tsc_list_free(list);
  return status;
}

static void kept_credentials_are_wiped_at_sign_out(void) {
  scrambled value = scramble(DEMO_TOKEN_VALUE);
  tsc_error *error = NULL;
  tsc_server *server = renewing_server();
  tsc_session *session = sign_in_demo(server, NULL);
  CHECK_OCCURS(1, &value);
  end_sessions();
  CHECK_NUMBER(TSC_OK, read_projects(session));
  CHECK_OCCURS(1, &value);
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  CHECK_OCCURS(0, &value);
  tsc_session_free(session);
  tsc_server_free(server);
}

static void kept_credentials_are_wiped_with_the_session(void) {
  scrambled value = scramble(DEMO_TOKEN_VALUE);
  tsc_server *server = renewing_server();
  tsc_session *session = sign_in_demo(server, NULL);
  tsc_list *list = list_of(session, "projects");
  tsc_session_free(session);
  /* The list renews the session, too. */
  CHECK_OCCURS(1, &value);
  tsc_list_free(list);
  CHECK_OCCURS(0, &value);
  tsc_server_free(server);
}

static void kept_credentials_are_wiped_when_the_server_refuses_them(void) {
  scrambled value = scramble(DEMO_TOKEN_VALUE);
  tsc_server *server = renewing_server();
  tsc_session *session = sign_in_demo(server, NULL);
  end_sessions();
  control_elsewhere("POST", "/sign-ins", "{\"credentials\": \"demo-token\", \"refuse\": true}");
  CHECK_NUMBER(TSC_ERROR_SESSION_EXPIRED, read_projects(session));
  CHECK_OCCURS(0, &value);
  control_elsewhere("DELETE", "/sign-ins", NULL);
  tsc_session_free(session);
  tsc_server_free(server);
}

static void credentials_are_not_kept_without_renewal(void) {
  scrambled value = scramble(DEMO_TOKEN_VALUE);
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_demo(server, NULL);
  CHECK_OCCURS(0, &value);
  tsc_session_free(session);
  tsc_server_free(server);
}

static int32_t TSC_CALL give_token(tsc_credentials *credentials, void *user_data) {
  (void)user_data;
  CHECK_NUMBER(TSC_OK, tsc_credentials_set_personal_access_token(credentials, DEMO_TOKEN_NAME,
                                                                 DEMO_TOKEN_VALUE, NULL));
  return 1;
}

static void credentials_of_a_callback_are_not_kept(void) {
  scrambled value = scramble(DEMO_TOKEN_VALUE);
  tsc_error *error = NULL;
  tsc_session *session = NULL;
  tsc_server *server = server_of(&tableau);
  CHECK_OK(tsc_server_sign_in_with_callback(server, give_token, NULL, NULL, NULL, NULL, &session,
                                            &error));
  CHECK_OCCURS(0, &value);
  end_sessions();
  CHECK_NUMBER(TSC_OK, read_projects(session));
  CHECK_OCCURS(0, &value);
  scrambled token = scramble(tsc_session_token(session));
  tsc_session_free(session);
  tsc_server_free(server);
  CHECK_OCCURS(0, &token);
}

/*
 * The signature of the last sign-in's JSON web token, its last part, which is as short as a
 * scrambled text. In the log, which is JSON, the quotes around the token are escaped.
 */
static scrambled signature_of_web_token(void) {
  return last_recorded(&tableau, "jwt=\\\"", "\\\"", ".");
}

static void connected_app_leaves_no_secret(int is_renewed) {
  scrambled value = scramble(CONNECTED_APP_SECRET_VALUE);
  tsc_error *error = NULL;
  tsc_session *session = NULL;
  tsc_server *server = is_renewed ? renewing_server() : server_of(&tableau);
  CHECK_OK(tsc_server_sign_in_with_connected_app(
      server, CONNECTED_APP_CLIENT_ID, CONNECTED_APP_SECRET_ID, CONNECTED_APP_SECRET_VALUE, "alice",
      "tableau:content:read", NULL, NULL, NULL, &session, &error));
  scrambled signature = signature_of_web_token();
  CHECK_OCCURS(is_renewed, &value);
  CHECK_OCCURS(0, &signature);
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  tsc_session_free(session);
  tsc_server_free(server);
  CHECK_BLOCKS_OCCUR(0, &value);
  CHECK_BLOCKS_OCCUR(0, &signature);
}

int main(void) {
  simulator_start(&tableau);
  kept_credentials_are_wiped_at_sign_out();
  kept_credentials_are_wiped_with_the_session();
  kept_credentials_are_wiped_when_the_server_refuses_them();
  credentials_are_not_kept_without_renewal();
  credentials_of_a_callback_are_not_kept();
  connected_app_leaves_no_secret(0);
  connected_app_leaves_no_secret(1);
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
