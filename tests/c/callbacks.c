/*
 * What a program may do in a callback, and what it finds in the event and the credentials that the
 * callback gets. NULL and invalid UTF-8 are in the tables of calls.c.
 */
#include "calls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Good arguments, on another server than that of the callback, and on the same one. */
static fixture other;
static fixture same;

/* Ends a session on the server. */
static void end_session(const tsc_session *session) {
  char body[512];
  int length = snprintf(body, sizeof body, "{\"token\": \"%s\"}", tsc_session_token(session));
  CHECK(length > 0 && (size_t)length < sizeof body);
  free(simulator_control(&other.tableau, "POST", "/sessions/end", body));
}

static int needs_a_cancellation(const char *function) {
  for (size_t i = 0; i < pointer_count; i++) {
    if (strcmp(pointers[i].function, function) == 0 &&
        strcmp(pointers[i].parameter, "cancellation") == 0) {
      return strncmp(function, "tsc_cancellation_", strlen("tsc_cancellation_")) != 0;
    }
  }
  return 0;
}

static void calls_on_the_same_server_are_refused(void) {
  int count = 0;
  for (size_t i = 0; i < function_count; i++) {
    if (needs_a_cancellation(functions[i].function)) {
      call call;
      printf("%s on the server of a callback\n", functions[i].function);
      fflush(stdout);
      call_make(&call, &same, &functions[i], NULL, NULL);
      call_check_failed(&call, TSC_ERROR_INVALID_STATE, "callback");
      count++;
    }
  }
  CHECK(count > 12);
}

static void calls_on_another_server_work(void) {
  for (size_t i = 0; i < function_count; i++) {
    call call;
    printf("%s in a callback of another server\n", functions[i].function);
    fflush(stdout);
    fixture_refresh(&other);
    call_make(&call, &other, &functions[i], NULL, NULL);
    if (call.returns == STATUS) {
      call_check_allowed(&call);
    }
  }
}

static void getters_work_on_the_same_server(void) {
  CHECK_TEXT(other.tableau.https_url, tsc_server_url(same.server));
  CHECK(tsc_session_is_signed_in(same.session));
  CHECK(tsc_session_token(same.session) != NULL);
}

/* Which kinds of events there were, and what is to be done in the next one. */
typedef struct events {
  int count[TSC_EVENT_SIGN_OUT + 1];
  int with_an_id;
  void (*next)(void);
} events;

static void TSC_CALL on_event(const tsc_event *event, void *user_data) {
  events *events = user_data;
  int32_t kind = tsc_event_kind(event);
  CHECK(kind >= TSC_EVENT_REQUEST && kind <= TSC_EVENT_SIGN_OUT);
  events->count[kind]++;
  CHECK(strlen(tsc_event_message(event)) > 0);
  CHECK(tsc_event_time(event) > INT64_C(1600000000000000));
  CHECK((tsc_event_wait_ms(event) > 0) == (kind == TSC_EVENT_RETRY));
  CHECK((tsc_event_attempt(event) > 0) == (kind == TSC_EVENT_REQUEST || kind == TSC_EVENT_RETRY));
  if (kind == TSC_EVENT_REQUEST) {
    CHECK(tsc_event_method(event) != NULL);
    CHECK_CONTAINS(other.tableau.https_url, tsc_event_url(event));
    CHECK(strchr(tsc_event_url(event), '?') == NULL);
    CHECK(tsc_event_duration_us(event) > 0);
    CHECK(tsc_event_http_status(event) >= 200);
    CHECK((tsc_event_http_status(event) < 400) == (tsc_event_status(event) == TSC_OK));
    if (tsc_event_request_id(event)) {
      CHECK_TEXT("a-request", tsc_event_request_id(event));
      events->with_an_id++;
    }
  } else {
    CHECK_NUMBER(0, tsc_event_is_reused_connection(event));
    CHECK_NUMBER(0, (int64_t)tsc_event_sent(event));
    CHECK_NUMBER(0, (int64_t)tsc_event_received(event));
  }
  if (kind == TSC_EVENT_SWITCH_SITE || kind == TSC_EVENT_SIGN_OUT) {
    CHECK(tsc_event_session(event) > 0);
  }
  void (*next)(void) = events->next;
  events->next = NULL;
  if (next) {
    next();
  }
}

