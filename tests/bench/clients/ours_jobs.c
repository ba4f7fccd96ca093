/*
 * Jobs of one thread with libtsc; libcurl_jobs.c does the same.
 *
 *   ours_jobs URL CA list ITEMS [LOOKAHEAD]  reads id and name of each workbook
 *   ours_jobs URL CA cold                    version, sign in, a page of 100, switch site, sign out
 *   ours_jobs URL CA body BYTES              a large body in memory
 *   ours_jobs URL CA gets COUNT              small GETs, one after the other
 *
 * CA is a file, or "system" for the system's roots. The program ends with a failure unless it got
 * what it should get.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ours.h"

/* Reads at most this many items, and adds up the lengths of their ids and names. */
static uint64_t read_items(tsc_list *list, uint64_t most, uint64_t *characters) {
  uint64_t items = 0;
  while (items < most) {
    const tsc_node *node = NULL;
    must(tsc_list_next(list, NULL, &node, &error));
    if (!node) {
      break;
    }
    *characters +=
        strlen(tsc_node_attribute(node, "id")) + strlen(tsc_node_attribute(node, "name"));
    items++;
  }
  return items;
}

static tsc_list *workbooks(tsc_session *session, uint32_t page_size) {
  tsc_list *list = NULL;
  must(tsc_session_list(session, "workbooks", &list, &error));
  must(tsc_list_set_page_size(list, page_size, &error));
  return list;
}

static void read_list(tsc_session *session, uint64_t expected, uint32_t lookahead) {
  uint64_t characters = 0;
  tsc_list *list = workbooks(session, 1000);
  must(tsc_list_set_lookahead(list, lookahead, &error));
  const uint64_t items = read_items(list, UINT64_MAX, &characters);
  tsc_list_free(list);
  expect(items == expected, "all items were read");
  printf("%" PRIu64 " %" PRIu64 "\n", items, characters);
}

static void cold(tsc_session *session) {
  uint64_t characters = 0;
  tsc_list *list = workbooks(session, 100);
  expect(read_items(list, 100, &characters) == 100, "a page was read");
  tsc_list_free(list);
  must(tsc_session_switch_site(session, "other", NULL, &error));
}

static void read_body(tsc_session *session, uint64_t expected) {
  tsc_request *request = NULL;
  must(tsc_session_request(session, "GET", "workbooks/large/content", &request, &error));
  expect(sent(request) == expected, "the whole body was read");
  tsc_request_free(request);
}

static void gets(tsc_session *session, uint64_t count) {
  tsc_request *request = small_request(session);
  for (uint64_t i = 0; i < count; i++) {
    sent(request);
  }
  tsc_request_free(request);
}

int main(int argc, char **argv) {
  expect(argc >= 4, "there are enough arguments");
  const struct target target = {argv[1], strcmp(argv[2], "system") == 0 ? NULL : argv[2]};
  const char *job = argv[3];
  const uint64_t number = argc > 4 ? strtoull(argv[4], NULL, 10) : 0;
  const uint32_t lookahead = argc > 5 ? (uint32_t)strtoul(argv[5], NULL, 10) : 0;
  tsc_server *server = new_server(&target);
  tsc_session *session = sign_in(server);
  if (strcmp(job, "list") == 0) {
    read_list(session, number, lookahead);
  } else if (strcmp(job, "cold") == 0) {
    cold(session);
  } else if (strcmp(job, "body") == 0) {
    read_body(session, number);
  } else if (strcmp(job, "gets") == 0) {
    gets(session, number);
  } else {
    expect(0, "the job is known");
  }
  must(tsc_session_sign_out(session, NULL, &error));
  tsc_session_free(session);
  tsc_server_free(server);
  return EXIT_SUCCESS;
}
