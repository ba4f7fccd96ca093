/*
 * The pages of a list and the elements of a response as blocks of memory, read as docs/block.md
 * says, compared with the same elements read through tsc_node.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static simulator tableau;

/* A block and what was read in it. */
typedef struct block {
  const uint8_t *bytes;
  size_t length;
} block;

static uint32_t word(const block *block, size_t at) {
  uint32_t value = 0;
  CHECK(at % sizeof value == 0 && at + sizeof value <= block->length);
  memcpy(&value, block->bytes + at, sizeof value);
  return value;
}

static uint32_t item_count(const block *block) { return word(block, 12); }

static uint32_t item_at(const block *block, uint32_t index) {
  CHECK(index < item_count(block));
  return word(block, word(block, 16) + 4 * (size_t)index);
}

/* Checks the words with which a block begins. */
static void check_head(const block *block) {
  CHECK((uintptr_t)block->bytes % 8 == 0);
  CHECK_NUMBER((int64_t)block->length, word(block, 0));
  CHECK_NUMBER(1, word(block, 4));
  CHECK(block->length <= 128 * 1024 * 1024);
}

/* A string with its NUL and zeros; NULL if the offset is 0. */
static const char *string_at(const block *block, size_t at) {
  if (at == 0) {
    return NULL;
  }
  const char *text = (const char *)block->bytes + at + 4;
  size_t length = word(block, at);
  size_t end = 4 + length + 1;
  CHECK(at + end <= block->length);
  CHECK_NUMBER((int64_t)length, (int64_t)strlen(text));
  for (; end % 4 != 0; end++) {
    CHECK(block->bytes[at + end] == 0);
  }
  return text;
}

/* Checks that an element in a block is the same as a node. */
static void check_same(const block *block, uint32_t at, const tsc_node *node) {
  CHECK_NUMBER(at, word(block, at));
  CHECK_TEXT(tsc_node_name(node), string_at(block, word(block, at + 4)));
  CHECK_TEXT(tsc_node_text(node), string_at(block, word(block, at + 8)));
  const size_t attributes = tsc_node_attribute_count(node);
  const size_t children = tsc_node_child_count(node);
  CHECK_NUMBER((int64_t)attributes, word(block, at + 12));
  CHECK_NUMBER((int64_t)children, word(block, at + 16));
  size_t field = at + 20;
  for (size_t i = 0; i < attributes; i++, field += 8) {
    CHECK_TEXT(tsc_node_attribute_name_at(node, i), string_at(block, word(block, field)));
    CHECK_TEXT(tsc_node_attribute_value_at(node, i), string_at(block, word(block, field + 4)));
  }
  for (size_t i = 0; i < children; i++, field += 4) {
    check_same(block, word(block, field), tsc_node_child_at(node, i));
  }
}

/* Checks that the attributes of two elements have the same name if and only if they have its
 * offset. */
static void check_names(const block *block, uint32_t first, uint32_t second) {
  for (uint32_t i = 0; i < word(block, first + 12); i++) {
    const uint32_t one = word(block, first + 20 + 8 * (size_t)i);
    for (uint32_t j = 0; j < word(block, second + 12); j++) {
      const uint32_t other = word(block, second + 20 + 8 * (size_t)j);
      CHECK((one == other) == (strcmp(string_at(block, one), string_at(block, other)) == 0));
    }
  }
}

static block block_of(const tsc_node *node) {
  block block = {NULL, 0};
  size_t offset = 0;
  block.bytes = tsc_node_block(node, &block.length, &offset);
  CHECK(block.bytes != NULL);
  check_head(&block);
  CHECK((const uint8_t *)node == block.bytes + offset);
  check_same(&block, (uint32_t)offset, node);
  CHECK(tsc_node_block(node, NULL, NULL) == block.bytes);
  return block;
}

