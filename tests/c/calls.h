/*
 * Every function of tsc.h, called with good arguments but for one: what the tests of bad
 * arguments have in common.
 */
#ifndef TSC_TESTS_CALLS_H
#define TSC_TESTS_CALLS_H

#include "support.h"

/* What good arguments are taken from. */
typedef struct fixture {
  simulator tableau;
  char *ca_pem;
  /* A client certificate and its key, as text and as a file. */
  const char *client_pem;
  char client_path[64];
  char *user_id;
  tsc_server_info *info;
  tsc_error *error;
  const tsc_response *response;
  /* Lends the node. */
  tsc_list *read_list;
  const tsc_node *node;
  /* Fresh for every call. */
  tsc_server *server;
  tsc_session *session;
  tsc_list *list;
  tsc_request *request;
} fixture;

void fixture_start(fixture *fixture);
void fixture_stop(fixture *fixture);

/* What comes of a bad argument. */
enum outcome {
  /* TSC_ERROR_INVALID_ARGUMENT, and a message that names the parameter. */
  REFUSED,
  /* TSC_OK. */
  ALLOWED,
  /* Sent, and refused by the simulator: it is no Tableau Cloud, and the user no administrator. */
  ALLOWED_BUT_FORBIDDEN,
  /* TSC_ERROR_CA_PATH: bytes are no text, but these are no certificate either. */
  NO_CERTIFICATE,
  /* Of a getter. */
  GIVES_NULL,
  GIVES_EMPTY,
  GIVES_SOMETHING,
  GIVES_ZERO,
  GIVES_MINUS_ONE,
  /* Of a function that returns nothing. */
  DOES_NOTHING
};

typedef struct row {
  const char *function;
  const char *parameter;
  enum outcome outcome;
} row;

/* Prints the rows and ends the program, if it was called with --list: for check_rows.cmake. */
void rows_list_if_asked(int argc, char **argv, const row *rows, size_t count);

/* Which outputs a call was given a place for. */
enum {
  OUTPUT_SERVER = 1,
  OUTPUT_INFO = 2,
  OUTPUT_SESSION = 4,
  OUTPUT_LIST = 8,
  OUTPUT_NODE = 16,
  OUTPUT_TOTAL = 32,
  OUTPUT_LENGTH = 64,
  OUTPUT_REQUEST = 128,
  OUTPUT_RESPONSE = 256,
  OUTPUT_ERROR = 512
};

/* A call and what came of it; what it did not write is garbage. */
typedef struct call {
  const fixture *fixture;
  /* The parameter that is not given its good argument; another that is given NULL, or NULL. */
  const char *replaced;
  const char *null_too;
  /* What it is given if it is a string; everything else is given NULL. */
  const char *replacement;
  int was_replaced;

  tsc_status status;
  const void *pointer;
  int64_t number;
  unsigned outputs;
  tsc_server *server;
  tsc_server_info *info;
  tsc_session *session;
  tsc_list *list;
  const tsc_node *node;
  uint64_t total;
  tsc_request *request;
  tsc_response *response;
  size_t length;
  tsc_error *error;
} call;

/* Calls the function of a row with `replacement` for its parameter, and NULL for another too. */
void call_make(call *call, fixture *fixture, const row *row, const char *replacement,
               const char *null_too);
/* Fails if the call was given a place for an output and did not set it to NULL or 0. */
void call_check_outputs_are_empty(const call *call);
/* Fails unless the call was refused because its parameter `is` what it is; frees the error. */
void call_check_refused(call *call, const char *is);
/* Frees what a successful call gave. */
void call_free_outputs(call *call);

#endif
