/*
 * Every function of tsc.h, called with good arguments but for one: what the tests of bad
 * arguments have in common.
 */
#ifndef TSC_TESTS_CALLS_H
#define TSC_TESTS_CALLS_H

#include "fixture.h"

/* What comes of a bad argument. */
enum outcome {
  /* TSC_ERROR_INVALID_ARGUMENT, and a message that names the parameter. */
  REFUSED,
  /* The status that good arguments get. */
  ALLOWED,
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

typedef struct call call;

/* A function of tsc.h and one of its parameters, or NULL. */
typedef struct row {
  const char *function;
  const char *parameter;
  void (*make)(call *);
} row;

/* Made from tsc.h: the functions that take pointers, all their pointers, and the strings of these.
 */
extern const row functions[];
extern const size_t function_count;
extern const row pointers[];
extern const size_t pointer_count;
extern const row strings[];
extern const size_t string_count;

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
  OUTPUT_ERROR = 512,
  OUTPUT_BLOCK = 1024,
  OUTPUT_OFFSET = 2048
};

/* A call and what came of it; what it did not write is garbage. */
struct call {
  const fixture *fixture;
  /* The parameter that is not given its good argument; another that is given NULL, or NULL. */
  const char *replaced;
  const char *null_too;
  /* What it is given if it is a string; everything else is given NULL. */
  const char *replacement;
  int was_replaced;
  /* What has to come of the replaced argument. */
  enum outcome outcome;
  /* The fixture's handle that the function is called on, by its name; NULL if there is none. */
  const char *self;
  enum { STATUS, POINTER, NUMBER, NOTHING } returns;
  /* Of good arguments. */
  tsc_status good_status;

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
  const uint8_t *block;
  size_t offset;
  tsc_error *error;

  /* What a callback gives: lent during the call. */
  const tsc_event *event;
  tsc_credentials *credentials;
  /* Of a function that takes a callback: how often its user_data was freed, and whether it was
   * given a function for that. */
  int *freed;
  int is_to_be_freed;
};

/* Calls a row's function with good arguments, but with `replacement` for the row's parameter, and
 * NULL for `null_too`, if that is not NULL. */
void call_make(call *call, const fixture *fixture, const row *row, const char *replacement,
               const char *null_too);
/* Fails if the call was given a place for an output and did not set it to NULL or 0. */
void call_check_outputs_are_empty(const call *call);
/* Fails unless the call returned this status, without outputs, and with an error whose message has
 * the reason in it; frees the error. */
void call_check_failed(call *call, tsc_status status, const char *reason);
/* Fails unless the call was refused because its parameter `is` what it is; frees the error. */
void call_check_refused(call *call, const char *is);
/* Fails unless the user_data of each call so far was freed once, if a function for that was given.
 * No handle of the calls may be left. */
void calls_check_user_data(void);
/* Fails unless the call returned what good arguments get; frees what it gave. */
void call_check_allowed(call *call);

#endif