/* Without bytes at the end of the list. */
static block next_page(tsc_list *list) {
  tsc_error *error = NULL;
  block block = {NULL, 1};
  CHECK_OK(tsc_list_next_page(list, NULL, &block.bytes, &block.length, &error));
  if (!block.bytes) {
    CHECK_NUMBER(0, (int64_t)block.length);
    return block;
  }
  check_head(&block);
  CHECK(item_count(&block) > 0);
  return block;
}

/* NULL at the end of the list. */
static const tsc_node *next(tsc_list *list) {
  tsc_error *error = NULL;
  const tsc_node *node = NULL;
  CHECK_OK(tsc_list_next(list, NULL, &node, &error));
  return node;
}

static tsc_list *workbooks_of(tsc_session *session, uint32_t page_size) {
  tsc_error *error = NULL;
  tsc_list *list = list_of(session, "workbooks");
  CHECK_OK(tsc_list_set_page_size(list, page_size, &error));
  return list;
}

/* Arms the response to one page of workbooks; `page` is a part of the query. */
static void respond_with(const char *page, const char *body) {
  char fault[1024];
  int length = snprintf(fault, sizeof fault,
                        "{\"path\": \"/workbooks\", \"query\": \"%s\", \"action\": {\"answer\": "
                        "{\"status\": 200, \"headers\": [[\"Content-Type\", \"text/xml\"]], "
                        "\"body\": \"%s\"}}}",
                        page, body);
  CHECK(length > 0 && (size_t)length < sizeof fault);
  simulator_arm_fault(&tableau, fault);
}

/* Checks that all that is left of a list comes by page as it comes from the other by item. */
static void check_rest(tsc_list *by_page, tsc_list *by_item, uint32_t pages) {
  for (block page = next_page(by_page); page.bytes; page = next_page(by_page), pages--) {
    for (uint32_t i = 0; i < item_count(&page); i++) {
      check_same(&page, item_at(&page, i), next(by_item));
      check_names(&page, item_at(&page, 0), item_at(&page, i));
    }
  }
  CHECK_NUMBER(0, pages);
  CHECK(next(by_item) == NULL);
  /* A list stays at its end. */
  CHECK(next_page(by_page).bytes == NULL);
  CHECK(next(by_page) == NULL);
}

static void pages_have_the_items_of_a_list(tsc_session *session, uint32_t page_size,
                                           uint32_t lookahead) {
  tsc_error *error = NULL;
  tsc_list *by_page = workbooks_of(session, page_size);
  tsc_list *by_item = workbooks_of(session, page_size);
  CHECK_OK(tsc_list_set_lookahead(by_page, lookahead, &error));
  check_rest(by_page, by_item, (WORKBOOKS_ON_DEFAULT + page_size - 1) / page_size);
  tsc_list_free(by_item);
  tsc_list_free(by_page);
}

static void lists_that_are_not_paged_are_one_page(tsc_session *session) {
  static const char *const bodies[] = {
      "<tsResponse><w id='1'/><w id='2'><x y='' z='&#233;'>t<n/>u</x></w></tsResponse>",
      "<tsResponse><ws><w id='1'/><w>12345678</w></ws></tsResponse>",
      "<tsResponse><ws><w id='1'/></ws><v id='2'/><us><u id='3'/></us></tsResponse>",
  };
  static const uint32_t items[] = {2, 2, 3};
  for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
    tsc_list *by_page = list_of(session, "workbooks");
    tsc_list *by_item = list_of(session, "workbooks");
    respond_with("", bodies[i]);
    const block page = next_page(by_page);
    CHECK_NUMBER(items[i], item_count(&page));
    respond_with("", bodies[i]);
    for (uint32_t item = 0; item < items[i]; item++) {
      check_same(&page, item_at(&page, item), next(by_item));
    }
    CHECK(next(by_item) == NULL);
    CHECK(next_page(by_page).bytes == NULL);
    tsc_list_free(by_item);
    tsc_list_free(by_page);
  }
}

