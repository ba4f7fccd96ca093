#include "loaded.h"

#include "checks.h"

#include <stdio.h>
#include <string.h>

loaded tsc;

static address checked(address address) {
  CHECK(address != NULL);
  return address;
}

#define FUNCTION(name) tsc.name = (__typeof__(name) *)checked(find(library, #name));
void loaded_find(void *library, address (*find)(void *library, const char *name)) {
#include "declared_functions.h"
}
#undef FUNCTION

void loaded_forget(void) { memset(&tsc, 0, sizeof tsc); }

void expect(tsc_status expected, tsc_status actual, tsc_error **error, const char *what,
            const char *file, int line) {
  if (expected != actual) {
    fprintf(stderr, "%s\n", tsc.tsc_error_message(*error));
  }
  check_number(expected, actual, what, file, line);
  tsc.tsc_error_free(*error);
  *error = NULL;
}

static void read_a_page(tsc_session *session) {
  tsc_list *list = NULL;
  const tsc_node *node = NULL;
  tsc_error *error = NULL;
  EXPECT_OK(tsc.tsc_session_list(session, "workbooks", &list, &error));
  EXPECT_OK(tsc.tsc_list_set_page_size(list, 10, &error));
  EXPECT_OK(tsc.tsc_list_next(list, NULL, &node, &error));
  CHECK_TEXT("Superstore", tsc.tsc_node_attribute(node, "name"));
  tsc.tsc_list_free(list);
}

static void send_a_request(tsc_session *session, const char *path, tsc_cancellation *cancellation,
                           tsc_status expected) {
  tsc_request *request = NULL;
  tsc_response *response = NULL;
  tsc_error *error = NULL;
  EXPECT_OK(tsc.tsc_session_request(session, "GET", path, &request, &error));
  EXPECT(expected, tsc.tsc_request_send(request, cancellation, &response, &error));
  CHECK((response != NULL) == (expected == TSC_OK));
  tsc.tsc_response_free(response);
  tsc.tsc_request_free(request);
}

void do_a_whole_job(const simulator *tableau) {
  tsc_server *server = NULL;
  tsc_session *session = NULL;
  tsc_error *error = NULL;
  EXPECT_OK(tsc.tsc_server_new(tableau->https_url, &server, &error));
  EXPECT_OK(tsc.tsc_server_set_ca_path(server, tableau->ca_path, &error));
  EXPECT_OK(tsc.tsc_server_sign_in_with_password(server, "alice", "alice-password", NULL, NULL,
                                                 NULL, &session, &error));
  read_a_page(session);
  send_a_request(session, "projects", NULL, TSC_OK);
  send_a_request(session, "workbooks/none", NULL, TSC_ERROR_NOT_FOUND);
  tsc_cancellation *cancellation = tsc.tsc_cancellation_new();
  tsc.tsc_cancellation_cancel(cancellation);
  send_a_request(session, "projects", cancellation, TSC_ERROR_CANCELLED);
  tsc.tsc_cancellation_free(cancellation);
  EXPECT_OK(tsc.tsc_session_sign_out(session, NULL, &error));
  tsc.tsc_session_free(session);
  tsc.tsc_server_free(server);
}
