/*
 * When handles are freed, no secret is left in the process's memory: it is read through, as
 * somebody with a core dump would.
 *
 * The test's own copies are scrambled, or it would find those. Literals are in memory that
 * cannot be written to, which is not read.
 */
#define _POSIX_C_SOURCE 200809L

#include "support.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static simulator tableau;

/* A secret with every byte turned over. */
typedef struct scrambled {
  size_t length;
  unsigned char bytes[256];
} scrambled;

static unsigned char turned_over(char byte) { return (unsigned char)~(unsigned char)byte; }

static scrambled scramble(const char *secret) {
  scrambled scrambled;
  CHECK(secret != NULL);
  scrambled.length = strlen(secret);
  CHECK(scrambled.length > 8 && scrambled.length <= sizeof scrambled.bytes);
  for (size_t i = 0; i < scrambled.length; i++) {
    scrambled.bytes[i] = turned_over(secret[i]);
  }
  return scrambled;
}

static int is_at(const scrambled *secret, const char *memory) {
  for (size_t i = 0; i < secret->length; i++) {
    if (turned_over(memory[i]) != secret->bytes[i]) {
      return 0;
    }
  }
  return 1;
}

/* How much of a secret is copied at once, and may be left behind where it is. */
#define BLOCK 16

/* A part of a secret. */
static scrambled part_of(const scrambled *secret, size_t start, size_t length) {
  scrambled part;
  part.length = length;
  memcpy(part.bytes, secret->bytes + start, length);
  return part;
}

/* What memory is read into; it is not looked at as a part of memory itself. */
static char window[1 << 20];

/* `start` is where the window's contents come from. */
static size_t occurrences_in_window(const scrambled *secret, uintptr_t start, size_t length) {
  size_t count = 0;
  for (size_t i = 0; i + secret->length <= length; i++) {
    uintptr_t address = start + i;
    int is_window = address >= (uintptr_t)window && address < (uintptr_t)window + sizeof window;
    count += !is_window && is_at(secret, window + i) ? 1 : 0;
  }
  return count;
}

/* Windows overlap by a byte less than the secret: each occurrence is in one of them. */
static size_t occurrences_between(const scrambled *secret, int memory, unsigned long start,
                                  unsigned long end, const char *name) {
  size_t count = 0;
  while (end - start >= secret->length) {
    size_t wanted = end - start < sizeof window ? (size_t)(end - start) : sizeof window;
    ssize_t length = pread(memory, window, wanted, (off_t)start);
    if (length < (ssize_t)secret->length) {
      /* Reserved, but not there. */
      break;
    }
    size_t found = occurrences_in_window(secret, start, (size_t)length);
    if (found > 0) {
      printf("  %zu in %s, between %lx and %lx\n", found, name, start,
             start + (unsigned long)length);
    }
    count += found;
    start += (unsigned long)length - (secret->length - 1);
  }
  return count;
}

/* How often a secret is in memory that this process can write to. */
static size_t occurrences(const scrambled *secret) {
  FILE *maps = fopen("/proc/self/maps", "r");
  int memory = open("/proc/self/mem", O_RDONLY);
  CHECK(maps != NULL && memory >= 0);
  size_t count = 0;
  char line[512];
  while (fgets(line, sizeof line, maps)) {
    unsigned long start = 0;
    unsigned long end = 0;
    char access[5] = "";
    char name[256] = "memory without a name";
    CHECK(sscanf(line, "%lx-%lx %4s %*s %*s %*s %255s", &start, &end, access, name) >= 3);
    if (access[0] == 'r' && access[1] == 'w') {
      count += occurrences_between(secret, memory, start, end, name);
    }
  }
  fclose(maps);
  close(memory);
  return count;
}

#define CHECK_OCCURS(expected, secret) CHECK_NUMBER(expected, (int64_t)occurrences(secret))

/* How often one of its parts of a block's length is. */
static size_t occurrences_of_blocks(const scrambled *secret) {
  size_t count = 0;
  for (size_t start = 0; start + BLOCK <= secret->length; start++) {
    scrambled block = part_of(secret, start, BLOCK);
    count += occurrences(&block);
  }
  return count;
}

#define CHECK_BLOCKS_OCCUR(expected, secret)                                                       \
  CHECK_NUMBER(expected, (int64_t)occurrences_of_blocks(secret))

static void the_search_finds_what_is_there(void) {
  scrambled secret = scramble("a needle in a haystack");
  CHECK_OCCURS(0, &secret);
  char *copy = copy_text("a needle in a haystack");
  CHECK_OCCURS(1, &secret);
  memset(copy, 0, strlen(copy));
  CHECK_OCCURS(0, &secret);
  free(copy);
}

/* The token of the last request that had one, as the server saw it: nothing is lent for it. */
static void send_token_in_use(int output) {
  static const char key[] = "[\"x-tableau-auth\",\"";
  char *log = simulator_control(&tableau, "GET", "/requests", NULL);
  char *token = NULL;
  for (char *next = strstr(log, key); next; next = strstr(next, key)) {
    next += sizeof key - 1;
    token = next;
  }
  CHECK(token != NULL);
  token[strcspn(token, "\"")] = '\0';
  scrambled scrambled = scramble(token);
  free(log);
  CHECK(write(output, &scrambled, sizeof scrambled) == (ssize_t)sizeof scrambled);
}

