/*
 * No secret remains in the process's memory once its handles are freed: the test searches all of
 * it, as one would search a core dump.
 *
 * The test's own copies are scrambled, so that it does not find those. Literals are in read-only
 * memory, which is not searched.
 */
#define _POSIX_C_SOURCE 200809L

#include "child.h"
#include "memory_search.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static simulator tableau;

static void search_finds_a_known_secret(void) {
  scrambled secret = scramble("a needle in a haystack");
  CHECK_OCCURS(0, &secret);
  char *copy = copy_text("a needle in a haystack");
  CHECK_OCCURS(1, &secret);
  memset(copy, 0, strlen(copy));
  CHECK_OCCURS(0, &secret);
  free(copy);
}

/* The token of the last request that had one: no getter lends it. */
static scrambled token_in_use(void) {
  return last_recorded(&tableau, "[\"x-tableau-auth\",\"", "\"", NULL);
}

static void read_an_item(tsc_session *session) {
  tsc_list *list = list_of(session, "workbooks");
  const tsc_node *node = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_list_next(list, NULL, &node, &error));
  tsc_list_free(list);
}

static void session_leaves_no_secret(tsc_session *(*sign_in)(tsc_server *, const char *),
                                     const scrambled *secret) {
  tsc_error *error = NULL;
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in(server, NULL);
  read_an_item(session);
  scrambled token = scramble(tsc_session_token(session));
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  tsc_session_free(session);
  tsc_server_free(server);
  CHECK_OCCURS(0, secret);
  CHECK_OCCURS(0, &token);
}

static void refused_sign_in_leaves_no_secret(void) {
  static const char wrong[] = "<a&b\"unmistakable/'c>";
  /* The part of the secret that no encoding changes. */
  scrambled secret = scramble("unmistakable");
  tsc_error *error = NULL;
  tsc_session *session = NULL;
  tsc_server *server = server_of(&tableau);
  CHECK_CALL(
      TSC_ERROR_SIGN_IN_FAILED,
      tsc_server_sign_in_with_password(server, "alice", wrong, NULL, NULL, NULL, &session, &error));
  tsc_server_free(server);
  CHECK_OCCURS(0, &secret);
}

/*
 * The response repeats the request, so its secrets pass through all code that reads an error. Each
 * block of a secret may remain on the stack where it was copied.
 */
#define ECHOED_SECRET "0q1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5H6j7K8l9Z"

static void arm_echo(const char *path) {
  char fault[1024] = "";
  strcat(fault, "{\"path\": \"");
  strcat(fault, path);
  strcat(fault, "\", \"action\": {\"answer\": {\"status\": 401, \"headers\": "
                "[[\"Content-Type\", \"application/xml\"], [\"X-Echo\", \"" ECHOED_SECRET
                "\"]], \"body\": \"<tsResponse xmlns='http://tableau.com/api'><error code='401001'>"
                "<summary>no</summary><detail>password=" ECHOED_SECRET
                " is wrong</detail></error></tsResponse>\"}}}");
  simulator_arm_fault(&tableau, fault);
}

/* A child process arms the fault, so that its text is not in this process's memory. */
static void arm_echo_elsewhere(const char *path) {
  pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    arm_echo(path);
    _exit(EXIT_SUCCESS);
  }
  await_child(child);
}

static void error_that_repeats_a_secret_leaves_no_block(void) {
  scrambled secret = scramble(ECHOED_SECRET);
  tsc_error *error = NULL;
  tsc_session *session = NULL;
  tsc_response *response = NULL;
  tsc_server *server = server_of(&tableau);
  CHECK_BLOCKS_OCCUR(0, &secret);
  arm_echo_elsewhere("/auth/signin");
  CHECK_BLOCKS_OCCUR(0, &secret);
  CHECK_NUMBER(TSC_ERROR_SIGN_IN_FAILED,
               tsc_server_sign_in_with_password(server, "alice", ECHOED_SECRET, NULL, NULL, NULL,
                                                &session, &error));
  CHECK(strstr(tsc_error_message(error), "password=***") != NULL);
  tsc_error_free(error);
  /* TLS may keep what it decrypted last as long as a connection lives. */
  tsc_server_free(server);
  CHECK_BLOCKS_OCCUR(0, &secret);

  server = server_of(&tableau);
  session = sign_in_alice(server, NULL);
  arm_echo_elsewhere("/users");
  tsc_request *request = request_of(session, "GET", "users");
  CHECK_OK(tsc_request_set_header(request, "Authorization", "Bearer " ECHOED_SECRET, &error));
  CHECK_NUMBER(TSC_ERROR_SESSION_EXPIRED, tsc_request_send(request, NULL, &response, &error));
  CHECK(strstr(tsc_error_message(error), "password=***") != NULL);
  tsc_request_free(request);
  tsc_error_free(error);
  tsc_session_free(session);
  tsc_server_free(server);
  CHECK_BLOCKS_OCCUR(0, &secret);
}

