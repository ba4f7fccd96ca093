/*
 * A call that waits uses no processor time: until its time limit, and until it is cancelled from
 * another thread. The simulator holds the response.
 */
#include "support.h"

#include <stdlib.h>

enum { LIMIT = 1000 };

/* In milliseconds, with what it takes to begin and end the call. */
enum { MOST_PROCESSOR_TIME = 100 };

static simulator tableau;

typedef struct wait {
  tsc_session *session;
  tsc_cancellation *cancellation;
  tsc_status expected;
} wait;

static void *send_a_request(void *argument) {
  const wait *wait = argument;
  tsc_request *request = request_of(wait->session, "GET", "projects");
  tsc_response *response = NULL;
  tsc_error *error = NULL;
  CHECK_CALL(wait->expected, tsc_request_send(request, wait->cancellation, &response, &error));
  tsc_request_free(request);
  return NULL;
}

static void hold_the_response(void) {
  simulator_clear_requests(&tableau);
  simulator_arm_fault(&tableau, "{\"path\": \"/projects\", \"action\": \"hold\"}");
}

static void release_the_response(void) {
  free(simulator_control(&tableau, "POST", "/release", NULL));
}

static void time_limit_is_waited_for_without_work(tsc_session *session) {
  wait wait = {session, tsc_cancellation_new_with_timeout(LIMIT), TSC_ERROR_TIMEOUT};
  hold_the_response();
  const int64_t before = processor_time();
  send_a_request(&wait);
  const int64_t taken = processor_time() - before;
  printf("%lld ms of processor time in a wait of %d ms\n", (long long)taken, LIMIT);
  CHECK(taken <= MOST_PROCESSOR_TIME);
  release_the_response();
  tsc_cancellation_free(wait.cancellation);
}

static void cancellation_ends_a_wait(tsc_session *session) {
  wait wait = {session, tsc_cancellation_new(), TSC_ERROR_CANCELLED};
  hold_the_response();
  const pthread_t thread = thread_start(send_a_request, &wait);
  simulator_await_requests(&tableau, "/projects", 1);
  tsc_cancellation_cancel(wait.cancellation);
  thread_join(thread);
  release_the_response();
  tsc_cancellation_free(wait.cancellation);
}

int main(void) {
  simulator_start(&tableau);
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_alice(server, NULL);
  time_limit_is_waited_for_without_work(session);
  cancellation_ends_a_wait(session);
  tsc_session_free(session);
  tsc_server_free(server);
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
