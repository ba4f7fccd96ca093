/*
 * Calls the functions of tsc.h for a program on the same machine, which may be another kind of
 * process: see README.md. It prints the port that it listens on, and ends when its standard input
 * ends.
 *
 * A request is the length of what follows, the name of a function, and its arguments; the response
 * is the length of what follows, the outputs, and the result. Lengths are 8 bytes, the lowest
 * first. A connection is served by a thread of its own, so that one call can cancel another. A
 * connection that sends anything else is closed.
 */

#include "message.h"
#include "system.h"
#include "transfer.h"

#include <tsc.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The largest request. */
enum { MOST = 1 << 30 };

typedef struct function {
  const char *name;
  void (*call)(input *, output *);
} function;

#include "calls.inc"

static void process_time(input *in, output *out) {
  if (is_read(in))
    give_number(out, system_process_time());
}

static void thread_time(input *in, output *out) {
  if (is_read(in))
    give_number(out, system_thread_time());
}

static void thread(input *in, output *out) {
  if (is_read(in))
    give_number(out, system_thread());
}

static void handles(input *in, output *out) {
  if (is_read(in))
    give_number(out, system_handles());
}

static void name_of_system(input *in, output *out) {
  if (is_read(in))
    give_text(out, system_name);
}

static void set_variable(input *in, output *out) {
  const char *name = take_text(in);
  const char *value = take_text(in);
  if (name && is_read(in))
    give_number(out, (uint64_t)system_set_variable(name, value));
}

/* The longest text of an event, in bytes. */
enum { LONGEST_TEXT = 1024 };

static void check_line(const char *text) {
  size_t length = text ? strlen(text) : 0;
  int is_line = length <= LONGEST_TEXT;
  for (size_t index = 0; index < length; index++)
    is_line = is_line && (unsigned char)text[index] >= 0x20 && text[index] != 0x7f;
  if (is_line)
    return;
  fprintf(stderr, "a text of an event is not one line: %s\n", text);
  abort();
}

static void TSC_CALL check_event(const tsc_event *event, void *user_data) {
  (void)user_data;
  check_line(tsc_event_message(event));
  check_line(tsc_event_method(event));
  check_line(tsc_event_url(event));
  check_line(tsc_event_request_id(event));
}

static void watch_events(input *in, output *out) {
  tsc_server *server = take_pointer(in);
  if (is_read(in))
    give_number(out,
                (uint64_t)tsc_server_set_event_callback(server, check_event, NULL, NULL, NULL));
}

static const function own_functions[] = {
    {"driver_handles", handles},
    {"driver_process_time", process_time},
    {"driver_set_variable", set_variable},
    {"driver_system", name_of_system},
    {"driver_thread", thread},
    {"driver_thread_time", thread_time},
    {"driver_watch_events", watch_events},
};

static const function *found(const function *functions, size_t count, const char *name) {
  for (size_t index = 0; index < count; index++)
    if (strcmp(functions[index].name, name) == 0)
      return &functions[index];
  return NULL;
}

/* Makes the call of a request; 0 if it is not one. */
static int answer(input *in, output *out) {
  const char *name = take_text(in);
  if (!name)
    return 0;
  const function *one =
      found(library_functions, sizeof library_functions / sizeof *library_functions, name);
  if (!one)
    one = found(own_functions, sizeof own_functions / sizeof *own_functions, name);
  if (!one)
    return 0;
  one->call(in, out);
  return is_read(in) && !out->is_bad;
}

/* Reads a request and sends its response; 0 if the connection is to be closed. */
static int serve_request(connection from) {
  unsigned char head[8];
  if (!receive_all(from, head, sizeof head))
    return 0;
  input length = {head, head + sizeof head, 0, NULL};
  uint64_t size = take_number(&length);
  unsigned char *request = size <= MOST ? malloc((size_t)size + 1) : NULL;
  if (!request)
    return 0;
  output response = {NULL, 0, 0, 0};
  give_number(&response, 0); /* the length, which is not known yet */
  int is_done = 0;
  if (receive_all(from, request, (size_t)size)) {
    input in = {request, request + size, 0, NULL};
    is_done = answer(&in, &response);
    input_free(&in);
  }
  free(request);
  if (is_done) {
    size_t all = response.length;
    response.length = 0;
    give_number(&response, all - 8);
    is_done = send_all(from, response.bytes, all);
  }
  free(response.bytes);
  return is_done;
}

static void serve(connection from) {
  while (serve_request(from)) {
  }
  system_close(from);
}

static void accept_all(connection listener) {
  for (;;) {
    connection accepted = system_accept(listener);
    if (accepted != NO_CONNECTION && !system_start_thread(serve, accepted))
      system_close(accepted);
  }
}

int main(void) {
  unsigned port = 0;
  connection listener = system_listen(&port);
  if (listener == NO_CONNECTION || !system_start_thread(accept_all, listener)) {
    fputs("the driver cannot listen\n", stderr);
    return 1;
  }
  printf("%u\n", port);
  fflush(stdout);
  while (getchar() != EOF) {
  }
  /* Other threads may still be in calls. */
  _Exit(0);
}
