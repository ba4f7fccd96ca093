/*
 * A program for Microsoft's compiler and linker, with nothing but Windows' kernel32: it starts at
 * `start`, not at C's main. It makes an error and reads it, and ends with 0 if all was as expected.
 */
#include <tsc.h>

#ifdef __cplusplus
extern "C" {
#endif
__declspec(dllimport) __declspec(noreturn) void __stdcall ExitProcess(unsigned code);
void start(void);
#ifdef __cplusplus
}
#endif

static int equals(const char *a, const char *b) {
  while (*a == *b && *a != '\0') {
    a++;
    b++;
  }
  return *a == *b;
}

void start(void) {
  tsc_server *server = NULL;
  tsc_error *error = NULL;
  unsigned failed = 0;
  if (tsc_version_number() != TSC_VERSION_NUMBER || equals(tsc_version(), "")) {
    failed |= 1;
  }
  if (tsc_server_new("not a URL", &server, &error) != TSC_ERROR_INVALID_ARGUMENT || error == NULL) {
    failed |= 2;
  }
  if (error != NULL && tsc_error_message(error)[0] == '\0') {
    failed |= 4;
  }
  tsc_error_free(error);
  error = NULL;
  if (tsc_server_new("https://tableau.example", &server, &error) != TSC_OK || error != NULL) {
    failed |= 8;
  }
  tsc_server_free(server);
  ExitProcess(failed);
}
