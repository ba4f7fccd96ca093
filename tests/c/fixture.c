#include "fixture.h"

#include "certificate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_file(const char *path) {
  FILE *file = open_file(path, "rb");
  static char text[65536];
  size_t length = fread(text, 1, sizeof text - 1, file);
  CHECK(length > 0 && feof(file));
  fclose(file);
  text[length] = '\0';
  return copy_text(text);
}

void fixture_start(fixture *fixture) {
  tsc_error *error = NULL;
  memset(fixture, 0, sizeof *fixture);
  simulator_start(&fixture->tableau);
  fixture->ca_pem = read_file(fixture->tableau.ca_path);
  fixture->client_pem = client_pem;
  fixture->client_file = scratch_new("client");
  CHECK(fputs(client_pem, fixture->client_file.file) >= 0 &&
        fflush(fixture->client_file.file) == 0);
  tsc_server *server = server_of(&fixture->tableau);
  CHECK_OK(tsc_server_get_info(server, NULL, &fixture->info, &error));
  tsc_session *session = sign_in_alice(server, NULL);
  fixture->user_id = copy_text(tsc_session_user_id(session));
  fixture->read_list = list_of(session, "workbooks");
  CHECK_OK(tsc_list_next(fixture->read_list, NULL, &fixture->node, &error));
  CHECK(fixture->node != NULL);

  tsc_list *list = list_of(session, "no-such-things");
  const tsc_node *node = NULL;
  CHECK(tsc_list_next(list, NULL, &node, &fixture->error) != TSC_OK);
  fixture->response = tsc_error_response(fixture->error);
  CHECK(fixture->response != NULL);
  tsc_list_free(list);
  tsc_session_free(session);

  fixture->session = sign_in_alice(server, NULL);
  tsc_server_free(server);
}

void fixture_refresh(fixture *fixture) {
  tsc_server_free(fixture->server);
  fixture->server = server_of(&fixture->tableau);
  if (!tsc_session_is_signed_in(fixture->session)) {
    tsc_session_free(fixture->session);
    fixture->session = sign_in_alice(fixture->server, NULL);
  }
  tsc_list_free(fixture->list);
  fixture->list = list_of(fixture->session, "workbooks");
  tsc_request_free(fixture->request);
  fixture->request = request_of(fixture->session, "GET", "workbooks");
  free(fixture->token);
  fixture->token = copy_text(tsc_session_token(fixture->session));
}

void fixture_stop(fixture *fixture) {
  tsc_request_free(fixture->request);
  tsc_list_free(fixture->list);
  tsc_list_free(fixture->read_list);
  tsc_session_free(fixture->session);
  tsc_server_free(fixture->server);
  tsc_server_info_free(fixture->info);
  tsc_error_free(fixture->error);
  scratch_free(&fixture->client_file);
  free(fixture->ca_pem);
  free(fixture->user_id);
  free(fixture->token);
  simulator_stop(&fixture->tableau);
}
