/* The main job on a thread with the smallest stack that the manual allows. */
#define _POSIX_C_SOURCE 200809L

#include "support.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define STACK_SIZE (128 * 1024)
#define DEEPEST 64

static simulator tableau;

/* A list whose only item is as deep as a response may be; it is requested twice. */
static void arm_deep_answer(void) {
  char fault[2048] =
      "{\"path\": \"/deep\", \"times\": 2, \"action\": {\"answer\": {\"status\": 200, "
      "\"body\": \"<tsResponse>";
  for (int i = 1; i < DEEPEST; i++) {
    strcat(fault, "<a>");
  }
  for (int i = 1; i < DEEPEST; i++) {
    strcat(fault, "</a>");
  }
  strcat(fault, "</tsResponse>\"}}}");
  simulator_arm_fault(&tableau, fault);
}

/* An error in JSON that is nested more deeply than it is read. */
static void arm_deep_error(void) {
  char fault[8192] =
      "{\"path\": \"/error\", \"action\": {\"answer\": {\"status\": 400, \"body\": \"{'deep': ";
  for (int i = 0; i < 1000; i++) {
    strcat(fault, i % 2 ? "[" : "{'a': ");
  }
  strcat(fault, "\"}}}");
  /* JSON within JSON. */
  char escaped[16384];
  size_t length = 0;
  for (const char *next = fault; *next; next++) {
    if (*next == '\'') {
      escaped[length++] = '\\';
      escaped[length++] = '"';
    } else {
      escaped[length++] = *next;
    }
  }
  escaped[length] = '\0';
  simulator_arm_fault(&tableau, escaped);
}

static void send_requests(tsc_session *session) {
  tsc_response *response = NULL;
  tsc_error *error = NULL;
  tsc_request *request = request_of(session, "POST", "deep");
  CHECK_OK(tsc_request_set_body(request, NULL, "<tsRequest/>", 12, &error));
  CHECK_OK(tsc_request_send(request, NULL, &response, &error));
  const tsc_node *node = tsc_response_root(response);
  for (int depth = 1; depth < DEEPEST; depth++) {
    node = tsc_node_child_at(node, 0);
  }
  CHECK_TEXT("a", tsc_node_name(node));
  tsc_response_free(response);
  tsc_request_free(request);

  request = request_of(session, "GET", "error");
  CHECK_CALL(TSC_ERROR_BAD_REQUEST, tsc_request_send(request, NULL, &response, &error));
  tsc_request_free(request);
}

static void *do_the_job(void *unused) {
  tsc_server *server = server_of(&tableau);
  tsc_session *session = NULL;
  tsc_list *list = NULL;
  const tsc_node *node = NULL;
  tsc_error *error = NULL;
  size_t items = 0;
  CHECK_CALL(TSC_ERROR_SIGN_IN_FAILED,
             tsc_server_sign_in_with_personal_access_token(server, DEMO_TOKEN_NAME, "wrong", NULL,
                                                           NULL, NULL, &session, &error));
  session = sign_in_demo(server, NULL);
  list = list_of(session, "workbooks");
  for (;;) {
    CHECK_OK(tsc_list_next(list, NULL, &node, &error));
    if (!node) {
      break;
    }
    items++;
  }
  CHECK_NUMBER(WORKBOOKS_ON_DEFAULT, (int64_t)items);
  tsc_list_free(list);
  list = list_of(session, "deep");
  CHECK_OK(tsc_list_next(list, NULL, &node, &error));
  CHECK(node != NULL);
  tsc_list_free(list);
  send_requests(session);
  CHECK_OK(tsc_session_switch_site(session, "marketing", NULL, &error));
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  tsc_session_free(session);
  tsc_server_free(server);
  return unused;
}

int main(void) {
  pthread_attr_t attributes;
  pthread_t thread;
  simulator_start(&tableau);
  arm_deep_answer();
  arm_deep_error();
  CHECK_NUMBER(0, pthread_attr_init(&attributes));
  CHECK_NUMBER(0, pthread_attr_setstacksize(&attributes, STACK_SIZE));
  CHECK_NUMBER(0, pthread_create(&thread, &attributes, do_the_job, NULL));
  CHECK_NUMBER(0, pthread_join(thread, NULL));
  CHECK_NUMBER(0, pthread_attr_destroy(&attributes));
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
