// The floor of process trees: see floor.c.
#define _GNU_SOURCE
#include "floor.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_PROCESSES 8192

/** One read, as much as a short file needs. */
static void read_once(const char *path, char *text, size_t size) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t filled = read(fd, text, size - 1);
  close(fd);
  text[filled > 0 ? filled : 0] = '\0';
}

/** The whole file, which comes a page at a time. */
static void read_all(const char *path, char *text, size_t size) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  size_t filled = 0;
  ssize_t more;
  while (filled + 1 < size && (more = read(fd, text + filled, size - filled - 1)) > 0) {
    filled += (size_t)more;
  }
  close(fd);
  text[filled] = '\0';
}

/**
 * Pid -> how many descendants /proc/PID/task/PID/children tells, with one read of each one's stat.
 * Only of processes with a single thread, as those of tree.c are.
 */
napi_value walk_children(napi_env env, napi_callback_info info) {
  static pid_t found[MAX_PROCESSES];
  static char text[64 * 1024];
  char path[64];
  size_t count = 1;
  found[0] = (pid_t)number_argument(env, info);
  for (size_t at = 0; at < count; at++) {
    snprintf(path, sizeof path, "/proc/%d/stat", found[at]);
    read_once(path, text, sizeof text);
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", found[at], found[at]);
    read_all(path, text, sizeof text);
    char *rest = text, *end;
    for (long pid; (pid = strtol(rest, &end, 10)) > 0 && count < MAX_PROCESSES; rest = end) {
      found[count++] = (pid_t)pid;
    }
  }
  return to_number(env, (double)(count - 1));
}

/** Uint32Array of pids -> how many of them got SIGKILL by a pidfd and have exited. */
napi_value kill_all(napi_env env, napi_callback_info info) {
  static int fds[MAX_PROCESSES];
  napi_value array;
  void *data;
  size_t length;
  double exited = 0;
  arguments(env, info, 1, &array);
  napi_get_typedarray_info(env, array, NULL, &length, &data, NULL, NULL);
  if (length > MAX_PROCESSES) {
    return to_number(env, exited);
  }
  for (size_t index = 0; index < length; index++) {
    fds[index] = (int)syscall(SYS_pidfd_open, ((uint32_t *)data)[index], 0);
  }
  for (size_t index = 0; index < length; index++) {
    syscall(SYS_pidfd_send_signal, fds[index], SIGKILL, NULL, 0);
  }
  for (size_t index = 0; index < length; index++) {
    struct pollfd waiting = {.fd = fds[index], .events = POLLIN};
    exited += fds[index] >= 0 && poll(&waiting, 1, -1) == 1;
    close(fds[index]);
  }
  return to_number(env, exited);
}
