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
} fixture;

void fixture_start(fixture *fixture);
void fixture_stop(fixture *fixture);

/* Which outputs a call was given a place for. */
enum {
  OUTPUT_SERVER = 1,
  OUTPUT_INFO = 2,
  OUTPUT_SESSION = 4,
  OUTPUT_LIST = 8,
  OUTPUT_NODE = 16,
  OUTPUT_TOTAL = 32,
  OUTPUT_LENGTH = 64,
  OUTPUT_ERROR = 128
};

/* A call and what came of it; what it did not write is garbage. */
typedef struct call {
  const fixture *fixture;
  /* The parameter that is not given its good argument, and a second one, or NULL. */
  const char *replaced;
  const char *replaced_too;
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
  size_t length;
  tsc_error *error;
} call;

/* Calls the function of that name. */
void call_make(call *call, fixture *fixture, const char *function, const char *replaced,
               const char *replaced_too, const char *replacement);
/* Fails if the call was given a place for an output and did not set it to NULL or 0. */
void call_check_outputs_are_empty(const call *call);
/* Fails unless the call was refused for a reason that has `reason` in it; frees the error. */
void call_check_refused(call *call, const char *reason);
/* Frees what a successful call gave. */
void call_free_outputs(call *call);

#endif
