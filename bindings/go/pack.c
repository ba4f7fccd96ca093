#include "pack.h"

#include <stdlib.h>
#include <string.h>

/* Grows an array to hold `more` items beyond `count`. Without memory it aborts, as Go does. */
static void *room(void *array, size_t *capacity, size_t count, size_t more, size_t size) {
  if (*capacity - count >= more) {
    return array;
  }
  *capacity = 2 * *capacity + more + 64;
  array = realloc(array, *capacity * size);
  if (!array) {
    abort();
  }
  return array;
}

/* Adds a string, and returns its length. */
static size_t add_text(tsc_go_pack *pack, const char *text) {
  const size_t length = text ? strlen(text) : 0;
  if (length > 0) {
    pack->text = room(pack->text, &pack->text_capacity, pack->text_length, length, 1);
    memcpy(pack->text + pack->text_length, text, length);
    pack->text_length += length;
  }
  return length;
}

static void add_node(tsc_go_pack *pack, const tsc_node *node) {
  pack->nodes = room(pack->nodes, &pack->node_capacity, pack->node_count, 1, sizeof *pack->nodes);
  pack->nodes[pack->node_count++] = node;
}

static void add_sizes(tsc_go_pack *pack, const tsc_node *node) {
  const size_t attributes = tsc_node_attribute_count(node);
  const size_t children = tsc_node_child_count(node);
  pack->sizes = room(pack->sizes, &pack->size_capacity, pack->size_count, 4 + 2 * attributes,
                     sizeof *pack->sizes);
  size_t *size = pack->sizes + pack->size_count;
  *size++ = add_text(pack, tsc_node_name(node));
  *size++ = add_text(pack, tsc_node_text(node));
  *size++ = attributes;
  *size++ = children;
  for (size_t i = 0; i < attributes; i++) {
    *size++ = add_text(pack, tsc_node_attribute_name_at(node, i));
    *size++ = add_text(pack, tsc_node_attribute_value_at(node, i));
  }
  pack->size_count += 4 + 2 * attributes;
  pack->attribute_count += attributes;
  for (size_t i = 0; i < children; i++) {
    add_node(pack, tsc_node_child_at(node, i));
  }
}

void tsc_go_pack_node(tsc_go_pack *pack, const tsc_node *root) {
  pack->size_count = 0;
  pack->text_length = 0;
  pack->node_count = 0;
  pack->attribute_count = 0;
  if (root) {
    add_node(pack, root);
  }
  /* add_sizes appends the children, so the loop ends when all descendants are packed. */
  for (size_t i = 0; i < pack->node_count; i++) {
    add_sizes(pack, pack->nodes[i]);
  }
}

void tsc_go_pack_clear(tsc_go_pack *pack) {
  free(pack->sizes);
  free(pack->text);
  free((void *)pack->nodes);
}

tsc_go_list *tsc_go_list_new(tsc_list *list) {
  tsc_go_list *taken = calloc(1, sizeof *taken);
  if (!taken) {
    abort();
  }
  taken->list = list;
  return taken;
}

tsc_status tsc_go_list_next(tsc_go_list *list, tsc_cancellation *cancellation) {
  const tsc_node *node = NULL;
  const tsc_status status = tsc_list_next(list->list, cancellation, &node, &list->error);
  tsc_go_pack_node(&list->item, node);
  return status;
}

void tsc_go_list_free(tsc_go_list *list) {
  tsc_list_free(list->list);
  tsc_go_pack_clear(&list->item);
  free(list);
}
