#include "checks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fail_at(const char *file, int line) {
  fprintf(stderr, "  at %s:%d\n", file, line);
  exit(EXIT_FAILURE);
}

static const char *or_null(const char *text) { return text ? text : "(NULL)"; }

void check(int holds, const char *what, const char *file, int line) {
  if (!holds) {
    fprintf(stderr, "this does not hold: %s\n", what);
    fail_at(file, line);
  }
}

void check_number(int64_t expected, int64_t actual, const char *what, const char *file, int line) {
  if (expected != actual) {
    fprintf(stderr, "%s is %lld and should be %lld\n", what, (long long)actual,
            (long long)expected);
    fail_at(file, line);
  }
}

void check_text(const char *expected, const char *actual, const char *what, const char *file,
                int line) {
  int same = expected && actual ? strcmp(expected, actual) == 0 : expected == actual;
  if (!same) {
    fprintf(stderr, "%s is \"%s\" and should be \"%s\"\n", what, or_null(actual),
            or_null(expected));
    fail_at(file, line);
  }
}

void check_contains(const char *part, const char *text, const char *what, const char *file,
                    int line) {
  if (!text || !strstr(text, part)) {
    fprintf(stderr, "%s is \"%s\" and should have \"%s\" in it\n", what, or_null(text), part);
    fail_at(file, line);
  }
}

char *copy_text(const char *text) {
  CHECK(text != NULL);
  size_t size = strlen(text) + 1;
  char *copy = malloc(size);
  CHECK(copy != NULL);
  memcpy(copy, text, size);
  return copy;
}
