#include "threads.h"

#include "checks.h"
#include "system.h"

pthread_t thread_start(void *(*run)(void *), void *argument) {
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, run, argument) == 0);
  return thread;
}

void thread_join(pthread_t thread) { CHECK(pthread_join(thread, NULL) == 0); }

static void *count_without_this_thread(void *count) {
  *(int64_t *)count = running_threads() - 1;
  return NULL;
}

int64_t threads_at_first(void) {
  int64_t count = 0;
  thread_join(thread_start(count_without_this_thread, &count));
  return count;
}