static void list_without_items_has_no_page(tsc_session *session) {
  tsc_error *error = NULL;
  tsc_list *list = list_of(session, "workbooks");
  CHECK_OK(tsc_list_add_filter(list, "name", "eq", "no such name", &error));
  CHECK(next_page(list).bytes == NULL);
  tsc_list_free(list);
}

static void pages_without_items_are_skipped(tsc_session *session) {
  static const char *const pages[] = {"<ws><w id='1'/></ws>", "<ws/>", "<ws><w id='3'/></ws>",
                                      "<ws/>"};
  tsc_list *list = workbooks_of(session, 1);
  for (int i = 0; i < 4; i++) {
    char query[32];
    char body[256];
    snprintf(query, sizeof query, "pageNumber=%d", i + 1);
    snprintf(body, sizeof body,
             "<tsResponse><pagination pageNumber='%d' pageSize='1' totalAvailable='3'/>%s"
             "</tsResponse>",
             i + 1, pages[i]);
    respond_with(query, body);
  }
  simulator_clear_requests(&tableau);
  for (int i = 1; i < 4; i += 2) {
    block page = next_page(list);
    CHECK_NUMBER(1, item_count(&page));
    const char id[] = {(char)('0' + i), '\0'};
    CHECK_TEXT(id, string_at(&page, word(&page, item_at(&page, 0) + 24)));
  }
  CHECK(next_page(list).bytes == NULL);
  CHECK_NUMBER(4, (int64_t)simulator_requests(&tableau, "/workbooks"));
  tsc_list_free(list);
}

/* Reads the next item of both lists, which must be the same. Returns the block of the first's. */
static block check_next(tsc_list *list, tsc_list *other) {
  const tsc_node *node = next(list);
  block block = block_of(node);
  size_t offset = 0;
  tsc_node_block(node, NULL, &offset);
  check_same(&block, (uint32_t)offset, next(other));
  return block;
}

static void pages_can_be_read_between_items_but_not_within_a_page(tsc_session *session) {
  tsc_error *error = NULL;
  tsc_list *list = workbooks_of(session, 500);
  tsc_list *by_item = workbooks_of(session, 500);

  for (uint32_t i = 0; i < 500; i++) {
    const block block = check_next(list, by_item);
    CHECK_NUMBER(500, item_count(&block));
    if (i == 0 || i == 498) {
      const uint8_t *bytes = block.bytes;
      size_t length = 1;
      CHECK_CALL(TSC_ERROR_INVALID_STATE, tsc_list_next_page(list, NULL, &bytes, &length, &error));
      CHECK(bytes == NULL && length == 0);
    }
  }
  const block page = next_page(list);
  CHECK_NUMBER(500, item_count(&page));
  for (uint32_t i = 0; i < 500; i++) {
    check_same(&page, item_at(&page, i), next(by_item));
  }
  for (uint32_t i = 0; i < 500; i++) {
    check_next(list, by_item);
  }
  check_rest(list, by_item, 2);
  tsc_list_free(by_item);
  tsc_list_free(list);
}

static void node_of_a_list_is_an_item_of_its_block(tsc_session *session) {
  tsc_list *list = workbooks_of(session, 10);
  for (uint32_t i = 0; i < 20; i++) {
    const tsc_node *node = next(list);
    const block block = block_of(node);
    CHECK((const uint8_t *)node == block.bytes + item_at(&block, i % 10));
    block_of(tsc_node_child(node, "project"));
  }
  tsc_list_free(list);
}

static void total_reads_the_first_page_and_keeps_a_block(tsc_session *session) {
  tsc_error *error = NULL;
  tsc_list *list = workbooks_of(session, 1000);
  tsc_list *by_item = workbooks_of(session, 1000);
  uint64_t total = 0;
  simulator_clear_requests(&tableau);
  CHECK_OK(tsc_list_total_available(list, NULL, &total, &error));
  CHECK_NUMBER(WORKBOOKS_ON_DEFAULT, (int64_t)total);
  const block page = next_page(list);
  CHECK_NUMBER(1, (int64_t)simulator_requests(&tableau, "/workbooks"));
  CHECK_OK(tsc_list_total_available(list, NULL, &total, &error));
  for (uint32_t i = 0; i < item_count(&page); i++) {
    check_same(&page, item_at(&page, i), next(by_item));
  }
  check_rest(list, by_item, 2);
  tsc_list_free(by_item);
  tsc_list_free(list);
}

