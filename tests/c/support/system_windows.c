#include "system.h"

#ifdef _WIN32

#include "checks.h"

#include <io.h>
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

#include <tlhelp32.h>

/* A name in UTF-16 for Windows' functions. */
typedef struct wide {
  wchar_t text[1024];
} wide;

static wide wide_of(const char *text) {
  wide wide;
  CHECK(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, wide.text,
                            sizeof wide.text / sizeof wide.text[0]) > 0);
  return wide;
}

void set_variable(const char *name, const char *value) {
  /* An empty value removes a variable. */
  const wide wide_name = wide_of(name);
  const wide wide_value = wide_of(value ? value : "");
  CHECK(_wputenv_s(wide_name.text, wide_value.text) == 0);
}

FILE *open_file(const char *path, const char *mode) {
  const wide wide_path = wide_of(path);
  const wide wide_mode = wide_of(mode);
  FILE *file = _wfopen(wide_path.text, wide_mode.text);
  CHECK(file != NULL);
  return file;
}

void remove_file(const char *path) {
  const wide wide_path = wide_of(path);
  CHECK(_wremove(wide_path.text) == 0);
}

char *new_folder(const char *name) {
  wchar_t temporary[MAX_PATH];
  char parent[3 * MAX_PATH];
  char path[4 * MAX_PATH];
  const DWORD length = GetTempPathW(MAX_PATH, temporary);
  CHECK(length > 0 && length < MAX_PATH);
  CHECK(WideCharToMultiByte(CP_UTF8, 0, temporary, -1, parent, sizeof parent, NULL, NULL) > 0);
  for (int number = 1;; number++) {
    snprintf(path, sizeof path, "%stsc-%lu-%d-%s", parent, GetCurrentProcessId(), number, name);
    const wide wide_path = wide_of(path);
    if (CreateDirectoryW(wide_path.text, NULL)) {
      return copy_text(path);
    }
    CHECK(GetLastError() == ERROR_ALREADY_EXISTS);
  }
}

void remove_folder(const char *path) {
  const wide wide_path = wide_of(path);
  CHECK(RemoveDirectoryW(wide_path.text));
}

int redirect(FILE *stream, FILE *file) {
  CHECK(fflush(stream) == 0);
  const int before = _dup(_fileno(stream));
  CHECK(before >= 0 && _dup2(_fileno(file), _fileno(stream)) == 0);
  return before;
}

void end_redirection(FILE *stream, int before) {
  CHECK(fflush(stream) == 0);
  CHECK(_dup2(before, _fileno(stream)) == 0 && _close(before) == 0);
}

/* Handles are small multiples of 4. Wine does not count them. */
int64_t open_descriptors(void) {
  int64_t count = 0;
  for (uintptr_t handle = 4; handle < 1 << 14; handle += 4) {
    DWORD flags = 0;
    count += GetHandleInformation((HANDLE)handle, &flags) != 0;
  }
  return count;
}

int64_t running_threads(void) {
  const HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
  CHECK(snapshot != INVALID_HANDLE_VALUE);
  THREADENTRY32 entry;
  entry.dwSize = sizeof entry;
  int64_t count = 0;
  for (BOOL has_entry = Thread32First(snapshot, &entry); has_entry;
       has_entry = Thread32Next(snapshot, &entry)) {
    count += entry.th32OwnerProcessID == GetCurrentProcessId();
  }
  CHECK(CloseHandle(snapshot));
  return count;
}

static int64_t milliseconds(FILETIME time) {
  return (int64_t)(((uint64_t)time.dwHighDateTime << 32 | time.dwLowDateTime) / 10000);
}

int64_t processor_time(void) {
  FILETIME begin;
  FILETIME end;
  FILETIME kernel;
  FILETIME user;
  CHECK(GetProcessTimes(GetCurrentProcess(), &begin, &end, &kernel, &user));
  return milliseconds(kernel) + milliseconds(user);
}

#endif
