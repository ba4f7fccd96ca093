/*
 * Calls that run last: a function for atexit, a static destructor, and a destructor of thread-local
 * data. The library's own thread-local data are destroyed by then.
 */
#include "support.h"

#include <stdlib.h>

static simulator tableau;
static tsc_server *server;
static pthread_key_t at_the_end_of_a_thread;

static void read_a_list(tsc_session *session) {
  tsc_list *list = list_of(session, "workbooks");
  const tsc_node *node = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_list_next(list, NULL, &node, &error));
  CHECK_TEXT("Superstore", tsc_node_attribute(node, "name"));
  tsc_list_free(list);
}

static void list_and_sign_out(void *session) {
  tsc_error *error = NULL;
  read_a_list(session);
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  tsc_session_free(session);
  /* The same once more, over a new connection. */
  tsc_server *another = server_of(&tableau);
  session = sign_in_alice(another, NULL);
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  tsc_session_free(session);
  tsc_server_free(another);
}

static void *sign_in_and_end(void *nothing) {
  tsc_session *session = sign_in_alice(server, NULL);
  read_a_list(session);
  CHECK(pthread_setspecific(at_the_end_of_a_thread, session) == 0);
  return nothing;
}

static tsc_session *left_at_exit;

static void at_exit(void) {
  list_and_sign_out(left_at_exit);
  CHECK_NUMBER(0, (int64_t)simulator_live_sessions(&tableau));
  tsc_server_free(server);
  simulator_stop(&tableau);
}

int main(void) {
  simulator_start(&tableau);
  server = server_of(&tableau);
  CHECK(pthread_key_create(&at_the_end_of_a_thread, list_and_sign_out) == 0);
  thread_join(thread_start(sign_in_and_end, NULL));
  CHECK_NUMBER(0, (int64_t)simulator_live_sessions(&tableau));

  CHECK(atexit(at_exit) == 0);
  left_at_exit = sign_in_alice(server, NULL);
  read_a_list(left_at_exit);
  return EXIT_SUCCESS;
}
