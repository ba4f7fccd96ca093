/* What differs between Windows and the other systems. */
#ifndef SYSTEM_H
#define SYSTEM_H

#include <stddef.h>
#include <stdint.h>

#ifdef _WIN32
#include <winsock2.h>
typedef SOCKET connection;
#define NO_CONNECTION INVALID_SOCKET
#else
typedef int connection;
#define NO_CONNECTION (-1)
#endif

/* "windows", "musl" or "posix". */
extern const char system_name[];

/* Listens on a free port of 127.0.0.1; NO_CONNECTION if that fails. */
connection system_listen(unsigned *port);
/* Waits for a connection; NO_CONNECTION if there is none this time. */
connection system_accept(connection listener);
void system_close(connection one);

/* Runs a function on a thread of its own, which nobody joins; 0 if there is no thread. */
int system_start_thread(void (*run)(connection), connection argument);

/* User and system time so far, in microseconds. */
uint64_t system_process_time(void);
uint64_t system_thread_time(void);
/* The thread's number, as the system has it. */
uint64_t system_thread(void);
/* The handles that the process has open; 0 if the system does not say. */
uint64_t system_handles(void);
/* Sets a variable of the environment; NULL removes it. Returns 0 if that fails. */
int system_set_variable(const char *name, const char *value);

#endif
