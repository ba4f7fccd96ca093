/*
 * NULL for every pointer of every function: refused where it is needed, as documented where
 * it is not, and never a crash.
 */
#include "calls.h"

#include <stdio.h>
#include <stdlib.h>

static void run(fixture *fixture, const row *row) {
  call call;
  fixture_refresh(fixture);
  call_make(&call, fixture, row, NULL, NULL);
  switch (call.outcome) {
  case REFUSED:
    call_check_refused(&call, "NULL");
    /* Nor does a caller who wants no error get into trouble. */
    fixture_refresh(fixture);
    call_make(&call, fixture, row, NULL, "error");
    call_check_refused(&call, "NULL");
    break;
  case ALLOWED:
    call_check_allowed(&call);
    break;
  case GIVES_NULL:
    CHECK(call.pointer == NULL);
    call_check_outputs_are_empty(&call);
    break;
  case GIVES_EMPTY:
    CHECK_TEXT("", call.pointer);
    break;
  case GIVES_SOMETHING:
    CHECK(call.pointer != NULL);
    break;
  case GIVES_ZERO:
    CHECK_NUMBER(0, call.number);
    break;
  case GIVES_MINUS_ONE:
    CHECK_NUMBER(-1, call.number);
    break;
  case DOES_NOTHING:
    break;
  case NO_CERTIFICATE:
    CHECK(!"an outcome of NULL");
  }
}

static void no_pem_of_no_length_is_the_system_again(const fixture *fixture) {
  tsc_server *server = server_of(&fixture->tableau);
  tsc_server_info *info = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_server_set_ca_pem(server, NULL, 0, &error));
  CHECK_CALL(TSC_ERROR_CERTIFICATE, tsc_server_get_info(server, NULL, &info, &error));
  tsc_server_free(server);
}

static void good_arguments_are_good(fixture *fixture) {
  for (size_t i = 0; i < function_count; i++) {
    call call;
    fixture_refresh(fixture);
    printf("%s\n", functions[i].function);
    fflush(stdout);
    call_make(&call, fixture, &functions[i], NULL, NULL);
    if (call.returns == STATUS) {
      call_check_allowed(&call);
    }
  }
}

int main(void) {
  fixture fixture;
  fixture_start(&fixture);
  good_arguments_are_good(&fixture);
  for (size_t i = 0; i < pointer_count; i++) {
    /* Seen when a check fails, or the program dies. */
    printf("%s(%s = NULL)\n", pointers[i].function, pointers[i].parameter);
    fflush(stdout);
    run(&fixture, &pointers[i]);
  }
  no_pem_of_no_length_is_the_system_again(&fixture);
  fixture_stop(&fixture);
  calls_check_user_data();
  return EXIT_SUCCESS;
}