static void failed_page_is_fetched_again(tsc_session *session) {
  tsc_error *error = NULL;
  tsc_list *list = workbooks_of(session, 1000);
  block page = next_page(list);
  CHECK_NUMBER(1000, item_count(&page));
  simulator_arm_fault(&tableau, "{\"path\": \"/workbooks\", \"action\": {\"answer\": {\"status\": "
                                "503, \"headers\": [], \"body\": \"\"}}}");
  const uint8_t *bytes = NULL;
  CHECK_CALL(TSC_ERROR_SERVER, tsc_list_next_page(list, NULL, &bytes, NULL, &error));
  CHECK(bytes == NULL);
  page = next_page(list);
  CHECK_NUMBER(1000, item_count(&page));
  page = next_page(list);
  CHECK_NUMBER(WORKBOOKS_ON_DEFAULT - 2000, item_count(&page));
  CHECK(next_page(list).bytes == NULL);
  tsc_list_free(list);
}

static void length_may_be_null(tsc_session *session) {
  tsc_error *error = NULL;
  tsc_list *list = workbooks_of(session, 1000);
  const uint8_t *bytes = NULL;
  for (int pages = 0; pages < 3; pages++) {
    CHECK_OK(tsc_list_next_page(list, NULL, &bytes, NULL, &error));
    CHECK(bytes != NULL);
  }
  CHECK_OK(tsc_list_next_page(list, NULL, &bytes, NULL, &error));
  CHECK(bytes == NULL);
  tsc_list_free(list);
}

static void responses_have_a_block_without_items(tsc_session *session) {
  tsc_error *error = NULL;
  tsc_request *request = request_of(session, "GET", "workbooks");
  tsc_response *response = NULL;
  CHECK_OK(tsc_request_send(request, NULL, &response, &error));
  const tsc_node *root = tsc_response_root(response);
  const block whole = block_of(root);
  CHECK((const uint8_t *)root == whole.bytes + word(&whole, 8));
  CHECK_NUMBER(0, item_count(&whole));
  CHECK(block_of(tsc_node_child(root, "workbooks")).bytes == whole.bytes);
  tsc_response_free(response);
  tsc_request_free(request);

  tsc_list *list = list_of(session, "no-such-things");
  const tsc_node *node = NULL;
  CHECK(tsc_list_next(list, NULL, &node, &error) != TSC_OK);
  root = tsc_response_root(tsc_error_response(error));
  const block failed = block_of(root);
  CHECK((const uint8_t *)root == failed.bytes + word(&failed, 8));
  CHECK_NUMBER(0, item_count(&failed));
  tsc_error_free(error);
  tsc_list_free(list);
}

int main(void) {
  simulator_start(&tableau);
  tsc_server *server = server_of(&tableau);
  tsc_session *session = sign_in_alice(server, NULL);
  pages_have_the_items_of_a_list(session, 1000, 0);
  pages_have_the_items_of_a_list(session, 469, 0);
  pages_have_the_items_of_a_list(session, 469, 3);
  lists_that_are_not_paged_are_one_page(session);
  list_without_items_has_no_page(session);
  pages_without_items_are_skipped(session);
  pages_can_be_read_between_items_but_not_within_a_page(session);
  node_of_a_list_is_an_item_of_its_block(session);
  total_reads_the_first_page_and_keeps_a_block(session);
  failed_page_is_fetched_again(session);
  length_may_be_null(session);
  responses_have_a_block_without_items(session);
  tsc_session_free(session);
  tsc_server_free(server);
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
