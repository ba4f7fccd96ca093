/*
 * The shared library in a program that loads plug-ins: loaded by its path, used and closed,
 * repeatedly. This program is not linked to it.
 */
#define _GNU_SOURCE

#include "loaded.h"
#include "support.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WARM_UP = 50, ROUNDS = 1000 };

/* A host name whose resolution takes as long as the test wants. */
#define HELD_HOST "held.invalid"

static simulator tableau;
static const char *library_path;

/* POSIX lets a pointer to an object be one to a function; ISO C does not allow the cast. */
static address find(void *library, const char *name) {
  void *symbol = dlsym(library, name);
  address found = NULL;
  memcpy(&found, &symbol, sizeof symbol);
  return found;
}

static void *load(void) {
  void *library = dlopen(library_path, RTLD_NOW | RTLD_LOCAL);
  CHECK_TEXT(NULL, library ? NULL : dlerror());
  loaded_find(library, find);
  return library;
}

static void unload(void *library) {
  loaded_forget();
  CHECK(dlclose(library) == 0);
}

static int is_loaded(void) {
  void *library = dlopen(library_path, RTLD_NOW | RTLD_NOLOAD);
  return library && dlclose(library) == 0;
}

static void library_stays_loaded_after_dlclose(void) {
  CHECK(!is_loaded());
  unload(load());
  CHECK(is_loaded());
}

static struct {
  pthread_mutex_t mutex;
  pthread_cond_t has_changed;
  int is_asked;
  int is_answered;
} held_look_up = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0};

static void set(int *flag) {
  CHECK(pthread_mutex_lock(&held_look_up.mutex) == 0);
  *flag = 1;
  CHECK(pthread_cond_broadcast(&held_look_up.has_changed) == 0);
  CHECK(pthread_mutex_unlock(&held_look_up.mutex) == 0);
}

static void await(const int *flag) {
  CHECK(pthread_mutex_lock(&held_look_up.mutex) == 0);
  while (!*flag) {
    CHECK(pthread_cond_wait(&held_look_up.has_changed, &held_look_up.mutex) == 0);
  }
  CHECK(pthread_mutex_unlock(&held_look_up.mutex) == 0);
}

/* The library's name resolution calls this function, because the program precedes the C library. */
int getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                struct addrinfo **found) {
  if (strcmp(host, HELD_HOST) == 0) {
    set(&held_look_up.is_asked);
    await(&held_look_up.is_answered);
    return EAI_AGAIN;
  }
  const address original = find(RTLD_NEXT, "getaddrinfo");
  CHECK(original != NULL);
  return ((__typeof__(getaddrinfo) *)original)(host, service, hints, found);
}

static void *ask_until_cancelled(void *cancellation) {
  tsc_server *server = NULL;
  tsc_server_info *info = NULL;
  tsc_error *error = NULL;
  EXPECT_OK(tsc.tsc_server_new("https://" HELD_HOST, &server, &error));
  EXPECT(TSC_ERROR_CANCELLED, tsc.tsc_server_get_info(server, cancellation, &info, &error));
  tsc.tsc_server_free(server);
  return NULL;
}

/* The call leaves a resolver thread behind, which has to continue in the library's code. */
static void name_resolution_can_end_after_dlclose(int64_t threads_before) {
  void *library = load();
  tsc_cancellation *cancellation = tsc.tsc_cancellation_new();
  pthread_t thread = thread_start(ask_until_cancelled, cancellation);
  await(&held_look_up.is_asked);
  tsc.tsc_cancellation_cancel(cancellation);
  thread_join(thread);
  tsc.tsc_cancellation_free(cancellation);
  unload(library);
  CHECK(running_threads() > threads_before);
  set(&held_look_up.is_answered);
  while (running_threads() > threads_before) {
  }
}

static void *load_use_and_close(void *nothing) {
  void *library = load();
  do_a_whole_job(&tableau);
  unload(library);
  return nothing;
}

/*
 * A sanitizer has an allocator of its own, and detects leaks itself; both numbers are 0 then. A
 * program for an older glibc counts blocks only.
 */
static int64_t bytes_in_use(void) {
#if __GLIBC_PREREQ(2, 33)
  const struct mallinfo2 info = mallinfo2();
  return (int64_t)(info.uordblks + info.hblkhd);
#else
  return 0;
#endif
}

static int64_t blocks;

static int64_t blocks_in_use(void) { return __atomic_load_n(&blocks, __ATOMIC_SEQ_CST); }

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_AN_ALLOCATOR_OF_ITS_OWN
#endif
#endif
#if !defined(__SANITIZE_ADDRESS__) && !defined(HAS_AN_ALLOCATOR_OF_ITS_OWN)

/*
 * The functions of glibc's allocator. Those of the program precede them, for the program and all
 * libraries that it loads.
 */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *block);

static void *counted(void *block) {
  if (block) {
    __atomic_add_fetch(&blocks, 1, __ATOMIC_SEQ_CST);
  }
  return block;
}

void *malloc(size_t size) { return counted(__libc_malloc(size)); }

void *calloc(size_t count, size_t size) { return counted(__libc_calloc(count, size)); }

void *memalign(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size)); }

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **block, size_t alignment, size_t size) {
  *block = memalign(alignment, size);
  return *block ? 0 : ENOMEM;
}

void free(void *block) {
  if (block) {
    __atomic_sub_fetch(&blocks, 1, __ATOMIC_SEQ_CST);
  }
  __libc_free(block);
}

void *realloc(void *block, size_t size) {
  if (!block) {
    return malloc(size);
  }
  if (size == 0) {
    free(block);
    return NULL;
  }
  return __libc_realloc(block, size);
}

#endif

/*
 * No block may be lost. A few more bytes may count as in use: malloc gives 16 more if the rest of a
 * free block would be too small for another. CTest turns off malloc's per-thread cache, whose
 * blocks would count too. Every other round runs in a thread that ends after it has closed the
 * library; only then the library's thread-local data are destroyed.
 */
static void loading_a_thousand_times_leaks_nothing(int64_t threads_before) {
  int64_t descriptors_before = open_descriptors();
  int64_t blocks_before = 0;
  int64_t bytes_before = 0;
  for (int round = 0; round < ROUNDS; round++) {
    if (round == WARM_UP) {
      blocks_before = blocks_in_use();
      bytes_before = bytes_in_use();
    }
    if (round % 2 == 0) {
      load_use_and_close(NULL);
    } else {
      thread_join(thread_start(load_use_and_close, NULL));
    }
    /* A thread that has ended is listed for a moment longer; CTest has the time limit. */
    while (running_threads() > threads_before) {
    }
    CHECK_NUMBER(descriptors_before, open_descriptors());
  }
  CHECK_NUMBER(blocks_before, blocks_in_use());
  CHECK(bytes_in_use() - bytes_before <= 64);
}

int main(int argc, char **argv) {
  CHECK_NUMBER(2, argc);
  library_path = argv[1];
  int64_t threads_before = threads_at_first();
  simulator_start(&tableau);
  library_stays_loaded_after_dlclose();
  name_resolution_can_end_after_dlclose(threads_before);
  loading_a_thousand_times_leaks_nothing(threads_before);
  simulator_stop(&tableau);
  return EXIT_SUCCESS;
}
