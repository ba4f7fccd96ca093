#ifndef TSC_GO_PACK_H
#define TSC_GO_PACK_H

#include <stddef.h>
#include <tsc.h>

/*
 * A tree of elements in two arrays that Go reads in one pass, so that an item of a list costs one
 * call from Go to C. The elements are in breadth-first order: siblings are adjacent.
 *
 * For each element, sizes has the lengths of its name and text, and the numbers of its attributes
 * and children; then for each attribute the lengths of its name and value. text has the strings
 * themselves, in the same order and without separators.
 */
typedef struct tsc_go_pack {
  size_t *sizes;
  size_t size_count;
  size_t size_capacity;
  char *text;
  size_t text_length;
  size_t text_capacity;
  const tsc_node **nodes;
  size_t node_count; /* 0: the pack is empty */
  size_t node_capacity;
  size_t attribute_count;
} tsc_go_pack;

/* A list and its last item. */
typedef struct tsc_go_list {
  tsc_list *list;
  tsc_go_pack item;
  tsc_error *error; /* the error of the last call */
} tsc_go_list;

/* Packs an element, replacing the previous one; NULL empties the pack. */
void tsc_go_pack_node(tsc_go_pack *pack, const tsc_node *root);

/* Frees the arrays of a pack, but not the pack. */
void tsc_go_pack_clear(tsc_go_pack *pack);

/* Makes a tsc_go_list that owns a list. */
tsc_go_list *tsc_go_list_new(tsc_list *list);

/* Calls tsc_list_next and packs the item. */
tsc_status tsc_go_list_next(tsc_go_list *list, tsc_cancellation *cancellation);

void tsc_go_list_free(tsc_go_list *list);

#endif
