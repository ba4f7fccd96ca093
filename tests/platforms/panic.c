/*
 * A panic in the library becomes an error, with its text, and nothing is printed. The library is
 * one that is built with TSC_EXPORT_PANIC.
 */
#include <stdio.h>
#include <string.h>
#include <tsc.h>

TSC_API tsc_status TSC_CALL tsc_panic(tsc_error **error);

int main(void) {
  for (int round = 0; round < 1000; round++) {
    tsc_error *error = NULL;
    const tsc_status status = tsc_panic(&error);
    if (status != TSC_ERROR_INTERNAL || error == NULL ||
        strstr(tsc_error_message(error), "wheel 3 came off") == NULL) {
      printf("status %d, %s\n", (int)status, error == NULL ? "no error" : tsc_error_message(error));
      return 1;
    }
    tsc_error_free(error);
    if (tsc_panic(NULL) != TSC_ERROR_INTERNAL) {
      printf("without an error: another status\n");
      return 1;
    }
  }
  return 0;
}
