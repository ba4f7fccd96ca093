/* Windows: see system.h. */
#ifdef _WIN32

#define WIN32_LEAN_AND_MEAN
#include "system.h"

#include <windows.h>

#include <process.h>
#include <stdlib.h>

const char system_name[] = "windows";

connection system_listen(unsigned *port) {
  WSADATA data;
  if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
    return NO_CONNECTION;
  SOCKET listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  struct sockaddr_in address = {0};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int length = sizeof address;
  if (listener == INVALID_SOCKET || bind(listener, (struct sockaddr *)&address, length) != 0 ||
      listen(listener, SOMAXCONN) != 0 ||
      getsockname(listener, (struct sockaddr *)&address, &length) != 0)
    return NO_CONNECTION;
  *port = ntohs(address.sin_port);
  return listener;
}

connection system_accept(connection listener) {
  SOCKET accepted = accept(listener, NULL, NULL);
  int yes = 1;
  if (accepted != INVALID_SOCKET)
    setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, (const char *)&yes, sizeof yes);
  return accepted;
}

void system_close(connection one) { closesocket(one); }

typedef struct task {
  void (*run)(connection);
  connection argument;
} task;

static unsigned __stdcall run_task(void *given) {
  task one = *(task *)given;
  free(given);
  one.run(one.argument);
  return 0;
}

int system_start_thread(void (*run)(connection), connection argument) {
  task *one = malloc(sizeof *one);
  if (!one)
    return 0;
  one->run = run;
  one->argument = argument;
  uintptr_t thread = _beginthreadex(NULL, 0, run_task, one, 0, NULL);
  if (thread == 0) {
    free(one);
    return 0;
  }
  CloseHandle((HANDLE)thread);
  return 1;
}

/* A time of 100 ns, in microseconds. */
static uint64_t microseconds(FILETIME time) {
  return (((uint64_t)time.dwHighDateTime << 32) | time.dwLowDateTime) / 10;
}

uint64_t system_process_time(void) {
  FILETIME begun, ended, kernel, user;
  GetProcessTimes(GetCurrentProcess(), &begun, &ended, &kernel, &user);
  return microseconds(kernel) + microseconds(user);
}

uint64_t system_thread_time(void) {
  FILETIME begun, ended, kernel, user;
  GetThreadTimes(GetCurrentThread(), &begun, &ended, &kernel, &user);
  return microseconds(kernel) + microseconds(user);
}

uint64_t system_thread(void) { return GetCurrentThreadId(); }

uint64_t system_handles(void) {
  DWORD count = 0;
  return GetProcessHandleCount(GetCurrentProcess(), &count) ? count : 0;
}

int system_set_variable(const char *name, const char *value) {
  return SetEnvironmentVariableA(name, value) ||
         (!value && GetLastError() == ERROR_ENVVAR_NOT_FOUND);
}

#else
/* An empty file is not C. */
typedef int not_windows;
#endif
