#define _POSIX_C_SOURCE 200809L

#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of nobody: made for these tests. */
static const char client_pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg6aFA7DHaO0bDVCty\n"
    "+mcP/7Myt1nWGTa6dENOTy6Z1mehRANCAARuGA37l4+14OAYiL+GJyj/BFv0CtbV\n"
    "wQZ0hqPQQvKGW5/4RJininqSW+macXNEUBPV2XCvgam/TxFW47B4n95Z\n"
    "-----END PRIVATE KEY-----\n"
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBhzCCAS2gAwIBAgIUUEdipnNoN5AI5MX/vyqOWKG8hwkwCgYIKoZIzj0EAwIw\n"
    "GDEWMBQGA1UEAwwNYSB0ZXN0IGNsaWVudDAgFw0yNjExMjQwNzMyMjNaGA8yMTI2\n"
    "MTAzMTA3MzIyM1owGDEWMBQGA1UEAwwNYSB0ZXN0IGNsaWVudDBZMBMGByqGSM49\n"
    "AgEGCCqGSM49AwEHA0IABG4YDfuXj7Xg4BiIv4YnKP8EW/QK1tXBBnSGo9BC8oZb\n"
    "n/hEmKeKepJb6Zpxc0RQE9XZcK+Bqb9PEVbjsHif3lmjUzBRMB0GA1UdDgQWBBSH\n"
    "Ag9azCroyyx6YhHoHiFuv16tQzAfBgNVHSMEGDAWgBSHAg9azCroyyx6YhHoHiFu\n"
    "v16tQzAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIHOHGis5Q1P/\n"
    "9UqxNYHgeogPWyCKYoBcg+AA97ukj9LtAiEAhqB07z34qM3AXr5cXZ5bTwyqT+De\n"
    "zluwL2+eNmFSIzg=\n"
    "-----END CERTIFICATE-----\n";

static char *read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  CHECK(file != NULL);
  static char text[65536];
  size_t length = fread(text, 1, sizeof text - 1, file);
  CHECK(length > 0 && feof(file));
  fclose(file);
  text[length] = '\0';
  return copy_text(text);
}

static void write_client_file(fixture *fixture) {
  strcpy(fixture->client_path, "/tmp/tsc-client-XXXXXX");
  int file = mkstemp(fixture->client_path);
  CHECK(file >= 0);
  CHECK(write(file, client_pem, sizeof client_pem - 1) == (ssize_t)sizeof client_pem - 1);
  CHECK(close(file) == 0);
}

void fixture_start(fixture *fixture) {
  tsc_error *error = NULL;
  memset(fixture, 0, sizeof *fixture);
  simulator_start(&fixture->tableau);
  fixture->ca_pem = read_file(fixture->tableau.ca_path);
  fixture->client_pem = client_pem;
  write_client_file(fixture);
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
  CHECK(unlink(fixture->client_path) == 0);
  free(fixture->ca_pem);
  free(fixture->user_id);
  free(fixture->token);
  simulator_stop(&fixture->tableau);
}