static void look_at_events(void) {
  events events = {{0}, 0, NULL};
  tsc_error *error = NULL;
  same = other;
  same.server = server_of(&other.tableau);
  CHECK_OK(tsc_server_set_event_callback(same.server, on_event, &events, NULL, &error));
  CHECK_OK(tsc_server_set_retry(same.server, 4, 50, &error));
  CHECK_OK(tsc_server_set_renewal(same.server, 1, &error));
  same.session = sign_in_alice(same.server, NULL);
  CHECK_NUMBER(1, events.count[TSC_EVENT_CONNECTION]);
  CHECK_NUMBER(2, events.count[TSC_EVENT_REQUEST]);
  CHECK_NUMBER(1, events.count[TSC_EVENT_SIGN_IN]);
  same.list = list_of(same.session, "workbooks");
  same.request = request_of(same.session, "GET", "workbooks");

  uint64_t total = 0;
  events.next = calls_on_the_same_server_are_refused;
  tsc_list *list = list_of(same.session, "workbooks");
  CHECK_OK(tsc_list_total_available(list, NULL, &total, &error));
  tsc_list_free(list);
  CHECK(events.next == NULL);
  events.next = calls_on_another_server_work;
  CHECK_OK(tsc_session_switch_site(same.session, "marketing", NULL, &error));
  CHECK(events.next == NULL);
  CHECK_NUMBER(1, events.count[TSC_EVENT_SWITCH_SITE]);

  tsc_list_free(same.list);
  tsc_request_free(same.request);
  same.request = request_of(same.session, "GET", "workbooks");
  tsc_response *response = NULL;
  simulator_arm_fault(&other.tableau,
                      "{\"path\": \"/workbooks\", \"action\": {\"status\": {\"status\": 503}}}");
  events.next = getters_work_on_the_same_server;
  CHECK_OK(tsc_request_send(same.request, NULL, &response, &error));
  tsc_response_free(response);
  CHECK_NUMBER(1, events.count[TSC_EVENT_RETRY]);
  simulator_arm_fault(
      &other.tableau,
      "{\"path\": \"/workbooks\", \"action\": {\"answer\": {\"status\": 204, "
      "\"headers\": [[\"X-Tableau-Request-Id\", \"a-request\"]], \"body\": \"\"}}}");
  CHECK_OK(tsc_request_send(same.request, NULL, &response, &error));
  tsc_response_free(response);
  CHECK_NUMBER(1, events.with_an_id);
  end_session(same.session);
  CHECK_OK(tsc_request_send(same.request, NULL, &response, &error));
  tsc_response_free(response);
  CHECK_NUMBER(1, events.count[TSC_EVENT_RENEWAL]);
  CHECK_NUMBER(1, events.count[TSC_EVENT_SIGN_IN]);
  CHECK_OK(tsc_session_sign_out(same.session, NULL, &error));
  CHECK_NUMBER(1, events.count[TSC_EVENT_SIGN_OUT]);
  tsc_request_free(same.request);
  tsc_session_free(same.session);
  tsc_server_free(same.server);
}

/* How often credentials were asked for, and what is done the next time. */
typedef struct asked {
  int count;
  int is_renewal;
  tsc_cancellation *cancellation;
  int32_t (*answer)(tsc_credentials *);
} asked;

static int32_t TSC_CALL on_credentials(tsc_credentials *credentials, void *user_data) {
  asked *asked = user_data;
  asked->count++;
  CHECK_TEXT(other.tableau.https_url, tsc_credentials_server_url(credentials));
  CHECK_NUMBER(asked->is_renewal, tsc_credentials_is_renewal(credentials));
  CHECK((tsc_credentials_cancellation(credentials) != NULL) == (asked->cancellation != NULL));
  return asked->answer(credentials);
}

static int32_t give_the_last(tsc_credentials *credentials) {
  tsc_error *error = NULL;
  CHECK_TEXT("marketing", tsc_credentials_site(credentials));
  CHECK_OK(tsc_credentials_set_password(credentials, "admin", "wrong", &error));
  CHECK_OK(tsc_credentials_set_personal_access_token(credentials, ADMIN_TOKEN_NAME,
                                                     ADMIN_TOKEN_VALUE, &error));
  CHECK_OK(tsc_credentials_set_impersonated_user_id(credentials, "nobody", &error));
  CHECK_OK(tsc_credentials_set_impersonated_user_id(credentials, NULL, &error));
  return 1;
}

static int32_t give_a_json_web_token(tsc_credentials *credentials) {
  tsc_error *error = NULL;
  CHECK_OK(tsc_credentials_set_json_web_token(credentials, JSON_WEB_TOKEN, &error));
  return 1;
}

static int32_t give_a_unified_access_token(tsc_credentials *credentials) {
  tsc_error *error = NULL;
  CHECK_OK(tsc_credentials_set_unified_access_token(credentials, UNIFIED_ACCESS_TOKEN, &error));
  return 1;
}

static int32_t give_a_connected_app(tsc_credentials *credentials) {
  tsc_error *error = NULL;
  CHECK_TEXT("", tsc_credentials_site(credentials));
  CHECK_OK(tsc_credentials_set_connected_app(credentials, CONNECTED_APP_CLIENT_ID,
                                             CONNECTED_APP_SECRET_ID, CONNECTED_APP_SECRET_VALUE,
                                             "alice", "tableau:content:read", &error));
  return 1;
}

