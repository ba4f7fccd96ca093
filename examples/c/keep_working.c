/*
 * Reads a long list that outlives its session: prints how many workbooks there are, and a checksum
 * of their ids, by which two runs can be compared.
 *
 *   keep_working
 *
 * It reads the environment: TABLEAU_SERVER, TABLEAU_TOKEN_NAME, TABLEAU_TOKEN_FILE (a file with the
 * value of the token), and if needed TABLEAU_SITE and TABLEAU_CA_PATH. It exits with 0 if it has
 * read the whole list, 75 if trying again later may help, 1 if it does not, 130 after Ctrl-C.
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tsc.h"

#define TRY_AGAIN 75 /* EX_TEMPFAIL of BSD's sysexits.h */

/* The first Ctrl-C ends the work at the next item, the second one the program: a handler of signals
 * must not call tsc_cancellation_cancel, which takes a lock. */
static volatile sig_atomic_t is_interrupted;
static void interrupt(int number) {
  is_interrupted = 1;
  signal(number, SIG_DFL);
}

/* Prints and frees the error, and returns the exit code. */
static int fail(tsc_error *error) {
  int result = tsc_error_is_transient(error) ? TRY_AGAIN : EXIT_FAILURE;
  fprintf(stderr, "keep_working: %s\n", tsc_error_message(error));
  tsc_error_free(error);
  return result;
}

/* Gives the library the token, from a file here, from a vault elsewhere: at the sign-in and at each
 * renewal, so the token may be replaced while the program runs. */
static int32_t TSC_CALL give_token(tsc_credentials *credentials, void *path) {
  char token[512] = ""; /* a line break at its end is dropped */
  tsc_error *error = NULL;
  FILE *file = fopen(path, "r");
  int32_t is_set = file && fgets(token, sizeof token, file) &&
                   tsc_credentials_set_personal_access_token(
                       credentials, getenv("TABLEAU_TOKEN_NAME"), token, &error) == TSC_OK;
  if (!is_set) {
    /* Without this message the sign-in fails just the same. */
    const char *reason = file ? "the file of the token is empty" : strerror(errno);
    tsc_credentials_set_message(credentials, error ? tsc_error_message(error) : reason, NULL);
  }
  tsc_error_free(error);
  if (file) {
    fclose(file);
  }
  for (volatile char *byte = token; byte < token + sizeof token; byte++) {
    *byte = 0; /* a compiler may leave out memset */
  }
  return is_set;
}

/* The sum of all hashes (FNV-1a) is the same in any order. */
static uint64_t hash(const char *id) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  while (id && *id) {
    hash = (hash ^ (unsigned char)*id++) * UINT64_C(0x100000001b3);
  }
  return hash;
}

static int read_all(tsc_list *list) {
  const tsc_node *workbook = NULL;
  tsc_error *error = NULL;
  uint64_t total = 0, count = 0, sum = 0;
  if (tsc_list_set_lookahead(list, 8, &error) != TSC_OK ||
      tsc_list_total_available(list, NULL, &total, &error) != TSC_OK ||
      tsc_list_next(list, NULL, &workbook, &error) != TSC_OK) {
    return fail(error);
  }
  while (workbook && !is_interrupted) {
    sum += hash(tsc_node_attribute(workbook, "id"));
    if (++count % 100000 == 0) {
      printf("%" PRIu64 " of %" PRIu64 "\n", count, total);
    }
    if (tsc_list_next(list, NULL, &workbook, &error) != TSC_OK) {
      return fail(error);
    }
  }
  printf("%" PRIu64 " of %" PRIu64 " workbooks, checksum %016" PRIx64 "\n", count, total, sum);
  /* Another number than the server said: the list was changed while it was read. */
  return is_interrupted ? 130 : count == total ? EXIT_SUCCESS : TRY_AGAIN;
}

int main(void) {
  char *token_file = getenv("TABLEAU_TOKEN_FILE");
  tsc_server *server = NULL;
  tsc_session *session = NULL;
  tsc_list *list = NULL;
  tsc_error *error = NULL;
  int result;
  signal(SIGINT, interrupt);
  if (tsc_server_new(getenv("TABLEAU_SERVER"), &server, &error) == TSC_OK &&
      tsc_server_set_ca_path(server, getenv("TABLEAU_CA_PATH"), &error) == TSC_OK &&
      tsc_server_set_retry(server, 6, 60000, &error) == TSC_OK &&
      tsc_server_sign_in_with_callback(server, give_token, token_file ? token_file : "", NULL,
                                       getenv("TABLEAU_SITE"), NULL, &session, &error) == TSC_OK &&
      tsc_session_list(session, "workbooks", &list, &error) == TSC_OK) {
    result = read_all(list);
  } else {
    result = fail(error);
  }
  tsc_list_free(list);
  if (session && tsc_session_sign_out(session, NULL, &error) != TSC_OK) {
    result = fail(error);
  }
  tsc_session_free(session);
  tsc_server_free(server);
  return result;
}
