#define _POSIX_C_SOURCE 200809L

#include "support.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

void fail_at(const char *file, int line) {
  fprintf(stderr, "  at %s:%d\n", file, line);
  exit(EXIT_FAILURE);
}

static const char *or_null(const char *text) { return text ? text : "(NULL)"; }

void check(int holds, const char *what, const char *file, int line) {
  if (!holds) {
    fprintf(stderr, "this does not hold: %s\n", what);
    fail_at(file, line);
  }
}

void check_number(int64_t expected, int64_t actual, const char *what, const char *file, int line) {
  if (expected != actual) {
    fprintf(stderr, "%s is %lld and should be %lld\n", what, (long long)actual,
            (long long)expected);
    fail_at(file, line);
  }
}

void check_text(const char *expected, const char *actual, const char *what, const char *file,
                int line) {
  int same = expected && actual ? strcmp(expected, actual) == 0 : expected == actual;
  if (!same) {
    fprintf(stderr, "%s is \"%s\" and should be \"%s\"\n", what, or_null(actual),
            or_null(expected));
    fail_at(file, line);
  }
}

void check_contains(const char *part, const char *text, const char *what, const char *file,
                    int line) {
  if (!text || !strstr(text, part)) {
    fprintf(stderr, "%s is \"%s\" and should have \"%s\" in it\n", what, or_null(text), part);
    fail_at(file, line);
  }
}

char *copy_text(const char *text) {
  CHECK(text != NULL);
  size_t size = strlen(text) + 1;
  char *copy = malloc(size);
  CHECK(copy != NULL);
  memcpy(copy, text, size);
  return copy;
}

pthread_t thread_start(void *(*run)(void *), void *argument) {
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, run, argument) == 0);
  return thread;
}

void thread_join(pthread_t thread) { CHECK(pthread_join(thread, NULL) == 0); }

void await_child(pid_t child) {
  int status = -1;
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS);
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

static void *count_without_this_thread(void *count) {
  *(int64_t *)count = running_threads() - 1;
  return NULL;
}

int64_t threads_at_first(void) {
  int64_t count = 0;
  thread_join(thread_start(count_without_this_thread, &count));
  return count;
}

/* From a line such as "https https://localhost:1234\n": a copy of what follows the first word. */
static char *read_line_of(FILE *output, const char *word) {
  char line[4096];
  CHECK(fgets(line, sizeof line, output) != NULL);
  line[strcspn(line, "\n")] = '\0';
  size_t length = strlen(word);
  CHECK(strncmp(line, word, length) == 0);
  return copy_text(line[length] == ' ' ? line + length + 1 : line + length);
}

/* `state_path` may be NULL. */
static void become_simulator(const char *program, const char *state_path, const int input[2],
                             const int output[2]) {
  if (dup2(input[0], STDIN_FILENO) >= 0 && dup2(output[1], STDOUT_FILENO) >= 0) {
    close(input[0]);
    close(input[1]);
    close(output[0]);
    close(output[1]);
    execl(program, program, "--exit-with-stdin", state_path ? "--state" : (char *)NULL, state_path,
          (char *)NULL);
  }
  _exit(127);
}

void simulator_start(simulator *simulator) { simulator_start_with_state(simulator, NULL); }

void simulator_start_with_state(simulator *simulator, const char *state_path) {
  const char *program = getenv("TSC_SIMULATOR");
  CHECK(program != NULL);
  int input[2];
  int output[2];
  CHECK(pipe(input) == 0 && pipe(output) == 0);
  simulator->process = fork();
  CHECK(simulator->process >= 0);
  if (simulator->process == 0) {
    become_simulator(program, state_path, input, output);
  }
  close(input[0]);
  close(output[1]);
  simulator->lifeline = input[1];
  CHECK(fcntl(simulator->lifeline, F_SETFD, FD_CLOEXEC) == 0);

  FILE *lines = fdopen(output[0], "r");
  CHECK(lines != NULL);
  simulator->https_url = read_line_of(lines, "https");
  simulator->http_url = read_line_of(lines, "http");
  char *control = read_line_of(lines, "control");
  simulator->ca_path = read_line_of(lines, "ca");
  free(read_line_of(lines, "ready"));
  fclose(lines);

  const char *port = strrchr(control, ':');
  CHECK(port != NULL);
  simulator->control_port = (unsigned)strtoul(port + 1, NULL, 10);
  free(control);
}