/* A child asks, so that the answer is not in this process's memory. */
static scrambled token_in_use(void) {
  int ends[2];
  CHECK(pipe(ends) == 0);
  pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    send_token_in_use(ends[1]);
    _exit(EXIT_SUCCESS);
  }
  close(ends[1]);
  scrambled scrambled;
  CHECK(read(ends[0], &scrambled, sizeof scrambled) == (ssize_t)sizeof scrambled);
  close(ends[0]);
  await_child(child);
  return scrambled;
}

static void read_an_item(tsc_session *session) {
  tsc_list *list = list_of(session, "workbooks");
  const tsc_node *node = NULL;
  tsc_error *error = NULL;
  CHECK_OK(tsc_list_next(list, NULL, &node, &error));
  tsc_list_free(list);
}

static void nothing_is_left_of_a_session(tsc_session *(*sign_in)(tsc_server *, const char *),
                                         const scrambled *secret) {
  tsc_error *error = NULL;
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in(server, NULL);
  read_an_item(session);
  scrambled token = scramble(tsc_session_token(session));
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  tsc_session_free(session);
  tsc_server_free(server);
  CHECK_OCCURS(0, secret);
  CHECK_OCCURS(0, &token);
}

static void nothing_is_left_of_a_refused_sign_in(void) {
  static const char wrong[] = "<a&b\"unmistakable/'c>";
  /* The part of it that is the same however it is escaped. */
  scrambled secret = scramble("unmistakable");
  tsc_error *error = NULL;
  tsc_session *session = NULL;
  tsc_server *server = server_of(&tableau);
  CHECK_CALL(
      TSC_ERROR_SIGN_IN_FAILED,
      tsc_server_sign_in_with_password(server, "alice", wrong, NULL, NULL, NULL, &session, &error));
  tsc_server_free(server);
  CHECK_OCCURS(0, &secret);
}

/*
 * The answer repeats the request, so that its secrets go through all that reads an error: each
 * block of one may stay on the stack where it was copied.
 */
#define ECHOED_SECRET "0q1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5H6j7K8l9Z"

static void arm_echo(const char *path) {
  char fault[1024] = "";
  strcat(fault, "{\"path\": \"");
  strcat(fault, path);
  strcat(fault, "\", \"action\": {\"answer\": {\"status\": 401, \"headers\": "
                "[[\"Content-Type\", \"application/xml\"], [\"X-Echo\", \"" ECHOED_SECRET
                "\"]], \"body\": \"<tsResponse xmlns='http://tableau.com/api'><error code='401001'>"
                "<summary>no</summary><detail>password=" ECHOED_SECRET
                " is wrong</detail></error></tsResponse>\"}}}");
  simulator_arm_fault(&tableau, fault);
}

/* A child arms it, so that what it says is not in this process's memory. */
static void arm_echo_elsewhere(const char *path) {
  pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    arm_echo(path);
    _exit(EXIT_SUCCESS);
  }
  await_child(child);
}

static void no_block_is_left_of_what_an_error_repeats(void) {
  scrambled secret = scramble(ECHOED_SECRET);
  tsc_error *error = NULL;
  tsc_session *session = NULL;
  tsc_response *response = NULL;
  tsc_server *server = server_of(&tableau);
  CHECK_BLOCKS_OCCUR(0, &secret);
  arm_echo_elsewhere("/auth/signin");
  CHECK_BLOCKS_OCCUR(0, &secret);
  CHECK_NUMBER(TSC_ERROR_SIGN_IN_FAILED,
               tsc_server_sign_in_with_password(server, "alice", ECHOED_SECRET, NULL, NULL, NULL,
                                                &session, &error));
  CHECK(strstr(tsc_error_message(error), "password=***") != NULL);
  tsc_error_free(error);
  /* While a connection lives, its TLS may hold what it decrypted last. */
  tsc_server_free(server);
  CHECK_BLOCKS_OCCUR(0, &secret);

  server = server_of(&tableau);
  session = sign_in_alice(server, NULL);
  arm_echo_elsewhere("/users");
  tsc_request *request = request_of(session, "GET", "users");
  CHECK_OK(tsc_request_set_header(request, "Authorization", "Bearer " ECHOED_SECRET, &error));
  CHECK_NUMBER(TSC_ERROR_SESSION_EXPIRED, tsc_request_send(request, NULL, &response, &error));
  CHECK(strstr(tsc_error_message(error), "password=***") != NULL);
  tsc_request_free(request);
  tsc_error_free(error);
  tsc_session_free(session);
  tsc_server_free(server);
  CHECK_BLOCKS_OCCUR(0, &secret);
}

static void a_password_is_gone_when_the_sign_in_is_done(void) {
  scrambled password = scramble("alice-password");
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_alice(server, NULL);
  CHECK_OCCURS(0, &password);
  tsc_session_free(session);
  tsc_server_free(server);
}

