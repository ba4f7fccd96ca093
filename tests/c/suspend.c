/*
 * A machine that was suspended. Nothing sleeps here: the process enters a time namespace in which
 * the clock that includes suspends (CLOCK_BOOTTIME) is ahead, and the others are not. A process
 * sees the same after a suspend. Only a process with a single thread may enter one, so this has
 * one.
 */
#define _GNU_SOURCE

#include "child.h"
#include "support.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x80
#endif

static void write_file(const char *path, const char *text) {
  const int file = open(path, O_WRONLY | O_CLOEXEC);
  CHECK(file >= 0);
  CHECK(write(file, text, strlen(text)) == (ssize_t)strlen(text));
  CHECK(close(file) == 0);
}

/* A new namespace applies to the children of the process that makes it, so a child makes one. */
static void make_namespace(int is_made, int is_left, int seconds) {
  char offsets[64];
  char byte = 0;
  CHECK(unshare(CLONE_NEWTIME) == 0);
  snprintf(offsets, sizeof offsets, "boottime %d 0\n", seconds);
  write_file("/proc/self/timens_offsets", offsets);
  CHECK(write(is_made, &byte, 1) == 1);
  CHECK(read(is_left, &byte, 1) == 0);
  _exit(EXIT_SUCCESS);
}

/* `seconds` is the time since the test began, including earlier suspends. */
static void suspend(int seconds) {
  int made[2];
  int left[2];
  char path[64];
  char byte = 0;
  CHECK(pipe(made) == 0 && pipe(left) == 0);
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    CHECK(close(left[1]) == 0);
    make_namespace(made[1], left[0], seconds);
  }
  CHECK(close(left[0]) == 0);
  CHECK(read(made[0], &byte, 1) == 1);
  snprintf(path, sizeof path, "/proc/%d/ns/time_for_children", (int)child);
  const int namespace = open(path, O_RDONLY | O_CLOEXEC);
  CHECK(namespace >= 0);
  CHECK(setns(namespace, CLONE_NEWTIME) == 0);
  CHECK(close(namespace) == 0 && close(left[1]) == 0);
  CHECK(close(made[0]) == 0 && close(made[1]) == 0);
  await_child(child);
}

/* Returns the number of the connection that it used. */
static unsigned long read_a_page(const simulator *tableau, tsc_session *session) {
  tsc_list *list = list_of(session, "workbooks");
  tsc_error *error = NULL;
  uint64_t total = 0;
  CHECK_OK(tsc_list_total_available(list, NULL, &total, &error));
  tsc_list_free(list);
  return simulator_last_connection(tableau, "/workbooks");
}

int main(void) {
  simulator tableau;
  simulator_start(&tableau);
  /* A user other than root has the rights for it in a user namespace. */
  CHECK(geteuid() == 0 || unshare(CLONE_NEWUSER) == 0);
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_demo(server, NULL);
  tsc_cancellation *short_limit = tsc_cancellation_new_with_timeout(1000 * 1000);
  tsc_cancellation *long_limit = tsc_cancellation_new_with_timeout(UINT32_MAX);

  const unsigned long first = read_a_page(&tableau, session);
  CHECK(read_a_page(&tableau, session) == first);
  CHECK(!tsc_cancellation_is_cancelled(short_limit));

  /* Timeouts include the suspend, and a connection from before it is not used again. */
  suspend(3600);
  CHECK(tsc_cancellation_is_cancelled(short_limit));
  CHECK(!tsc_cancellation_is_cancelled(long_limit));
  const unsigned long second = read_a_page(&tableau, session);
  CHECK(second != first);
  CHECK(read_a_page(&tableau, session) == second);

  /* The same after each suspend. */
  suspend(7200);
  CHECK(read_a_page(&tableau, session) != second);

  tsc_error *error = NULL;
  CHECK_OK(tsc_session_sign_out(session, long_limit, &error));
  tsc_cancellation_free(short_limit);
  tsc_cancellation_free(long_limit);
  tsc_session_free(session);
  tsc_server_free(server);
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