void simulator_stop(simulator *simulator) {
  close(simulator->lifeline);
  await_child(simulator->process);
  free(simulator->https_url);
  free(simulator->http_url);
  free(simulator->ca_path);
}

static void write_all(int file, const char *text, size_t length) {
  while (length > 0) {
    ssize_t written = write(file, text, length);
    CHECK(written > 0 || errno == EINTR);
    if (written > 0) {
      text += written;
      length -= (size_t)written;
    }
  }
}

static char *read_all(int file) {
  size_t length = 0;
  size_t capacity = 4096;
  char *text = malloc(capacity);
  CHECK(text != NULL);
  for (;;) {
    ssize_t count = read(file, text + length, capacity - length - 1);
    CHECK(count >= 0 || errno == EINTR);
    if (count == 0) {
      text[length] = '\0';
      return text;
    }
    length += count > 0 ? (size_t)count : 0;
    if (capacity - length < 2) {
      capacity *= 2;
      text = realloc(text, capacity);
      CHECK(text != NULL);
    }
  }
}

char *simulator_control(const simulator *simulator, const char *method, const char *path,
                        const char *body) {
  int connection = socket(AF_INET, SOCK_STREAM, 0);
  CHECK(connection >= 0);
  struct sockaddr_in address;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_port = htons((uint16_t)simulator->control_port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CHECK(connect(connection, (const struct sockaddr *)&address, sizeof address) == 0);

  /* HTTP/1.0, so that the response is not chunked and ends with the connection. */
  char head[512];
  int length = snprintf(head, sizeof head,
                        "%s %s HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        "Content-Length: %zu\r\n\r\n",
                        method, path, body ? strlen(body) : (size_t)0);
  CHECK(length > 0 && (size_t)length < sizeof head);
  write_all(connection, head, (size_t)length);
  if (body) {
    write_all(connection, body, strlen(body));
  }
  char *answer = read_all(connection);
  close(connection);

  int status = 0;
  CHECK(sscanf(answer, "HTTP/1.%*d %d", &status) == 1);
  CHECK_NUMBER(2, status / 100);
  char *content = strstr(answer, "\r\n\r\n");
  CHECK(content != NULL);
  memmove(answer, content + 4, strlen(content + 4) + 1);
  return answer;
}

void simulator_arm_fault(const simulator *simulator, const char *fault) {
  free(simulator_control(simulator, "POST", "/faults", fault));
}

void simulator_clear_requests(const simulator *simulator) {
  free(simulator_control(simulator, "DELETE", "/requests", NULL));
}

/*
 * Counts the requests in a log whose path contains `part`; `connection` is that of the last. Quotes
 * within JSON strings are escaped, so these keys cannot be in a value; each request has its
 * connection before its path.
 */
static size_t count_requests(char *log, const char *part, unsigned long *connection) {
  static const char connection_key[] = "\"connection\":";
  static const char path_key[] = "\"path\":\"";
  size_t count = 0;
  char *entry = log;
  while ((entry = strstr(entry, connection_key)) != NULL) {
    unsigned long number = strtoul(entry + sizeof connection_key - 1, NULL, 10);
    char *path = strstr(entry, path_key);
    CHECK(path != NULL);
    path += sizeof path_key - 1;
    char *end = strchr(path, '"');
    CHECK(end != NULL);
    *end = '\0';
    if (strstr(path, part)) {
      count++;
      *connection = number;
    }
    entry = end + 1;
  }
  return count;
}

size_t simulator_requests(const simulator *simulator, const char *part) {
  unsigned long connection = 0;
  char *log = simulator_control(simulator, "GET", "/requests", NULL);
  size_t count = count_requests(log, part, &connection);
  free(log);
  return count;
}

unsigned long simulator_last_connection(const simulator *simulator, const char *part) {
  unsigned long connection = 0;
  char *log = simulator_control(simulator, "GET", "/requests", NULL);
  CHECK(count_requests(log, part, &connection) > 0);
  free(log);
  return connection;
}

void simulator_await_requests(const simulator *simulator, const char *part, size_t count) {
  /*
   * Each poll waits for the simulator's response, so this does not spin; CTest has the time limit.
   */
  while (simulator_requests(simulator, part) < count) {
  }
}

size_t simulator_live_sessions(const simulator *simulator) {
  char *answer = simulator_control(simulator, "GET", "/sessions", NULL);
  size_t live = 0;
  CHECK(sscanf(answer, "{\"live\":%zu}", &live) == 1);
  free(answer);
  return live;
}