static void a_token_is_gone_when_the_session_is_signed_out(int items) {
  tsc_error *error = NULL;
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_alice(server, NULL);
  for (int i = 0; i < items; i++) {
    read_an_item(session);
  }
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  scrambled token = token_in_use();
  CHECK_OCCURS(0, &token);
  tsc_session_free(session);
  tsc_server_free(server);
}

static void an_old_token_is_gone_when_the_site_is_switched(void) {
  tsc_error *error = NULL;
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_alice(server, NULL);
  CHECK_OK(tsc_session_switch_site(session, "marketing", NULL, &error));
  scrambled not_lent = token_in_use();
  CHECK_OCCURS(0, &not_lent);

  scrambled lent = scramble(tsc_session_token(session));
  CHECK_OK(tsc_session_switch_site(session, NULL, NULL, &error));
  CHECK_OCCURS(1, &lent);
  tsc_session_free(session);
  CHECK_OCCURS(0, &lent);
  tsc_server_free(server);
}

/*
 * Answers that are not compressed have the token in them as it is. While a connection lives,
 * its TLS may hold what it decrypted last, so this looks when everything is freed.
 */
#define PLAIN_TOKEN "a-token-as-plain-as-can-be"

static void nothing_is_left_of_an_answer_that_was_not_compressed(void) {
  static const char fault[] =
      "{\"path\": \"/auth/signin\", \"action\": {\"answer\": {\"status\": 200, \"headers\": "
      "[[\"Content-Type\", \"application/xml\"]], \"body\": \"<tsResponse "
      "xmlns='http://tableau.com/api'><credentials token='" PLAIN_TOKEN
      "'><site id='s' contentUrl=''/><user id='u'/></credentials></tsResponse>\"}}}";
  scrambled token = scramble(PLAIN_TOKEN);
  tsc_error *error = NULL;
  tsc_server *server = server_of(&tableau);
  simulator_arm_fault(&tableau, fault);
  tsc_session *session = sign_in_alice(server, NULL);
  CHECK_TEXT(PLAIN_TOKEN, tsc_session_token(session));
  CHECK_OK(tsc_session_sign_out(session, NULL, &error));
  tsc_session_free(session);
  tsc_server_free(server);
  CHECK_OCCURS(0, &token);
}

/*
 * What a program sends is its own secret: a user's new password, a connection's, credentials
 * for a proxy before the server. The body is larger than what is sent at once.
 */
#define SENT_SECRET "a-password-of-some-data-source"

static void nothing_is_left_of_a_request(void) {
  enum { LENGTH = 300000, EVERY = 10000 };
  scrambled secret = scramble(SENT_SECRET);
  tsc_error *error = NULL;
  tsc_response *response = NULL;
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_alice(server, NULL);
  static char body[LENGTH];
  memset(body, ' ', LENGTH);
  for (size_t at = EVERY; at < LENGTH; at += EVERY) {
    memcpy(body + at - sizeof SENT_SECRET, SENT_SECRET, sizeof SENT_SECRET - 1);
  }
  simulator_arm_fault(&tableau,
                      "{\"path\": \"/users\", \"action\": {\"answer\": {\"status\": 204}}}");
  tsc_request *request = request_of(session, "PUT", "users/ID");
  CHECK_OK(tsc_request_set_header(request, "Authorization", "Basic " SENT_SECRET, &error));
  CHECK_OK(tsc_request_set_parameter(request, "x", SENT_SECRET, &error));
  CHECK_OK(tsc_request_set_body(request, "text/xml", body, LENGTH, &error));
  memset(body, 0, LENGTH);
  CHECK_OK(tsc_request_send(request, NULL, &response, &error));
  tsc_response_free(response);
  /* What is replaced is wiped; the connection is still there. */
  CHECK_OK(tsc_request_set_parameter(request, "x", "", &error));
  CHECK_OK(tsc_request_set_header(request, "Authorization", NULL, &error));
  CHECK_OK(tsc_request_set_body(request, NULL, NULL, 0, &error));
  CHECK_OCCURS(0, &secret);
  tsc_request_free(request);
  tsc_session_free(session);
  tsc_server_free(server);
}

int main(void) {
  scrambled password = scramble("alice-password");
  scrambled token_value = scramble(DEMO_TOKEN_VALUE);
  simulator_start(&tableau);
  the_search_finds_what_is_there();
  nothing_is_left_of_a_session(sign_in_alice, &password);
  nothing_is_left_of_a_session(sign_in_demo, &token_value);
  nothing_is_left_of_a_refused_sign_in();
  no_block_is_left_of_what_an_error_repeats();
  a_password_is_gone_when_the_sign_in_is_done();
  a_token_is_gone_when_the_session_is_signed_out(0);
  a_token_is_gone_when_the_session_is_signed_out(1);
  an_old_token_is_gone_when_the_site_is_switched();
  nothing_is_left_of_an_answer_that_was_not_compressed();
  nothing_is_left_of_a_request();
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
