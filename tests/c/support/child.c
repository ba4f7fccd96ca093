#define _POSIX_C_SOURCE 200809L

#include "checks.h"

#ifndef _WIN32

#include "child.h"

#include <stdlib.h>
#include <sys/wait.h>

void await_child(pid_t child) {
  int status = -1;
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS);
}

#endif