static void password_is_wiped_after_the_sign_in(void) {
  scrambled password = scramble("alice-password");
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_alice(server, NULL);
  CHECK_OCCURS(0, &password);
  tsc_session_free(session);
  tsc_server_free(server);
}

static void token_is_wiped_at_sign_out(int items) {
  tsc_error *error = NULL;
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_alice(server, NULL);
  for (int i = 0; i < items; i++) {
    read_an_item(session);
  }
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  scrambled token = token_in_use();
  CHECK_OCCURS(0, &token);
  tsc_session_free(session);
  tsc_server_free(server);
}

static void old_token_is_wiped_at_a_site_switch(void) {
  tsc_error *error = NULL;
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_alice(server, NULL);
  CHECK_OK(tsc_session_switch_site(session, "marketing", NULL, &error));
  scrambled not_lent = token_in_use();
  CHECK_OCCURS(0, &not_lent);

  scrambled lent = scramble(tsc_session_token(session));
  CHECK_OK(tsc_session_switch_site(session, NULL, NULL, &error));
  CHECK_OCCURS(1, &lent);
  tsc_session_free(session);
  CHECK_OCCURS(0, &lent);
  tsc_server_free(server);
}

/*
 * An uncompressed response has the token in plain text. TLS may keep what it decrypted last as long
 * as a connection lives, so the test searches when everything is freed.
 */
#define PLAIN_TOKEN "a-token-as-plain-as-can-be"

static void uncompressed_response_leaves_no_secret(void) {
  static const char fault[] =
      "{\"path\": \"/auth/signin\", \"action\": {\"answer\": {\"status\": 200, \"headers\": "
      "[[\"Content-Type\", \"application/xml\"]], \"body\": \"<tsResponse "
      "xmlns='http://tableau.com/api'><credentials token='" PLAIN_TOKEN
      "'><site id='s' contentUrl=''/><user id='u'/></credentials></tsResponse>\"}}}";
  scrambled token = scramble(PLAIN_TOKEN);
  tsc_error *error = NULL;
  tsc_server *server = server_of(&tableau);
  simulator_arm_fault(&tableau, fault);
  tsc_session *session = sign_in_alice(server, NULL);
  CHECK_TEXT(PLAIN_TOKEN, tsc_session_token(session));
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  tsc_session_free(session);
  tsc_server_free(server);
  CHECK_OCCURS(0, &token);
}

/*
 * A request has secrets of the program: a user's new password, a data connection's, credentials for
 * a gateway. The body is larger than one write.
 */
#define SENT_SECRET "a-password-of-some-data-source"

static void request_leaves_no_secret(void) {
  enum { LENGTH = 300000, EVERY = 10000 };
  scrambled secret = scramble(SENT_SECRET);
  tsc_error *error = NULL;
  tsc_response *response = NULL;
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_alice(server, NULL);
  static char body[LENGTH];
  memset(body, ' ', LENGTH);
  for (size_t at = EVERY; at < LENGTH; at += EVERY) {
    memcpy(body + at - sizeof SENT_SECRET, SENT_SECRET, sizeof SENT_SECRET - 1);
  }
  simulator_arm_fault(&tableau,
                      "{\"path\": \"/users\", \"action\": {\"answer\": {\"status\": 204}}}");
  tsc_request *request = request_of(session, "PUT", "users/ID");
  CHECK_OK(tsc_request_set_header(request, "Authorization", "Basic " SENT_SECRET, &error));
  CHECK_OK(tsc_request_set_parameter(request, "x", SENT_SECRET, &error));
  CHECK_OK(tsc_request_set_body(request, "text/xml", body, LENGTH, &error));
  memset(body, 0, LENGTH);
  CHECK_OK(tsc_request_send(request, NULL, &response, &error));
  tsc_response_free(response);
  /* A replaced value is wiped, while the connection still exists. */
  CHECK_OK(tsc_request_set_parameter(request, "x", "", &error));
  CHECK_OK(tsc_request_set_header(request, "Authorization", NULL, &error));
  CHECK_OK(tsc_request_set_body(request, NULL, NULL, 0, &error));
  CHECK_OCCURS(0, &secret);
  tsc_request_free(request);
  tsc_session_free(session);
  tsc_server_free(server);
}

int main(void) {
  scrambled password = scramble("alice-password");
  scrambled token_value = scramble(DEMO_TOKEN_VALUE);
  simulator_start(&tableau);
  search_finds_a_known_secret();
  session_leaves_no_secret(sign_in_alice, &password);
  session_leaves_no_secret(sign_in_demo, &token_value);
  refused_sign_in_leaves_no_secret();
  error_that_repeats_a_secret_leaves_no_block();
  password_is_wiped_after_the_sign_in();
  token_is_wiped_at_sign_out(0);
  token_is_wiped_at_sign_out(1);
  old_token_is_wiped_at_a_site_switch();
  uncompressed_response_leaves_no_secret();
  request_leaves_no_secret();
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
