/*
 * Several threads use one server, session, list and cancellation. No thread sleeps: they meet at
 * barriers, and the simulator holds a call that must be in progress.
 */
#define _POSIX_C_SOURCE 200809L

#include "support.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 8, SWITCHES = 20 };

static simulator tableau;
static pthread_barrier_t barrier;

static void wait_at_barrier(void) {
  int result = pthread_barrier_wait(&barrier);
  CHECK(result == 0 || result == PTHREAD_BARRIER_SERIAL_THREAD);
}

/* A flag that one thread sets and others read. */
typedef struct flag {
  pthread_mutex_t mutex;
  int is_set;
} flag;

#define NOT_SET {PTHREAD_MUTEX_INITIALIZER, 0}

static void flag_set(flag *flag) {
  CHECK(pthread_mutex_lock(&flag->mutex) == 0);
  flag->is_set = 1;
  CHECK(pthread_mutex_unlock(&flag->mutex) == 0);
}

static int flag_is_set(flag *flag) {
  CHECK(pthread_mutex_lock(&flag->mutex) == 0);
  int is_set = flag->is_set;
  CHECK(pthread_mutex_unlock(&flag->mutex) == 0);
  return is_set;
}

static void *sign_in_and_out(void *server) {
  tsc_error *error = NULL;
  wait_at_barrier();
  tsc_session *session = sign_in_alice(server, NULL);
  tsc_list *list = list_of(session, "workbooks");
  const tsc_node *node = NULL;
  CHECK_OK(tsc_list_next(list, NULL, &node, &error));
  CHECK_TEXT("Superstore", tsc_node_attribute(node, "name"));
  CHECK_TEXT(tableau.https_url, tsc_server_url(server));
  tsc_request *request = request_of(session, "GET", "projects");
  tsc_response *response = NULL;
  CHECK_OK(tsc_request_send(request, NULL, &response, &error));
  CHECK_TEXT("tsResponse", tsc_node_name(tsc_response_root(response)));
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  tsc_response_free(response);
  tsc_request_free(request);
  tsc_list_free(list);
  tsc_session_free(session);
  return NULL;
}

static void many_threads_sign_in_on_one_server(void) {
  tsc_server *server = server_of(&tableau);
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) {
    threads[i] = thread_start(sign_in_and_out, server);
  }
  for (int i = 0; i < THREADS; i++) {
    thread_join(threads[i]);
  }
  CHECK_NUMBER(0, (int64_t)simulator_live_sessions(&tableau));
  tsc_server_free(server);
}

static void *sign_out(void *session) {
  tsc_error *error = NULL;
  wait_at_barrier();
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  return NULL;
}

static void many_threads_sign_out_of_one_session(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_alice(server, NULL);
  pthread_t threads[THREADS];
  simulator_clear_requests(&tableau);
  for (int i = 0; i < THREADS; i++) {
    threads[i] = thread_start(sign_out, session);
  }
  for (int i = 0; i < THREADS; i++) {
    thread_join(threads[i]);
  }
  CHECK_NUMBER(1, (int64_t)simulator_requests(&tableau, "signout"));
  tsc_session_free(session);
  tsc_server_free(server);
}

typedef struct traveller {
  tsc_session *session;
  flag is_back;
} traveller;

/* A string that a getter lent, and its value at that time. */
typedef struct lent {
  const char *text;
  char *copy;
} lent;

/* Remembers a string unless it is known. Each value is lent as one copy, so there are few. */
static size_t remember(lent *known, size_t count, size_t limit, const char *text) {
  CHECK(text != NULL);
  for (size_t i = 0; i < count; i++) {
    if (known[i].text == text) {
      return count;
    }
  }
  CHECK(count < limit);
  known[count].text = text;
  known[count].copy = copy_text(text);
  return count + 1;
}

static void *check_lent_strings(void *argument) {
  /* At most the tokens, one for each switch and the first one, and two of each other value. */
  enum { LIMIT = SWITCHES + 1 + 2 * 3 };
  lent known[LIMIT];
  size_t count = 0;
  traveller *traveller = argument;
  wait_at_barrier();
  while (!flag_is_set(&traveller->is_back)) {
    CHECK_NUMBER(1, tsc_session_is_signed_in(traveller->session));
    count = remember(known, count, LIMIT, tsc_session_token(traveller->session));
    count = remember(known, count, LIMIT, tsc_session_site_id(traveller->session));
    count = remember(known, count, LIMIT, tsc_session_site_content_url(traveller->session));
    count = remember(known, count, LIMIT, tsc_session_user_id(traveller->session));
  }
  for (size_t i = 0; i < count; i++) {
    CHECK_TEXT(known[i].copy, known[i].text);
    free(known[i].copy);
  }
  return NULL;
}

