/*
 * The values of a message. Numbers and pointers are 8 bytes, the lowest first. Text and bytes are
 * their length, the bytes and a NUL; the length of NULL is NO_BYTES. The texts of an environment
 * are preceded by their number.
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#define NO_BYTES UINT64_MAX

/* A request that is read value by value. What it gives out is valid until input_free. */
typedef struct input {
  const unsigned char *at;
  const unsigned char *end;
  int is_bad; /* something else was there than what was asked for */
  char **texts;
} input;

/* A response that is being written. */
typedef struct output {
  unsigned char *bytes;
  size_t length;
  size_t capacity;
  int is_bad; /* there was no memory */
} output;

uint64_t take_number(input *in);
void *take_pointer(input *in);
const char *take_text(input *in);
/* Bytes without their length, which is the next value. */
const void *take_bytes(input *in);
char **take_texts(input *in);
/* Checks that all values were there, and nothing else. */
int is_read(const input *in);
void input_free(input *in);

void give_number(output *out, uint64_t number);
void give_pointer(output *out, const void *pointer);
void give_text(output *out, const char *text);
void give_bytes(output *out, const void *bytes, size_t length);

#endif
