/*
 * The DLL in a program that loads plug-ins: loaded by a path with letters that no code page of
 * Windows has all of, used and freed, repeatedly. This program is not linked to it.
 */
#include "loaded.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

enum { ROUNDS = 50 };

/* "Bücherei библиотека 図書館" */
#define FOLDER                                                                                     \
  L"B\u00fccherei \u0431\u0438\u0431\u043b\u0438\u043e\u0442\u0435\u043a\u0430 \u56f3\u66f8\u9928"

static simulator tableau;
static wchar_t library_path[1024];

/* Copies the DLL into a folder beside this program. It stays there, because it stays loaded. */
static void copy_library(const char *path) {
  wchar_t original[1024];
  wchar_t folder[512];
  CHECK(MultiByteToWideChar(CP_UTF8, 0, path, -1, original, 1024) > 0);
  const DWORD length = GetModuleFileNameW(NULL, folder, 400);
  CHECK(length > 0 && length < 400);
  wcscpy(wcsrchr(folder, L'\\') + 1, FOLDER);
  CHECK(CreateDirectoryW(folder, NULL) || GetLastError() == ERROR_ALREADY_EXISTS);
  swprintf(library_path, 1024, L"%ls\\tsc.dll", folder);
  CHECK(CopyFileW(original, library_path, FALSE));
}

static address find(void *library, const char *name) {
  return (address)GetProcAddress(library, name);
}

static void *load(void) {
  void *library = LoadLibraryW(library_path);
  CHECK_NUMBER(0, library ? 0 : (int64_t)GetLastError());
  loaded_find(library, find);
  return library;
}

static void unload(void *library) {
  loaded_forget();
  CHECK(FreeLibrary(library));
}

static void *load_use_and_free(void *nothing) {
  void *library = load();
  do_a_whole_job(&tableau);
  unload(library);
  return nothing;
}

/* Every other round runs in a thread that ends after it has freed the library. */
static void loading_again_and_again_works_and_leaves_no_thread(void) {
  const int64_t threads_before = running_threads();
  for (int round = 0; round < ROUNDS; round++) {
    if (round % 2 == 0) {
      load_use_and_free(NULL);
    } else {
      thread_join(thread_start(load_use_and_free, NULL));
    }
  }
  /* A thread that has ended may be listed for a moment longer; CTest has the time limit. */
  while (running_threads() > threads_before) {
  }
}

/* A thread resolves the name, perhaps for longer than the call takes, so it may run in the library.
 */
static void library_stays_loaded_once_it_has_started_a_thread(void) {
  void *library = load();
  tsc_server *server = NULL;
  tsc_server_info *info = NULL;
  tsc_error *error = NULL;
  tsc_cancellation *cancellation = tsc.tsc_cancellation_new_with_timeout(1000);
  EXPECT_OK(tsc.tsc_server_new("https://no-such-host.invalid", &server, &error));
  CHECK(tsc.tsc_server_get_info(server, cancellation, &info, NULL) != TSC_OK);
  tsc.tsc_cancellation_free(cancellation);
  tsc.tsc_server_free(server);
  unload(library);
  CHECK(GetModuleHandleW(library_path) != NULL);
}

int main(int argc, char **argv) {
  CHECK_NUMBER(2, argc);
  copy_library(argv[1]);
  simulator_start(&tableau);
  CHECK(GetModuleHandleW(library_path) == NULL);
  loading_again_and_again_works_and_leaves_no_thread();
  library_stays_loaded_once_it_has_started_a_thread();
  loading_again_and_again_works_and_leaves_no_thread();
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
