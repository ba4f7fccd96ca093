/*
 * Threads that use libtsc:
 *
 *   ours_threads URL CA requests THREADS COUNT  sends small GETs, each thread with a session of its
 * own ours_threads URL CA waiting THREADS         waits in calls that get no response for two
 * seconds
 *
 * The first prints the seconds from the first request to the last. The second prints how often the
 * kernel switched the waiting threads off and on meanwhile: a timer that ticks would show there.
 */
#include <dirent.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "ours.h"

enum { most_threads = 1000 };

/* What a thread is given. */
struct task {
  tsc_session *session;
  tsc_cancellation *cancellation;
  int64_t count;
};

static pthread_barrier_t begin;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static tsc_request *request_of(const struct task *task, const char *path) {
  tsc_request *request = NULL;
  const tsc_status status = tsc_session_request(task->session, "GET", path, &request, NULL);
  expect(status == TSC_OK, "a request is made");
  return request;
}

static void *send_requests(void *user_data) {
  const struct task *task = user_data;
  tsc_request *request = request_of(task, "workbooks/small");
  pthread_barrier_wait(&begin);
  for (int64_t i = 0; i < task->count; i++) {
    tsc_response *response = NULL;
    tsc_error *failure = NULL;
    const tsc_status status = tsc_request_send(request, NULL, &response, &failure);
    expect(status == TSC_OK, tsc_error_message(failure));
    tsc_response_free(response);
  }
  tsc_request_free(request);
  return NULL;
}

static void *wait_for_response(void *user_data) {
  const struct task *task = user_data;
  tsc_request *request = request_of(task, "workbooks/never");
  tsc_response *response = NULL;
  const tsc_status status = tsc_request_send(request, task->cancellation, &response, NULL);
  expect(status == TSC_ERROR_CANCELLED, "the call ends when it is cancelled");
  tsc_request_free(request);
  return NULL;
}

/* The context switches of all threads but this one, and the number of these threads. */
static int64_t switches(int64_t *threads) {
  int64_t sum = 0;
  *threads = 0;
  DIR *folder = opendir("/proc/self/task");
  expect(folder != NULL, "the threads can be read");
  for (struct dirent *entry; (entry = readdir(folder));) {
    char path[300], line[256];
    snprintf(path, sizeof path, "/proc/self/task/%s/status", entry->d_name);
    const int thread = atoi(entry->d_name); /* 0 for "." and "..". */
    FILE *file = thread == 0 || thread == getpid() ? NULL : fopen(path, "r");
    if (!file) {
      continue;
    }
    int found = 0;
    while (fgets(line, sizeof line, file)) {
      const char *number = strstr(line, "ctxt_switches:");
      if (number) {
        sum += atoll(number + strlen("ctxt_switches:"));
        found = 1;
      }
    }
    *threads += found;
    fclose(file);
  }
  closedir(folder);
  return sum;
}

static void start(pthread_t *threads, struct task *tasks, int64_t count, void *(*run)(void *)) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 256 * 1024);
  for (int64_t i = 0; i < count; i++) {
    expect(pthread_create(&threads[i], &attributes, run, &tasks[i]) == 0, "a thread starts");
  }
}

static void join(const pthread_t *threads, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    pthread_join(threads[i], NULL);
  }
}

static void wait_in_calls(pthread_t *threads, struct task *tasks, int64_t count) {
  int64_t waiting, before, after;
  start(threads, tasks, count, wait_for_response);
  sleep(3); /* Until all have connected and wait. */
  before = switches(&waiting);
  sleep(2);
  after = switches(&waiting);
  printf("%" PRId64 " %" PRId64 "\n", waiting, after - before);
  tsc_cancellation_cancel(tasks[0].cancellation);
  join(threads, count);
}

int main(int argc, char **argv) {
  expect(argc >= 5, "there are enough arguments");
  const struct target target = {argv[1], argv[2]};
  const int64_t count = atoll(argv[4]);
  const int64_t requests = argc > 5 ? atoll(argv[5]) : 0;
  pthread_t threads[most_threads];
  struct task tasks[most_threads];
  expect(count <= most_threads, "the threads are not too many");
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);

  tsc_server *server = new_server(&target);
  must(tsc_server_set_timeouts(server, 0, 0, 0, &error)); /* strace makes all of it slow. */
  tsc_cancellation *cancellation = tsc_cancellation_new();
  for (int64_t i = 0; i < count; i++) {
    const struct task task = {sign_in(server), cancellation, requests / count};
    tasks[i] = task;
  }
  if (strcmp(argv[3], "waiting") == 0) {
    wait_in_calls(threads, tasks, count);
  } else {
    pthread_barrier_init(&begin, NULL, (unsigned)count + 1);
    start(threads, tasks, count, send_requests);
    pthread_barrier_wait(&begin);
    const double begun = now();
    join(threads, count);
    printf("%.6f\n", now() - begun);
  }
  for (int64_t i = 0; i < count; i++) {
    tsc_session_free(tasks[i].session);
  }
  tsc_cancellation_free(cancellation);
  tsc_server_free(server);
  return EXIT_SUCCESS;
}
