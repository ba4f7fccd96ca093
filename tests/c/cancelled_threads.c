/* pthread_cancel on threads that are in a call: the call ends as usual, and the thread after it. */
#define _POSIX_C_SOURCE 200809L

#include "support.h"

#include <stdlib.h>
#include <unistd.h>

static simulator tableau;

typedef struct work {
  tsc_session *session;
  /* The status of the call; the thread sets it when it is cancelled already. */
  tsc_status status;
  int has_returned;
} work;

static void *get_projects(void *argument) {
  work *work = argument;
  tsc_request *request = request_of(work->session, "GET", "projects");
  tsc_response *response = NULL;
  work->status = tsc_request_send(request, NULL, &response, NULL);
  tsc_response_free(response);
  tsc_request_free(request);
  __atomic_store_n(&work->has_returned, 1, __ATOMIC_SEQ_CST);
  pthread_testcancel();
  return argument;
}

static void *sign_in_and_out(void *argument) {
  work *work = argument;
  /* From here on any cancellation point of the C library would end the thread. */
  CHECK(pthread_cancel(pthread_self()) == 0);
  tsc_server *server = NULL;
  tsc_session *session = NULL;
  tsc_list *list = NULL;
  const tsc_node *node = NULL;
  tsc_error *error = NULL;
  work->status = tsc_server_new(tableau.https_url, &server, NULL);
  work->status |= tsc_server_set_ca_path(server, tableau.ca_path, NULL);
  work->status |= tsc_server_sign_in_with_password(server, "alice", "alice-password", NULL, NULL,
                                                   NULL, &session, NULL);
  work->status |= tsc_session_list(session, "workbooks", &list, NULL);
  work->status |= tsc_list_next(list, NULL, &node, NULL);
  work->status |= tsc_session_sign_out(session, NULL, &error);
  tsc_error_free(error);
  tsc_list_free(list);
  tsc_session_free(session);
  /* Closes the connections. */
  tsc_server_free(server);
  __atomic_store_n(&work->has_returned, 1, __ATOMIC_SEQ_CST);
  pthread_testcancel();
  return argument;
}

static void check_thread_was_cancelled(pthread_t thread, const work *work) {
  void *result = NULL;
  CHECK(pthread_join(thread, &result) == 0);
  CHECK(result == PTHREAD_CANCELED);
  CHECK(work->has_returned);
  CHECK_NUMBER(TSC_OK, work->status);
}

int main(void) {
  simulator_start(&tableau);
  tsc_server *server = server_of(&tableau);
  work work = {sign_in_demo(server, NULL), TSC_ERROR_INTERNAL, 0};

  simulator_arm_fault(&tableau, "{\"path\": \"/projects\", \"action\": \"hold\"}");
  pthread_t thread = thread_start(get_projects, &work);
  simulator_await_requests(&tableau, "/projects", 1);
  CHECK(pthread_cancel(thread) == 0);
  /*
   * A request is logged a moment before it is held, and a release before that has no effect, so
   * several may be needed.
   */
  while (!__atomic_load_n(&work.has_returned, __ATOMIC_SEQ_CST)) {
    free(simulator_control(&tableau, "POST", "/release", NULL));
  }
  check_thread_was_cancelled(thread, &work);

  /* The handle is still usable. */
  work.has_returned = 0;
  work.status = TSC_ERROR_INTERNAL;
  get_projects(&work);
  CHECK_NUMBER(TSC_OK, work.status);

  work.has_returned = 0;
  check_thread_was_cancelled(thread_start(sign_in_and_out, &work), &work);

  tsc_error *error = NULL;
  CHECK_OK(tsc_session_sign_out(work.session, NULL, &error));
  tsc_session_free(work.session);
  tsc_server_free(server);
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
