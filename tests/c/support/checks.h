/* Checks that end the program if they fail. */
#ifndef TSC_TESTS_CHECKS_H
#define TSC_TESTS_CHECKS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CHECK(condition) check((condition) ? 1 : 0, #condition, __FILE__, __LINE__)
#define CHECK_NUMBER(expected, actual)                                                             \
  check_number((expected), (actual), #actual, __FILE__, __LINE__)
/* Either may be NULL. */
#define CHECK_TEXT(expected, actual) check_text((expected), (actual), #actual, __FILE__, __LINE__)
#define CHECK_CONTAINS(part, text) check_contains((part), (text), #text, __FILE__, __LINE__)

void fail_at(const char *file, int line);
void check(int holds, const char *what, const char *file, int line);
void check_number(int64_t expected, int64_t actual, const char *what, const char *file, int line);
void check_text(const char *expected, const char *actual, const char *what, const char *file,
                int line);
void check_contains(const char *part, const char *text, const char *what, const char *file,
                    int line);

/* A copy that the caller frees. */
char *copy_text(const char *text);

#ifdef __cplusplus
}
#endif

#endif
