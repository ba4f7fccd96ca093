/* The values of a message: see message.h. */

#include "message.h"

#include <stdlib.h>
#include <string.h>

static size_t left(const input *in) { return (size_t)(in->end - in->at); }

uint64_t take_number(input *in) {
  if (in->is_bad || left(in) < 8) {
    in->is_bad = 1;
    return 0;
  }
  uint64_t number = 0;
  for (int index = 0; index < 8; index++)
    number |= (uint64_t)in->at[index] << (8 * index);
  in->at += 8;
  return number;
}

void *take_pointer(input *in) { return (void *)(uintptr_t)take_number(in); }

const void *take_bytes(input *in) {
  uint64_t length = take_number(in);
  if (in->is_bad || length == NO_BYTES)
    return NULL;
  if (length >= left(in) || in->at[length] != 0) {
    in->is_bad = 1;
    return NULL;
  }
  const unsigned char *bytes = in->at;
  in->at += length + 1;
  return bytes;
}

const char *take_text(input *in) { return take_bytes(in); }

char **take_texts(input *in) {
  uint64_t count = take_number(in);
  if (in->is_bad || count == NO_BYTES)
    return NULL;
  /* Each text has 9 bytes or more. */
  if (in->texts || count > left(in) / 9) {
    in->is_bad = 1;
    return NULL;
  }
  in->texts = calloc((size_t)count + 1, sizeof *in->texts);
  if (!in->texts) {
    in->is_bad = 1;
    return NULL;
  }
  for (size_t index = 0; index < count; index++)
    in->texts[index] = (char *)(uintptr_t)take_text(in);
  return in->texts;
}

int is_read(const input *in) { return !in->is_bad && in->at == in->end; }

void input_free(input *in) {
  free(in->texts);
  in->texts = NULL;
}

/* Makes room for more bytes, and returns where they go. */
static unsigned char *more(output *out, size_t length) {
  if (out->is_bad || length > SIZE_MAX / 2 - out->length) {
    out->is_bad = 1;
    return NULL;
  }
  size_t needed = out->length + length;
  if (needed > out->capacity) {
    size_t capacity = needed < 256 ? 256 : 2 * needed;
    unsigned char *bytes = realloc(out->bytes, capacity);
    if (!bytes) {
      out->is_bad = 1;
      return NULL;
    }
    out->bytes = bytes;
    out->capacity = capacity;
  }
  unsigned char *at = out->bytes + out->length;
  out->length = needed;
  return at;
}

void give_number(output *out, uint64_t number) {
  unsigned char *at = more(out, 8);
  for (int index = 0; at && index < 8; index++)
    at[index] = (unsigned char)(number >> (8 * index));
}

void give_pointer(output *out, const void *pointer) { give_number(out, (uintptr_t)pointer); }

void give_bytes(output *out, const void *bytes, size_t length) {
  give_number(out, bytes ? length : NO_BYTES);
  unsigned char *at = bytes ? more(out, length + 1) : NULL;
  if (at) {
    memcpy(at, bytes, length);
    at[length] = 0;
  }
}

void give_text(output *out, const char *text) { give_bytes(out, text, text ? strlen(text) : 0); }
