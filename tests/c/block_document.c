/*
 * docs/block.md: its reader, which is compiled with this program, prints what a list has; and its
 * example is the block that the library makes.
 */
#include "scratch.h"
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The reader. */
tsc_status print_workbooks(tsc_list *list, tsc_error **error);

static simulator tableau;

/* Runs the reader, which prints to a file. */
static void print_to(FILE *file, tsc_session *session) {
  tsc_error *error = NULL;
  const int before = redirect(stdout, file);
  tsc_list *list = list_of(session, "workbooks");
  CHECK_OK(print_workbooks(list, &error));
  tsc_list_free(list);
  end_redirection(stdout, before);
  rewind(file);
}

static void reader_prints_every_workbook(tsc_session *session) {
  tsc_error *error = NULL;
  scratch printed = scratch_new("printed");
  print_to(printed.file, session);
  tsc_list *list = list_of(session, "workbooks");
  char line[1024];
  char expected[1024];
  const tsc_node *node = NULL;
  for (int i = 0; i < WORKBOOKS_ON_DEFAULT; i++) {
    CHECK_OK(tsc_list_next(list, NULL, &node, &error));
    CHECK(fgets(line, sizeof line, printed.file) != NULL);
    snprintf(expected, sizeof expected, "%s %s\n", tsc_node_attribute(node, "id"),
             tsc_node_attribute(node, "name"));
    CHECK_TEXT(expected, line);
  }
  CHECK(fgets(line, sizeof line, printed.file) == NULL);
  scratch_free(&printed);
  tsc_list_free(list);
}

/* Gives the document's lines from after one that is `begin`, to be read with the next function. */
static FILE *document_after(const char *begin) {
  FILE *document = fopen(TSC_BLOCK_DOCUMENT, "r");
  CHECK(document != NULL);
  char line[1024];
  do {
    CHECK(fgets(line, sizeof line, document) != NULL);
    line[strcspn(line, "\n")] = '\0';
  } while (strcmp(line, begin) != 0);
  return document;
}

/* Appends the bytes of a line such as "0014  01 00 00 00  what it is". Returns their number. */
static size_t read_bytes(const char *line, size_t offset, uint8_t *bytes) {
  char *end = NULL;
  CHECK_NUMBER((int64_t)offset, (int64_t)strtoul(line, &end, 16));
  CHECK(end == line + 4);
  size_t count = 0;
  for (const char *at = end + 1; at[0] == ' ' && at[1] != ' '; at = end) {
    bytes[count++] = (uint8_t)strtoul(at + 1, &end, 16);
    CHECK(end == at + 3);
  }
  return count;
}

static void example_is_the_block_of_its_response(tsc_session *session) {
  const union {
    uint16_t word;
    uint8_t bytes[2];
  } order = {1};
  if (order.bytes[0] == 0) {
    return;
  }
  char line[1024];
  char fault[2048];
  FILE *document = document_after("```xml");
  CHECK(fgets(line, sizeof line, document) != NULL);
  fclose(document);
  snprintf(fault, sizeof fault,
           "{\"path\": \"/projects\", \"action\": {\"answer\": {\"status\": 200, \"headers\": "
           "[[\"Content-Type\", \"text/xml\"]], \"body\": \"%.*s\"}}}",
           (int)strcspn(line, "\n"), line);
  simulator_arm_fault(&tableau, fault);
  tsc_error *error = NULL;
  tsc_list *list = list_of(session, "projects");
  const uint8_t *block = NULL;
  size_t length = 0;
  CHECK_OK(tsc_list_next_page(list, NULL, &block, &length, &error));
  CHECK(block != NULL);

  document = document_after("```text");
  uint8_t expected[1024];
  size_t read = 0;
  while (fgets(line, sizeof line, document) && strcmp(line, "```\n") != 0) {
    CHECK(read + sizeof line / 3 <= sizeof expected);
    read += read_bytes(line, read, expected + read);
  }
  fclose(document);
  CHECK_NUMBER((int64_t)read, (int64_t)length);
  for (size_t i = 0; i < length; i++) {
    CHECK_NUMBER(expected[i], block[i]);
  }
  tsc_list_free(list);
}

int main(void) {
  simulator_start(&tableau);
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_alice(server, NULL);
  reader_prints_every_workbook(session);
  example_is_the_block_of_its_response(session);
  tsc_session_free(session);
  tsc_server_free(server);
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