static void *switch_sites(void *argument) {
  traveller *traveller = argument;
  tsc_error *error = NULL;
  wait_at_barrier();
  for (int i = 0; i < SWITCHES; i++) {
    const char *site = i % 2 == 0 ? "marketing" : "";
    CHECK_OK(tsc_session_switch_site(traveller->session, site, NULL, &error));
  }
  flag_set(&traveller->is_back);
  return NULL;
}

static void lent_strings_stay_valid_while_another_thread_switches_site(void) {
  tsc_server *server = server_of(&tableau);
  traveller traveller = {sign_in_alice(server, NULL), NOT_SET};
  pthread_t threads[THREADS];
  threads[0] = thread_start(switch_sites, &traveller);
  for (int i = 1; i < THREADS; i++) {
    threads[i] = thread_start(check_lent_strings, &traveller);
  }
  for (int i = 0; i < THREADS; i++) {
    thread_join(threads[i]);
  }
  CHECK_TEXT("", tsc_session_site_content_url(traveller.session));
  tsc_session_free(traveller.session);
  tsc_server_free(server);
}

/* A call on a thread of its own whose response the simulator holds. */
typedef struct held_call {
  void (*make)(void *argument);
  void *argument;
  /* A part of the path of the call's request. */
  const char *path;
  pthread_t thread;
  flag is_done;
} held_call;

static void *make_held_call(void *argument) {
  held_call *call = argument;
  call->make(call->argument);
  flag_set(&call->is_done);
  return NULL;
}

/* Returns when the server has the request, so that the call is in progress. */
static void held_call_start(held_call *call) {
  char fault[128];
  int length =
      snprintf(fault, sizeof fault, "{\"path\": \"%s\", \"action\": \"hold\"}", call->path);
  CHECK(length > 0 && (size_t)length < sizeof fault);
  simulator_clear_requests(&tableau);
  simulator_arm_fault(&tableau, fault);
  call->thread = thread_start(make_held_call, call);
  simulator_await_requests(&tableau, call->path, 1);
}

static void held_call_finish(held_call *call) {
  /*
   * A request is logged a moment before it is held, and a release before that has no effect, so
   * several may be needed.
   */
  while (!flag_is_set(&call->is_done)) {
    free(simulator_control(&tableau, "POST", "/release", NULL));
  }
  thread_join(call->thread);
}

static void switch_to_marketing(void *session) {
  tsc_error *error = NULL;
  CHECK_OK(tsc_session_switch_site(session, "marketing", NULL, &error));
}

static void getters_do_not_wait_for_a_site_switch(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_alice(server, NULL);
  held_call call = {switch_to_marketing, session, "/auth/switchSite", 0, NOT_SET};
  char *token = copy_text(tsc_session_token(session));
  held_call_start(&call);
  CHECK_NUMBER(1, tsc_session_is_signed_in(session));
  CHECK_TEXT("", tsc_session_site_content_url(session));
  CHECK_TEXT(token, tsc_session_token(session));
  tsc_list_free(list_of(session, "workbooks"));
  held_call_finish(&call);
  CHECK_TEXT("marketing", tsc_session_site_content_url(session));
  free(token);
  tsc_session_free(session);
  tsc_server_free(server);
}

/* A tsc_list_next as a held call. */
typedef struct reading {
  tsc_list *list;
  tsc_cancellation *cancellation;
  tsc_status expected;
} reading;

static void read_item(void *argument) {
  reading *reading = argument;
  const tsc_node *node = NULL;
  tsc_error *error = NULL;
  CHECK_CALL(reading->expected, tsc_list_next(reading->list, reading->cancellation, &node, &error));
  CHECK((node != NULL) == (reading->expected == TSC_OK));
}

static void list_in_use_refuses_a_second_thread(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_alice(server, NULL);
  reading reading = {list_of(session, "workbooks"), NULL, TSC_OK};
  held_call call = {read_item, &reading, "/workbooks", 0, NOT_SET};
  const tsc_status refused = TSC_ERROR_INVALID_STATE;
  const tsc_node *node = NULL;
  uint64_t total = 0;
  tsc_error *error = NULL;
  held_call_start(&call);
  CHECK_CALL(refused, tsc_list_next(reading.list, NULL, &node, &error));
  CHECK_CALL(refused, tsc_list_total_available(reading.list, NULL, &total, &error));
  CHECK_CALL(refused, tsc_list_set_page_size(reading.list, 10, &error));
  CHECK_CALL(refused, tsc_list_add_filter(reading.list, "name", "eq", "x", &error));
  CHECK_CALL(refused, tsc_list_add_sort(reading.list, "name", 0, &error));
  CHECK_NUMBER(refused, tsc_list_set_parameter(reading.list, "fields", "_all_", &error));
  CHECK_CONTAINS("another thread", tsc_error_message(error));
  tsc_error_free(error);
  held_call_finish(&call);

  /* The list still works: the second item follows the one that the other thread got. */
  CHECK_OK(tsc_list_next(reading.list, NULL, &node, &error));
  CHECK_TEXT("World Indicators", tsc_node_attribute(node, "name"));
  tsc_list_free(reading.list);
  tsc_session_free(session);
  tsc_server_free(server);
}

