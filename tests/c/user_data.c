/*
 * The user_data of a callback is freed exactly once, in each way in which the callback can end, and
 * not while a handle can still call back.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

static simulator tableau;
static int frees;

static void TSC_CALL count_free(void *user_data) {
  CHECK(user_data == &frees);
  frees++;
}

static void TSC_CALL ignore_event(const tsc_event *event, void *user_data) {
  CHECK(event != NULL && user_data == &frees && frees == 0);
}

static int32_t TSC_CALL give_alice(tsc_credentials *credentials, void *user_data) {
  CHECK(user_data == &frees && frees == 0);
  return tsc_credentials_set_password(credentials, "alice", "alice-password", NULL) == TSC_OK;
}

static int32_t TSC_CALL give_a_wrong_password(tsc_credentials *credentials, void *user_data) {
  CHECK(user_data == &frees && frees == 0);
  return tsc_credentials_set_password(credentials, "alice", "wrong", NULL) == TSC_OK;
}

static int32_t TSC_CALL give_nothing(tsc_credentials *credentials, void *user_data) {
  (void)credentials;
  CHECK(user_data == &frees && frees == 0);
  return 0;
}

/* A server whose events are watched. */
static tsc_server *watched_server(void) {
  tsc_server *server = server_of(&tableau);
  tsc_error *error = NULL;
  CHECK_OK(tsc_server_set_event_callback(server, ignore_event, &frees, count_free, &error));
  return server;
}

static void watch_replaced(void) {
  tsc_server *server = watched_server();
  tsc_error *error = NULL;
  CHECK_OK(tsc_server_set_event_callback(server, ignore_event, &frees, NULL, &error));
  CHECK_NUMBER(1, frees);
  frees = 0;
  tsc_server_free(server);
  CHECK_NUMBER(0, frees);
  frees = 1;
}

static void watch_taken_away(void) {
  tsc_server *server = watched_server();
  tsc_error *error = NULL;
  CHECK_OK(tsc_server_set_event_callback(server, NULL, NULL, NULL, &error));
  CHECK_NUMBER(1, frees);
  tsc_server_free(server);
}

static void watch_without_a_callback(void) {
  tsc_server *server = server_of(&tableau);
  tsc_error *error = NULL;
  CHECK_OK(tsc_server_set_event_callback(server, NULL, &frees, count_free, &error));
  CHECK_NUMBER(1, frees);
  tsc_server_free(server);
}

static void watch_without_a_server(void) {
  tsc_error *error = NULL;
  CHECK_CALL(TSC_ERROR_INVALID_ARGUMENT,
             tsc_server_set_event_callback(NULL, ignore_event, &frees, count_free, &error));
  CHECK_NUMBER(1, frees);
  CHECK_NUMBER(TSC_ERROR_INVALID_ARGUMENT,
               tsc_server_set_event_callback(NULL, ignore_event, &frees, NULL, NULL));
}

static void watch_ends_with_the_server(void) {
  tsc_server *server = watched_server();
  tsc_server_info *info = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_server_get_info(server, NULL, &info, &error));
  tsc_server_info_free(info);
  CHECK_NUMBER(0, frees);
  tsc_server_free(server);
}

static void watch_ends_with_the_session(void) {
  tsc_server *server = watched_server();
  tsc_session *session = sign_in_alice(server, NULL);
  tsc_server_free(server);
  CHECK_NUMBER(0, frees);
  tsc_error *error = NULL;
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  tsc_session_free(session);
}

static void watch_replaced_below_a_session(void) {
  tsc_server *server = watched_server();
  tsc_session *session = sign_in_alice(server, NULL);
  tsc_error *error = NULL;
  CHECK_OK(tsc_server_set_event_callback(server, NULL, NULL, NULL, &error));
  CHECK_NUMBER(0, frees);
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  tsc_session_free(session);
  CHECK_NUMBER(1, frees);
  tsc_server_free(server);
}

static void watch_ends_with_the_list(void) {
  tsc_server *server = watched_server();
  tsc_session *session = sign_in_alice(server, NULL);
  tsc_list *list = list_of(session, "workbooks");
  const tsc_node *node = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_list_set_page_size(list, 10, &error));
  CHECK_OK(tsc_list_set_lookahead(list, 4, &error));
  CHECK_OK(tsc_list_next(list, NULL, &node, &error));
  tsc_session_free(session);
  tsc_server_free(server);
  CHECK_NUMBER(0, frees);
  tsc_list_free(list);
}

static void watch_ends_with_the_request(void) {
  tsc_server *server = watched_server();
  tsc_session *session = sign_in_alice(server, NULL);
  tsc_request *request = request_of(session, "GET", "workbooks");
  tsc_server_free(server);
  tsc_session_free(session);
  CHECK_NUMBER(0, frees);
  tsc_request_free(request);
}

/* A session whose credentials come from a callback. */
static tsc_session *called_back_session(tsc_server *server) {
  tsc_session *session = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_server_sign_in_with_callback(server, give_alice, &frees, count_free, NULL, NULL,
                                            &session, &error));
  CHECK_NUMBER(0, frees);
  return session;
}

static void fail_to_sign_in(tsc_status expected, tsc_server *server,
                            tsc_credentials_callback callback, const char *site) {
  tsc_session *session = NULL;
  tsc_error *error = NULL;
  CHECK_CALL(expected, tsc_server_sign_in_with_callback(server, callback, &frees, count_free, site,
                                                        NULL, &session, &error));
  CHECK(session == NULL);
  CHECK_NUMBER(1, frees);
}

static void sign_in_without_a_server(void) {
  fail_to_sign_in(TSC_ERROR_INVALID_ARGUMENT, NULL, give_alice, NULL);
}

