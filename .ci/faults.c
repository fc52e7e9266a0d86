// SPDX-License-Identifier: Apache-2.0
// To be preloaded (LD_PRELOAD): fails one call of the system among those that a program makes.
//
//   FAULT_CALL    what fails: open, read, write, rename, fsync, socket, accept, thread or allocation
//   FAULT_NUMBER  which of these calls, from 1
//   FAULT_MARK    a file that is created when it fails: so it is known that there were so many
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char const *kind;
static long number;
static atomic_long calls;

__attribute__((constructor)) static void begin(void) {
  char const *text = getenv("FAULT_NUMBER");
  number = text ? atol(text) : 0;
  kind = getenv("FAULT_CALL");
}

/// Whether this call is the one that fails; by calls of the kernel alone, as memory may be what fails.
static int fails(char const *call) {
  if (!kind || strcmp(kind, call) != 0 || atomic_fetch_add(&calls, 1) + 1 != number) return 0;
  char const *mark = getenv("FAULT_MARK");
  if (mark) syscall(SYS_close, (int)syscall(SYS_openat, AT_FDCWD, mark, O_CREAT | O_WRONLY, 0600));
  return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FAIL(call, code) \
  if (fails(call)) { errno = code; return -1; }

static mode_t mode_of(int flags, va_list list) {
  return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? (mode_t)va_arg(list, int) : 0;
}

int open(char const *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  FAIL("open", EMFILE)
  return REAL(open)(path, flags, mode);
}

int open64(char const *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  FAIL("open", EMFILE)
  return REAL(open64)(path, flags, mode);
}

int openat(int folder, char const *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  FAIL("open", EMFILE)
  return REAL(openat)(folder, path, flags, mode);
}

ssize_t read(int file, void *bytes, size_t count) {
  FAIL("read", EIO)
  return REAL(read)(file, bytes, count);
}

ssize_t pread(int file, void *bytes, size_t count, off_t offset) {
  FAIL("read", EIO)
  return REAL(pread)(file, bytes, count, offset);
}

ssize_t write(int file, void const *bytes, size_t count) {
  FAIL("write", ENOSPC)
  return REAL(write)(file, bytes, count);
}

ssize_t pwrite(int file, void const *bytes, size_t count, off_t offset) {
  FAIL("write", ENOSPC)
  return REAL(pwrite)(file, bytes, count, offset);
}

ssize_t send(int file, void const *bytes, size_t count, int flags) {
  FAIL("write", ECONNRESET)
  return REAL(send)(file, bytes, count, flags);
}

int rename(char const *from, char const *to) {
  FAIL("rename", EIO)
  return REAL(rename)(from, to);
}

int fsync(int file) {
  FAIL("fsync", EIO)
  return REAL(fsync)(file);
}

int socket(int domain, int type, int protocol) {
  FAIL("socket", EMFILE)
  return REAL(socket)(domain, type, protocol);
}

int bind(int file, struct sockaddr const *address, socklen_t length) {
  FAIL("socket", EADDRINUSE)
  return REAL(bind)(file, address, length);
}

int listen(int file, int backlog) {
  FAIL("socket", EADDRINUSE)
  return REAL(listen)(file, backlog);
}

int accept(int file, struct sockaddr *address, socklen_t *length) {
  FAIL("accept", EMFILE)
  return REAL(accept)(file, address, length);
}

int pipe(int ends[2]) {
  FAIL("open", EMFILE)
  return REAL(pipe)(ends);
}

int pthread_create(pthread_t *thread, pthread_attr_t const *attributes, void *(*work)(void *), void *argument) {
  if (fails("thread")) return EAGAIN;
  return REAL(pthread_create)(thread, attributes, work, argument);
}

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

void *malloc(size_t size) {
  if (fails("allocation")) { errno = ENOMEM; return NULL; }
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  if (fails("allocation")) { errno = ENOMEM; return NULL; }
  return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
  if (fails("allocation")) { errno = ENOMEM; return NULL; }
  return __libc_realloc(memory, size);
}
