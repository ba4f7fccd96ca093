/*
 * Text that is not UTF-8 for every string of every function: refused, and nothing of it
 * reaches the server.
 */
#include "calls.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
  const char *kind;
  const char *text;
} texts[] = {
    {"a continuation byte by itself", "name\x80"},
    {"a continuation byte too many", "\xc3\xa9\xa9"},
    {"a slash in two bytes", "name\xc0\xaf"},
    {"a slash in three bytes", "\xe0\x80\xafname"},
    {"a surrogate", "name \xed\xa0\x80 name"},
    {"a code point over U+10FFFF", "\xf4\x90\x80\x80"},
    {"a character cut off at the end", "name\xe2\x82"},
    {"a character cut off by another", "\xf0\x9f\x94name"},
    {"a byte that is never used", "\xff"},
    {"Latin-1", "M\xfcller"},
};

static const size_t text_count = sizeof texts / sizeof texts[0];

static void run(fixture *fixture, const row *row, const char *text) {
  call call;
  fixture_refresh(fixture);
  call_make(&call, fixture, row, text, NULL);
  switch (call.outcome) {
  case REFUSED:
    call_check_refused(&call, "not UTF-8");
    break;
  case NO_CERTIFICATE:
    CHECK_NUMBER(TSC_ERROR_CA_PATH, call.status);
    CHECK_NUMBER(TSC_ERROR_CA_PATH, tsc_error_status(call.error));
    tsc_error_free(call.error);
    break;
  case GIVES_NULL:
    CHECK(call.pointer == NULL);
    break;
  default:
    CHECK(!"an outcome of text");
  }
}

int main(void) {
  fixture fixture;
  fixture_start(&fixture);
  simulator_clear_requests(&fixture.tableau);
  for (size_t i = 0; i < string_count; i++) {
    for (size_t kind = 0; kind < text_count; kind++) {
      /* Seen when a check fails, or the program dies. */
      printf("%s(%s = %s)\n", strings[i].function, strings[i].parameter, texts[kind].kind);
      fflush(stdout);
      run(&fixture, &strings[i], texts[kind].text);
    }
  }
  /* Those before a callback. */
  size_t versions = simulator_requests(&fixture.tableau, "/serverInfo");
  CHECK_NUMBER((int64_t)versions, (int64_t)simulator_requests(&fixture.tableau, ""));
  fixture_stop(&fixture);
  calls_check_user_data();
  return EXIT_SUCCESS;
}