static int32_t give_after_calls(tsc_credentials *credentials) {
  calls_on_the_same_server_are_refused();
  calls_on_another_server_work();
  getters_work_on_the_same_server();
  return give_a_connected_app(credentials);
}

static int32_t give_nothing(tsc_credentials *credentials) {
  (void)credentials;
  return 1;
}

static int32_t give_up(tsc_credentials *credentials) {
  tsc_error *error = NULL;
  CHECK_OK(tsc_credentials_set_password(credentials, "alice", "alice-password", &error));
  CHECK_OK(tsc_credentials_set_message(credentials, "the vault\nis closed", &error));
  return 2;
}

static int32_t give_up_without_a_word(tsc_credentials *credentials) {
  tsc_error *error = NULL;
  CHECK_OK(tsc_credentials_set_message(credentials, "the vault is closed", &error));
  CHECK_OK(tsc_credentials_set_message(credentials, NULL, &error));
  return -1;
}

static int32_t cancel_itself(tsc_credentials *credentials) {
  tsc_cancellation *cancellation = tsc_credentials_cancellation(credentials);
  CHECK_NUMBER(0, tsc_cancellation_is_cancelled(cancellation));
  tsc_cancellation_cancel(cancellation);
  CHECK_NUMBER(1, tsc_cancellation_is_cancelled(cancellation));
  return give_a_connected_app(credentials);
}

static tsc_session *sign_in(tsc_server *server, asked *asked, const char *site) {
  tsc_session *session = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_server_sign_in_with_callback(server, on_credentials, asked, NULL, site,
                                            asked->cancellation, &session, &error));
  CHECK_NUMBER(1, asked->count);
  return session;
}

static void sign_in_fails(tsc_status status, const char *message,
                          int32_t (*answer)(tsc_credentials *), tsc_cancellation *cancellation) {
  asked asked = {0, 0, cancellation, answer};
  tsc_server *server = server_of(&other.tableau);
  tsc_session *session = NULL;
  tsc_error *error = NULL;
  CHECK_NUMBER(status, tsc_server_sign_in_with_callback(server, on_credentials, &asked, NULL, NULL,
                                                        cancellation, &session, &error));
  CHECK(session == NULL);
  CHECK_CONTAINS(message, tsc_error_message(error));
  tsc_error_free(error);
  CHECK_NUMBER(1, asked.count);
  tsc_server_free(server);
}

static void give_each_kind(void) {
  asked asked = {0, 0, NULL, give_the_last};
  tsc_server *server = server_of(&other.tableau);
  tsc_session_free(sign_in(server, &asked, "marketing"));
  asked.count = 0;
  asked.answer = give_a_json_web_token;
  asked.cancellation = tsc_cancellation_new();
  tsc_session_free(sign_in(server, &asked, "marketing"));
  tsc_cancellation_free(asked.cancellation);
  tsc_server_free(server);
}

static void call_in_a_renewal(void) {
  asked asked = {0, 0, NULL, give_a_connected_app};
  tsc_error *error = NULL;
  uint64_t total = 0;
  same = other;
  same.server = server_of(&other.tableau);
  same.session = sign_in(same.server, &asked, "");
  same.list = list_of(same.session, "workbooks");
  same.request = request_of(same.session, "GET", "workbooks");
  end_session(same.session);
  asked.is_renewal = 1;
  asked.answer = give_after_calls;
  tsc_list *list = list_of(same.session, "workbooks");
  CHECK_OK(tsc_list_total_available(list, NULL, &total, &error));
  tsc_list_free(list);
  CHECK_NUMBER(2, asked.count);
  tsc_list_free(same.list);
  tsc_request_free(same.request);
  tsc_session_free(same.session);
  tsc_server_free(same.server);
}

static void give_no_credentials(void) {
  tsc_cancellation *cancellation = tsc_cancellation_new();
  sign_in_fails(TSC_ERROR_INVALID_ARGUMENT, "has set no credentials", give_nothing, NULL);
  sign_in_fails(TSC_ERROR_SIGN_IN_FAILED, "", give_a_unified_access_token, NULL);
  sign_in_fails(TSC_ERROR_ABORTED, "the vault is closed", give_up, NULL);
  sign_in_fails(TSC_ERROR_ABORTED, "gave no credentials", give_up_without_a_word, NULL);
  sign_in_fails(TSC_ERROR_CANCELLED, "", cancel_itself, cancellation);
  tsc_cancellation_free(cancellation);
}

int main(void) {
  fixture_start(&other);
  fixture_refresh(&other);
  look_at_events();
  give_each_kind();
  call_in_a_renewal();
  give_no_credentials();
  fixture_stop(&other);
  calls_check_user_data();
  return EXIT_SUCCESS;
}
