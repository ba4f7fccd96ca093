/*
 * A forked child can free what it inherited, and nothing else with it; it can make its own.
 * The parent does not notice.
 */
#define _POSIX_C_SOURCE 200809L

#include "calls.h"
#include "child.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The good arguments of every function, which the child inherits. */
static fixture arguments;

/* What the parent has when it forks. */
typedef struct handles {
  tsc_server *server;
  tsc_session *session;
  tsc_list *list;
  tsc_request *request;
  tsc_cancellation *cancellation;
} handles;

static int is_refused_after_a_fork(const char *handle) {
  static const char *const handles[] = {"server", "session", "list", "request"};
  for (size_t i = 0; handle && i < sizeof handles / sizeof handles[0]; i++) {
    if (strcmp(handle, handles[i]) == 0) {
      return 1;
    }
  }
  return 0;
}

/* Every function that is called on a handle which refuses calls in a child. */
static void calls_are_refused(void) {
  size_t refused = 0;
  for (size_t i = 0; i < function_count; i++) {
    call call;
    /* Seen when a check fails, or the child dies. */
    printf("%s in a child\n", functions[i].function);
    fflush(stdout);
    call_make(&call, &arguments, &functions[i], NULL, NULL);
    if (!is_refused_after_a_fork(call.self)) {
      if (call.returns == STATUS) {
        call_check_allowed(&call);
      }
      continue;
    }
    refused++;
    switch (call.returns) {
    case STATUS:
      call_check_failed(&call, TSC_ERROR_INVALID_STATE, "fork");
      break;
    case POINTER:
      CHECK(call.pointer == NULL);
      break;
    case NUMBER:
      CHECK_NUMBER(0, call.number);
      break;
    case NOTHING:
      break;
    }
  }
  CHECK(refused > 40);
  calls_check_user_data();
}

static void cancellations_are_refused(tsc_cancellation *inherited) {
  tsc_server *server = server_of(&arguments.tableau);
  tsc_server_info *info = NULL;
  tsc_error *error = NULL;
  tsc_cancellation_cancel(inherited);
  CHECK_NUMBER(0, tsc_cancellation_is_cancelled(inherited));
  CHECK_CALL(TSC_ERROR_INVALID_STATE, tsc_server_get_info(server, inherited, &info, &error));
  tsc_server_free(server);
}

static void new_handles_work(void) {
  tsc_server *server = server_of(&arguments.tableau);
  tsc_session *session = sign_in_alice(server, NULL);
  tsc_list *list = list_of(session, "workbooks");
  const tsc_node *node = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_list_next(list, NULL, &node, &error));
  CHECK_TEXT("Superstore", tsc_node_attribute(node, "name"));
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  tsc_list_free(list);
  tsc_session_free(session);
  tsc_server_free(server);
}

static void free_all(const handles *handles) {
  tsc_server_free(handles->server);
  tsc_session_free(handles->session);
  tsc_list_free(handles->list);
  tsc_request_free(handles->request);
  tsc_cancellation_free(handles->cancellation);
}

static void be_the_child(const handles *inherited) {
  calls_are_refused();
  cancellations_are_refused(inherited->cancellation);
  new_handles_work();
  free_all(inherited);
  new_handles_work();
}

static void read_pages(tsc_list *list, int items) {
  const tsc_node *node = NULL;
  tsc_error *error = NULL;
  for (int i = 0; i < items; i++) {
    CHECK_OK(tsc_list_next(list, NULL, &node, &error));
    CHECK(node != NULL);
  }
}

int main(void) {
  fixture_start(&arguments);
  fixture_refresh(&arguments);
  tsc_error *error = NULL;
  handles own;
  own.server = server_of(&arguments.tableau);
  own.session = sign_in_demo(own.server, NULL);
  own.list = list_of(own.session, "workbooks");
  own.request = request_of(own.session, "GET", "workbooks");
  own.cancellation = tsc_cancellation_new();
  read_pages(own.list, 1);
  unsigned long connection = simulator_last_connection(&arguments.tableau, "/workbooks");

  pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    be_the_child(&own);
    _exit(EXIT_SUCCESS);
  }
  await_child(child);

  /* The next page comes over the connection that the child had a copy of. */
  simulator_clear_requests(&arguments.tableau);
  read_pages(own.list, 1500);
  CHECK_NUMBER((int64_t)connection,
               (int64_t)simulator_last_connection(&arguments.tableau, "/workbooks"));
  CHECK(!tsc_cancellation_is_cancelled(own.cancellation));
  CHECK(tsc_session_is_signed_in(arguments.session));
  CHECK_OK(tsc_session_switch_site(own.session, "marketing", own.cancellation, &error));
  CHECK_OK(tsc_session_sign_out(own.session, NULL, &error));
  free_all(&own);
  fixture_stop(&arguments);
  return EXIT_SUCCESS;
}
