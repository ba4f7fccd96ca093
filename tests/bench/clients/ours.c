/* What the programs that measure libtsc share. */
#include "ours.h"

#include <stdio.h>
#include <stdlib.h>

tsc_error *error;

void must(tsc_status status) {
  if (status != TSC_OK) {
    fprintf(stderr, "%s: %s\n", tsc_status_name(status), tsc_error_message(error));
    exit(EXIT_FAILURE);
  }
}

void expect(int32_t holds, const char *what) {
  if (!holds) {
    fprintf(stderr, "this does not hold: %s\n", what);
    exit(EXIT_FAILURE);
  }
}

tsc_server *new_server(const struct target *target) {
  tsc_server *server = NULL;
  must(tsc_server_new(target->url, &server, &error));
  if (target->ca) {
    must(tsc_server_set_ca_path(server, target->ca, &error));
  }
  return server;
}

tsc_session *sign_in(tsc_server *server) {
  tsc_session *session = NULL;
  must(tsc_server_sign_in_with_personal_access_token(server, "bench", "bench-secret", "samples",
                                                     NULL, NULL, &session, &error));
  return session;
}

tsc_request *small_request(tsc_session *session) {
  tsc_request *request = NULL;
  must(tsc_session_request(session, "GET", "workbooks/small", &request, &error));
  return request;
}

uint64_t sent(tsc_request *request) {
  tsc_response *response = NULL;
  size_t length = 0;
  must(tsc_request_send(request, NULL, &response, &error));
  expect(tsc_response_body(response, &length) != NULL, "the response has a body");
  tsc_response_free(response);
  return length;
}
