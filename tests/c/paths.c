/* Paths are in UTF-8 on every system: those of CA files and client certificates. */
#include "certificate.h"
#include "scratch.h"
#include "support.h"

#include <stdlib.h>

/* "Zertifikate für сервер 证书" */
#define NAME                                                                                       \
  "Zertifikate f\xc3\xbcr \xd1\x81\xd0\xb5\xd1\x80\xd0\xb2\xd0\xb5\xd1\x80 "                       \
  "\xe8\xaf\x81\xe4\xb9\xa6"

static simulator tableau;

static void copy_file(FILE *to, const char *path) {
  FILE *from = open_file(path, "rb");
  for (int byte = fgetc(from); byte != EOF; byte = fgetc(from)) {
    CHECK(fputc(byte, to) == byte);
  }
  CHECK(fclose(from) == 0 && fflush(to) == 0);
}

static void ca_path_may_have_any_letters(tsc_server *server) {
  tsc_server_info *info = NULL;
  tsc_error *error = NULL;
  CHECK_CALL(TSC_ERROR_CERTIFICATE, tsc_server_get_info(server, NULL, &info, &error));
  scratch authorities = scratch_new(NAME);
  copy_file(authorities.file, tableau.ca_path);
  CHECK_OK(tsc_server_set_ca_path(server, authorities.path, &error));
  CHECK_OK(tsc_server_get_info(server, NULL, &info, &error));
  tsc_server_info_free(info);
  scratch_free(&authorities);
}

static void path_of_a_client_certificate_may_have_any_letters(tsc_server *server) {
  tsc_error *error = NULL;
  scratch certificate = scratch_new(NAME);
  CHECK(fputs(client_pem, certificate.file) >= 0 && fflush(certificate.file) == 0);
  CHECK_OK(tsc_server_set_client_certificate(server, certificate.path, NULL, &error));
  scratch_free(&certificate);
}

static void error_has_the_path(tsc_server *server) {
  tsc_error *error = NULL;
  CHECK_NUMBER(TSC_ERROR_CA_PATH, tsc_server_set_ca_path(server, NAME, &error));
  CHECK_CONTAINS(NAME, tsc_error_message(error));
  tsc_error_free(error);
}

int main(void) {
  tsc_server *server = NULL;
  tsc_error *error = NULL;
  simulator_start(&tableau);
  CHECK_OK(tsc_server_new(tableau.https_url, &server, &error));
  ca_path_may_have_any_letters(server);
  path_of_a_client_certificate_may_have_any_letters(server);
  error_has_the_path(server);
  tsc_server_free(server);
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
