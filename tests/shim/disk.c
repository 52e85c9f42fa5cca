/* Loaded before the C library of a server under test: from the call on that a control file names, writes and flushes of
   its database fail as they do on a full or broken disk.

   The control file holds four numbers of 32 bits, shared in memory with the test:
   calls that still succeed, calls that fail then, the errno that they fail with, calls seen so far. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct control {
  int32_t before, fail, error, seen;
};

static struct control *control(void) {
  static struct control *shared;
  if (!shared) {
    const char *path = getenv("LEADTIME_TEST_DISK");
    int file = path ? open(path, O_RDWR) : -1;
    void *memory = file < 0 ? MAP_FAILED : mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    static struct control none;
    shared = memory == MAP_FAILED ? &none : memory;
  }
  return shared;
}

static int is_of_database(int fd) {
  char link[64], path[512];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strstr(path, "test.db") != NULL;
}

/* Whether this call is to fail; errno is set then. */
static int fails(int fd) {
  struct control *c = control();
  if (!is_of_database(fd)) return 0;
  __sync_fetch_and_add(&c->seen, 1);
  if (__sync_fetch_and_sub(&c->before, 1) > 0) return 0;
  if (__sync_fetch_and_sub(&c->fail, 1) <= 0) return 0;
  errno = c->error;
  return 1;
}

/* A call of the C library, or its failure. */
#define FAILING(type, name, parameters, ...)                      \
  type name parameters {                                          \
    static type (*real) parameters;                               \
    if (!real) real = (type (*) parameters)dlsym(RTLD_NEXT, #name); \
    return fails(fd) ? -1 : real(__VA_ARGS__);                    \
  }

FAILING(ssize_t, write, (int fd, const void *bytes, size_t length), fd, bytes, length)
FAILING(ssize_t, pwrite, (int fd, const void *bytes, size_t length, off_t at), fd, bytes, length, at)
FAILING(ssize_t, pwrite64, (int fd, const void *bytes, size_t length, off64_t at), fd, bytes, length, at)
FAILING(int, fsync, (int fd), fd)
FAILING(int, fdatasync, (int fd), fd)
FAILING(int, ftruncate, (int fd, off_t length), fd, length)
FAILING(int, ftruncate64, (int fd, off64_t length), fd, length)
