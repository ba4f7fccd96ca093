#ifndef TSC_GO_PACK_H
#define TSC_GO_PACK_H

#include <stddef.h>
#include <tsc.h>

/*
 * A tree of elements as two arrays that Go reads in one pass, so that an item of a list costs one
 * call from Go to C. The elements come breadth first: the children of one stand side by side.
 *
 * sizes has for each element the lengths of its name and text, and how many attributes and children
 * it has; then for each attribute the lengths of its name and value. text has the strings that
 * these lengths are of, in that order, one after the other.
 */
typedef struct tsc_go_pack {
  size_t *sizes;
  size_t size_count;
  size_t size_capacity;
  char *text;
  size_t text_length;
  size_t text_capacity;
  const tsc_node **nodes;
  size_t node_count; /* 0: there is no element */
  size_t node_capacity;
  size_t attribute_count;
} tsc_go_pack;

/* A list, and what its last item was packed into. */
typedef struct tsc_go_list {
  tsc_list *list;
  tsc_go_pack item;
  tsc_error *error; /* of the last call */
} tsc_go_list;

/* Packs an element, in place of what was packed before; NULL packs none. */
void tsc_go_pack_node(tsc_go_pack *pack, const tsc_node *root);

/* Frees what a pack holds, not the pack. */
void tsc_go_pack_clear(tsc_go_pack *pack);

/* Takes a list over. */
tsc_go_list *tsc_go_list_new(tsc_list *list);

/* tsc_list_next, with the item packed. */
tsc_status tsc_go_list_next(tsc_go_list *list, tsc_cancellation *cancellation);

void tsc_go_list_free(tsc_go_list *list);

#endif
