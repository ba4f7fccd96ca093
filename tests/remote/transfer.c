#include "transfer.h"

#ifndef _WIN32
#include <sys/socket.h>
#endif

/* What one call takes at the most; Windows counts in an int. */
static int at_most(size_t length) {
  enum { MOST = 1 << 20 };
  return length < MOST ? (int)length : MOST;
}

int receive_all(connection from, void *bytes, size_t length) {
  char *at = bytes;
  while (length > 0) {
    long received = (long)recv(from, at, at_most(length), 0);
    if (received <= 0)
      return 0;
    at += received;
    length -= (size_t)received;
  }
  return 1;
}

int send_all(connection to, const void *bytes, size_t length) {
  const char *at = bytes;
  while (length > 0) {
    long sent = (long)send(to, at, at_most(length), 0);
    if (sent <= 0)
      return 0;
    at += sent;
    length -= (size_t)sent;
  }
  return 1;
}