static void cancellation_can_be_freed_during_a_call(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_alice(server, NULL);
  reading reading = {list_of(session, "workbooks"), tsc_cancellation_new(), TSC_OK};
  held_call call = {read_item, &reading, "/workbooks", 0, NOT_SET};
  held_call_start(&call);
  tsc_cancellation_free(reading.cancellation);
  held_call_finish(&call);
  tsc_list_free(reading.list);
  tsc_session_free(session);
  tsc_server_free(server);
}

static void cancelled_call_can_be_made_again(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_alice(server, NULL);
  reading reading = {list_of(session, "workbooks"), tsc_cancellation_new(), TSC_ERROR_CANCELLED};
  held_call call = {read_item, &reading, "/workbooks", 0, NOT_SET};
  const tsc_node *node = NULL;
  tsc_error *error = NULL;
  held_call_start(&call);
  tsc_cancellation_cancel(reading.cancellation);
  tsc_cancellation_free(reading.cancellation);
  held_call_finish(&call);
  CHECK_OK(tsc_list_next(reading.list, NULL, &node, &error));
  CHECK_TEXT("Superstore", tsc_node_attribute(node, "name"));
  tsc_list_free(reading.list);
  tsc_session_free(session);
  tsc_server_free(server);
}

static void *cancel(void *cancellation) {
  tsc_cancellation_cancel(cancellation);
  return NULL;
}

static void call_cancelled_before_it_begins_sends_nothing(void) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_alice(server, NULL);
  tsc_list *list = list_of(session, "workbooks");
  tsc_cancellation *cancellation = tsc_cancellation_new();
  CHECK_NUMBER(0, tsc_cancellation_is_cancelled(cancellation));
  thread_join(thread_start(cancel, cancellation));
  CHECK_NUMBER(1, tsc_cancellation_is_cancelled(cancellation));

  const tsc_status cancelled = TSC_ERROR_CANCELLED;
  const tsc_node *node = NULL;
  uint64_t total = 0;
  tsc_server_info *info = NULL;
  tsc_session *none = NULL;
  tsc_error *error = NULL;
  simulator_clear_requests(&tableau);
  CHECK_CALL(cancelled, tsc_list_next(list, cancellation, &node, &error));
  CHECK_CALL(cancelled, tsc_list_total_available(list, cancellation, &total, &error));
  CHECK_CALL(cancelled, tsc_session_switch_site(session, "marketing", cancellation, &error));
  CHECK_CALL(cancelled, tsc_session_sign_out(session, cancellation, &error));
  CHECK_CALL(cancelled, tsc_server_get_info(server, cancellation, &info, &error));
  CHECK_CALL(cancelled, tsc_server_sign_in_with_password(server, "alice", "alice-password", NULL,
                                                         NULL, cancellation, &none, &error));
  CHECK_CALL(cancelled, tsc_server_sign_in_with_personal_access_token(server, DEMO_TOKEN_NAME,
                                                                      DEMO_TOKEN_VALUE, NULL, NULL,
                                                                      cancellation, &none, &error));
  CHECK_NUMBER(0, (int64_t)simulator_requests(&tableau, ""));
  CHECK_NUMBER(1, tsc_session_is_signed_in(session));
  tsc_cancellation_free(cancellation);
  tsc_list_free(list);
  tsc_session_free(session);
  tsc_server_free(server);
}

int main(void) {
  CHECK(pthread_barrier_init(&barrier, NULL, THREADS) == 0);
  simulator_start(&tableau);
  many_threads_sign_in_on_one_server();
  many_threads_sign_out_of_one_session();
  lent_strings_stay_valid_while_another_thread_switches_site();
  getters_do_not_wait_for_a_site_switch();
  list_in_use_refuses_a_second_thread();
  cancellation_can_be_freed_during_a_call();
  cancelled_call_can_be_made_again();
  call_cancelled_before_it_begins_sends_nothing();
  simulator_stop(&tableau);
  CHECK(pthread_barrier_destroy(&barrier) == 0);
  return EXIT_SUCCESS;
}
