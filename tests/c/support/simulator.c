#define _POSIX_C_SOURCE 200809L

#include "simulator.h"

#include "checks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <winsock2.h>
typedef SOCKET connection;
#else
#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>
typedef int connection;
#define closesocket close
#endif

/* From lines such as "https https://localhost:1234\n": a copy of what follows the word. */
static char *value_of(const char *lines, const char *word) {
  const size_t length = strlen(word);
  const char *line = lines;
  while (strncmp(line, word, length) != 0 || line[length] != ' ') {
    line = strchr(line, '\n');
    CHECK(line != NULL);
    line++;
  }
  char *value = copy_text(line + length + 1);
  value[strcspn(value, "\r\n")] = '\0';
  return value;
}

static void read_lines(simulator *simulator, const char *lines) {
  char *control = value_of(lines, "control");
  const char *port = strrchr(control, ':');
  CHECK(port != NULL);
  simulator->control_port = (unsigned)strtoul(port + 1, NULL, 10);
  free(control);
  simulator->https_url = value_of(lines, "https");
  simulator->http_url = value_of(lines, "http");
  simulator->ca_path = value_of(lines, "ca");
}

void simulator_start(simulator *simulator) { simulator_start_with_state(simulator, NULL); }

void simulator_start_with_state(simulator *simulator, const char *state_path) {
  const char *lines = getenv("TSC_SIMULATOR_LINES");
  simulator->process = NULL;
  if (lines) {
    read_lines(simulator, lines);
    return;
  }
#ifdef _WIN32
  (void)state_path;
  CHECK(!"TSC_SIMULATOR_LINES has to be set on Windows");
#else
  char *printed = simulator_process_start(&simulator->process, state_path);
  read_lines(simulator, printed);
  free(printed);
#endif
}

void simulator_stop(simulator *simulator) {
#ifndef _WIN32
  if (simulator->process) {
    simulator_process_stop(simulator->process);
  }
#endif
  free(simulator->https_url);
  free(simulator->http_url);
  free(simulator->ca_path);
}

static connection connect_to(const simulator *simulator) {
#ifdef _WIN32
  WSADATA data;
  CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
#endif
  const connection connection = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_port = htons((uint16_t)simulator->control_port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CHECK(connect(connection, (const struct sockaddr *)&address, sizeof address) == 0);
  return connection;
}

static void disconnect(connection connection) {
  CHECK(closesocket(connection) == 0);
#ifdef _WIN32
  WSACleanup();
#endif
}

static int was_interrupted(void) {
#ifdef _WIN32
  return 0;
#else
  return errno == EINTR;
#endif
}

static void write_all(connection connection, const char *text, size_t length) {
  while (length > 0) {
    const long written = (long)send(connection, text, (int)length, 0);
    CHECK(written > 0 || was_interrupted());
    if (written > 0) {
      text += written;
      length -= (size_t)written;
    }
  }
}

static char *read_all(connection connection) {
  size_t length = 0;
  size_t capacity = 4096;
  char *text = malloc(capacity);
  CHECK(text != NULL);
  for (;;) {
    const long count = (long)recv(connection, text + length, (int)(capacity - length - 1), 0);
    CHECK(count >= 0 || was_interrupted());
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
  const connection connection = connect_to(simulator);
  /* HTTP/1.0, so that the response is not chunked and ends with the connection. */
  char head[512];
  int length = snprintf(head, sizeof head,
                        "%s %s HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        "Content-Length: %lu\r\n\r\n",
                        method, path, body ? (unsigned long)strlen(body) : 0);
  CHECK(length > 0 && (size_t)length < sizeof head);
  write_all(connection, head, (size_t)length);
  if (body) {
    write_all(connection, body, strlen(body));
  }
  char *answer = read_all(connection);
  disconnect(connection);

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
  unsigned long live = 0;
  CHECK(sscanf(answer, "{\"live\":%lu}", &live) == 1);
  free(answer);
  return live;
}
