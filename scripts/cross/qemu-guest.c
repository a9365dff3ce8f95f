/* Preloaded into arm64 programs that qemu-user runs, for tests. It takes back two things that qemu
 * makes up, so that the programs see what the kernel tells:
 * - /proc/PID/stat of the program itself, in which qemu leaves out nearly everything, and whose
 *   start time is not that which other processes read;
 * - /proc/self/exe, which is to lead to what starts the program under qemu once more. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char launcher[4096];

/* The programs that this one starts are not all of arm64: their launchers preload it again. */
__attribute__((constructor)) static void take_environment(void) {
  const char *path = getenv("QEMU_GUEST_LAUNCHER");
  if (path != NULL) {
    snprintf(launcher, sizeof(launcher), "%s", path);
  }
  unsetenv("QEMU_GUEST_LAUNCHER");
  unsetenv("LD_PRELOAD");
}

/* The main thread's own file is the kernel's. */
static const char *real_path(const char *path, char *buffer, size_t size) {
  int pid = getpid();
  snprintf(buffer, size, "/proc/%d/stat", pid);
  if (strcmp(path, "/proc/self/stat") != 0 && strcmp(path, buffer) != 0) {
    return path;
  }
  snprintf(buffer, size, "/proc/%d/task/%d/stat", pid, pid);
  return buffer;
}

#define OPEN(NAME)                                                        \
  int NAME(const char *path, int flags, ...) {                            \
    char buffer[64];                                                      \
    va_list args;                                                         \
    va_start(args, flags);                                                \
    int mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(args, int) : 0;   \
    va_end(args);                                                         \
    int (*next)(const char *, int, ...) = dlsym(RTLD_NEXT, #NAME);        \
    return next(real_path(path, buffer, sizeof(buffer)), flags, mode);    \
  }

OPEN(open)
OPEN(open64)

ssize_t readlink(const char *path, char *buffer, size_t size) {
  size_t length = strlen(launcher);
  if (length > 0 && strcmp(path, "/proc/self/exe") == 0) {
    length = length < size ? length : size;
    memcpy(buffer, launcher, length);
    return (ssize_t)length;
  }
  ssize_t (*next)(const char *, char *, size_t) = dlsym(RTLD_NEXT, "readlink");
  return next(path, buffer, size);
}
