#define _POSIX_C_SOURCE 200809L

#include "system.h"

#ifndef _WIN32

#include "checks.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

void set_variable(const char *name, const char *value) {
  CHECK((value ? setenv(name, value, 1) : unsetenv(name)) == 0);
}

FILE *open_file(const char *path, const char *mode) {
  FILE *file = fopen(path, mode);
  CHECK(file != NULL);
  return file;
}

void remove_file(const char *path) { CHECK(unlink(path) == 0); }

char *new_folder(const char *name) {
  char path[256];
  for (int number = 1;; number++) {
    int length = snprintf(path, sizeof path, "/tmp/tsc-%ld-%d-%s", (long)getpid(), number, name);
    CHECK(length > 0 && (size_t)length < sizeof path);
    if (mkdir(path, 0700) == 0) {
      return copy_text(path);
    }
    CHECK(errno == EEXIST);
  }
}

void remove_folder(const char *path) { CHECK(rmdir(path) == 0); }

int redirect(FILE *stream, FILE *file) {
  CHECK(fflush(stream) == 0);
  const int before = dup(fileno(stream));
  CHECK(before >= 0 && dup2(fileno(file), fileno(stream)) >= 0);
  return before;
}

void end_redirection(FILE *stream, int before) {
  CHECK(fflush(stream) == 0);
  CHECK(dup2(before, fileno(stream)) >= 0 && close(before) == 0);
}

static int64_t entries(const char *folder) {
  int64_t count = 0;
  DIR *directory = opendir(folder);
  CHECK(directory != NULL);
  while (readdir(directory)) {
    count++;
  }
  CHECK(closedir(directory) == 0);
  return count;
}

int64_t open_descriptors(void) { return entries("/proc/self/fd"); }

int64_t running_threads(void) { return entries("/proc/self/task"); }

int64_t processor_time(void) { return (int64_t)clock() * 1000 / CLOCKS_PER_SEC; }

#endif