static void sign_in_without_a_callback(void) {
  tsc_server *server = server_of(&tableau);
  fail_to_sign_in(TSC_ERROR_INVALID_ARGUMENT, server, NULL, NULL);
  tsc_server_free(server);
}

static void sign_in_to_a_site_that_is_not_utf_8(void) {
  tsc_server *server = server_of(&tableau);
  fail_to_sign_in(TSC_ERROR_INVALID_ARGUMENT, server, give_alice, "\xff");
  tsc_server_free(server);
}

static void sign_in_without_credentials(void) {
  tsc_server *server = server_of(&tableau);
  fail_to_sign_in(TSC_ERROR_ABORTED, server, give_nothing, NULL);
  tsc_server_free(server);
}

static void sign_in_refused(void) {
  tsc_server *server = server_of(&tableau);
  fail_to_sign_in(TSC_ERROR_SIGN_IN_FAILED, server, give_a_wrong_password, NULL);
  tsc_server_free(server);
}

static void sign_in_cancelled_before(void) {
  tsc_server *server = server_of(&tableau);
  tsc_cancellation *cancellation = tsc_cancellation_new();
  tsc_session *session = NULL;
  tsc_error *error = NULL;
  tsc_cancellation_cancel(cancellation);
  CHECK_CALL(TSC_ERROR_CANCELLED,
             tsc_server_sign_in_with_callback(server, give_alice, &frees, count_free, NULL,
                                              cancellation, &session, &error));
  CHECK_NUMBER(1, frees);
  tsc_cancellation_free(cancellation);
  tsc_server_free(server);
}

static void session_freed(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = called_back_session(server);
  tsc_session_free(session);
  CHECK_NUMBER(1, frees);
  tsc_server_free(server);
}

static void session_freed_after_its_server(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = called_back_session(server);
  tsc_server_free(server);
  CHECK_NUMBER(0, frees);
  tsc_session_free(session);
}

static void session_freed_before_its_list_and_request(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = called_back_session(server);
  tsc_list *list = list_of(session, "workbooks");
  tsc_request *request = request_of(session, "GET", "workbooks");
  tsc_session_free(session);
  CHECK_NUMBER(0, frees);
  tsc_list_free(list);
  CHECK_NUMBER(0, frees);
  tsc_request_free(request);
  CHECK_NUMBER(1, frees);
  tsc_server_free(server);
}

static void session_freed_after_its_list_and_request(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = called_back_session(server);
  tsc_list_free(list_of(session, "workbooks"));
  tsc_request_free(request_of(session, "GET", "workbooks"));
  CHECK_NUMBER(0, frees);
  tsc_session_free(session);
  CHECK_NUMBER(1, frees);
  tsc_server_free(server);
}

static void session_freed_before_a_list_that_looks_ahead(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = called_back_session(server);
  tsc_list *list = list_of(session, "workbooks");
  const tsc_node *node = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_list_set_page_size(list, 10, &error));
  CHECK_OK(tsc_list_set_lookahead(list, 4, &error));
  CHECK_OK(tsc_list_next(list, NULL, &node, &error));
  tsc_session_free(session);
  tsc_server_free(server);
  CHECK_NUMBER(0, frees);
  tsc_list_free(list);
}

static void session_signed_out(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = called_back_session(server);
  tsc_error *error = NULL;
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  CHECK(frees <= 1);
  tsc_session_free(session);
  CHECK_NUMBER(1, frees);
  tsc_server_free(server);
}

static void session_whose_renewal_is_refused(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = called_back_session(server);
  tsc_list *list = list_of(session, "workbooks");
  const tsc_node *node = NULL;
  tsc_error *error = NULL;
  free(simulator_control(&tableau, "POST", "/sign-ins",
                         "{\"credentials\": \"alice\", \"refuse\": true}"));
  free(simulator_control(&tableau, "POST", "/sessions/end", "{}"));
  CHECK_CALL(TSC_ERROR_SESSION_EXPIRED, tsc_list_next(list, NULL, &node, &error));
  free(simulator_control(&tableau, "DELETE", "/sign-ins", NULL));
  CHECK(frees <= 1);
  tsc_list_free(list);
  tsc_session_free(session);
  CHECK_NUMBER(1, frees);
  tsc_server_free(server);
}

/* Each of them frees all its handles. */
static const struct {
  const char *name;
  void (*run)(void);
} ways[] = {
#define WAY(name) {#name, name}
    WAY(watch_replaced),
    WAY(watch_taken_away),
    WAY(watch_without_a_callback),
    WAY(watch_without_a_server),
    WAY(watch_ends_with_the_server),
    WAY(watch_ends_with_the_session),
    WAY(watch_replaced_below_a_session),
    WAY(watch_ends_with_the_list),
    WAY(watch_ends_with_the_request),
    WAY(sign_in_without_a_server),
    WAY(sign_in_without_a_callback),
    WAY(sign_in_to_a_site_that_is_not_utf_8),
    WAY(sign_in_without_credentials),
    WAY(sign_in_refused),
    WAY(sign_in_cancelled_before),
    WAY(session_freed),
    WAY(session_freed_after_its_server),
    WAY(session_freed_before_its_list_and_request),
    WAY(session_freed_after_its_list_and_request),
    WAY(session_freed_before_a_list_that_looks_ahead),
    WAY(session_signed_out),
    WAY(session_whose_renewal_is_refused),
};

int main(void) {
  simulator_start(&tableau);
  for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
    /* Seen when a check fails, or the program dies. */
    printf("%s\n", ways[i].name);
    fflush(stdout);
    frees = 0;
    ways[i].run();
    CHECK_NUMBER(1, frees);
  }
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
