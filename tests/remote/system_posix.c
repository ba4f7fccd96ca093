/* Every system but Windows: see system.h. */
#ifndef _WIN32

#define _GNU_SOURCE /* syscall */
#include "system.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

/* musl's threads have 128 KiB, which tsc.h says the library needs for itself. */
enum { STACK = 1 << 20 };

#if defined(__linux__) && !defined(__GLIBC__)
const char system_name[] = "musl";
#else
const char system_name[] = "posix";
#endif

connection system_listen(unsigned *port) {
  /* A peer that has closed is seen in what send returns. */
  signal(SIGPIPE, SIG_IGN);
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {0};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, length) != 0 ||
      listen(listener, SOMAXCONN) != 0 ||
      getsockname(listener, (struct sockaddr *)&address, &length) != 0)
    return NO_CONNECTION;
  *port = ntohs(address.sin_port);
  return listener;
}

connection system_accept(connection listener) {
  int accepted = accept(listener, NULL, NULL);
  int yes = 1;
  if (accepted >= 0)
    setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return accepted;
}

void system_close(connection one) { close(one); }

typedef struct task {
  void (*run)(connection);
  connection argument;
} task;

static void *run_task(void *given) {
  task one = *(task *)given;
  free(given);
  one.run(one.argument);
  return NULL;
}

int system_start_thread(void (*run)(connection), connection argument) {
  task *one = malloc(sizeof *one);
  pthread_attr_t attributes;
  if (!one || pthread_attr_init(&attributes) != 0) {
    free(one);
    return 0;
  }
  one->run = run;
  one->argument = argument;
  pthread_t thread;
  int is_started = pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED) == 0 &&
                   pthread_attr_setstacksize(&attributes, STACK) == 0 &&
                   pthread_create(&thread, &attributes, run_task, one) == 0;
  pthread_attr_destroy(&attributes);
  if (!is_started)
    free(one);
  return is_started;
}

static uint64_t time_of(clockid_t clock) {
  struct timespec time = {0};
  clock_gettime(clock, &time);
  return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_nsec / 1000;
}

uint64_t system_process_time(void) { return time_of(CLOCK_PROCESS_CPUTIME_ID); }

uint64_t system_thread_time(void) { return time_of(CLOCK_THREAD_CPUTIME_ID); }

uint64_t system_thread(void) {
#ifdef __linux__
  return (uint64_t)syscall(SYS_gettid);
#else
  return 0;
#endif
}

uint64_t system_handles(void) { return 0; }

int system_set_variable(const char *name, const char *value) {
  return (value ? setenv(name, value, 1) : unsetenv(name)) == 0;
}

#else
/* An empty file is not C. */
typedef int not_posix;
#endif
