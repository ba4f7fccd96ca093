/* Bytes on a connection. */
#ifndef TRANSFER_H
#define TRANSFER_H

#include "system.h"

/* Receives or sends exactly so many bytes; 0 if the other side has closed the connection. */
int receive_all(connection from, void *bytes, size_t length);
int send_all(connection to, const void *bytes, size_t length);

#endif
