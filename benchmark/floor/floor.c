// The floor: the bare system calls behind Node-API, in C, with nothing around them. What procpilot
// costs more than this is its own overhead; what a rival costs more than this is the best ratio
// that any native implementation could reach.
#define _GNU_SOURCE
#include "floor.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_HELD 4096
static int held[MAX_HELD];
static int held_count = 0;

void arguments(napi_env env, napi_callback_info info, size_t count, napi_value *values) {
  napi_get_cb_info(env, info, &count, values, NULL, NULL);
}

double number_argument(napi_env env, napi_callback_info info) {
  napi_value value;
  double number = 0;
  arguments(env, info, 1, &value);
  napi_get_value_double(env, value, &number);
  return number;
}

static napi_value to_boolean(napi_env env, bool value) {
  napi_value result;
  napi_get_boolean(env, value, &result);
  return result;
}

napi_value to_number(napi_env env, double value) {
  napi_value result;
  napi_create_double(env, value, &result);
  return result;
}

static bool open_poll_close(pid_t pid) {
  int fd = (int)syscall(SYS_pidfd_open, pid, 0);
  if (fd < 0) {
    return false;
  }
  struct pollfd waiting = {.fd = fd, .events = POLLIN};
  int ready = poll(&waiting, 1, 0);
  close(fd);
  return ready == 0;
}

static bool open_watch_close(pid_t pid) {
  static int set = -1;
  if (set < 0) {
    set = epoll_create1(EPOLL_CLOEXEC);
  }
  int fd = (int)syscall(SYS_pidfd_open, pid, 0);
  if (fd < 0) {
    return false;
  }
  struct epoll_event event = {.events = EPOLLIN};
  bool watched = epoll_ctl(set, EPOLL_CTL_ADD, fd, &event) == 0 &&
                 epoll_ctl(set, EPOLL_CTL_DEL, fd, NULL) == 0;
  close(fd);
  return watched;
}

/** For a process without a robust list the answer is no, which procpilot does not take for one. */
static bool robust_list_tgkill(pid_t pid) {
  void *head = NULL;
  size_t size = 0;
  return syscall(SYS_get_robust_list, pid, &head, &size) == 0 && head != NULL &&
         syscall(SYS_tgkill, pid, pid, 0) == 0;
}

static napi_value empty(napi_env env, napi_callback_info info) {
  (void)env;
  (void)info;
  return NULL;
}

static napi_value empty_with_number(napi_env env, napi_callback_info info) {
  return to_boolean(env, number_argument(env, info) > 0);
}

static napi_value pidfd_open_poll_close(napi_env env, napi_callback_info info) {
  return to_boolean(env, open_poll_close((pid_t)number_argument(env, info)));
}

static napi_value pidfd_watch_close(napi_env env, napi_callback_info info) {
  return to_boolean(env, open_watch_close((pid_t)number_argument(env, info)));
}

static napi_value robust_list(napi_env env, napi_callback_info info) {
  return to_boolean(env, robust_list_tgkill((pid_t)number_argument(env, info)));
}

/** Uint32Array -> how many are alive. */
static napi_value many(napi_env env, napi_callback_info info, bool (*ask)(pid_t)) {
  napi_value array;
  void *data;
  size_t length;
  arguments(env, info, 1, &array);
  napi_get_typedarray_info(env, array, NULL, &length, &data, NULL, NULL);
  double alive = 0;
  for (size_t index = 0; index < length; index++) {
    alive += ask((pid_t)((uint32_t *)data)[index]);
  }
  return to_number(env, alive);
}

static napi_value pidfd_open_poll_close_many(napi_env env, napi_callback_info info) {
  return many(env, info, open_poll_close);
}

static napi_value robust_list_many(napi_env env, napi_callback_info info) {
  return many(env, info, robust_list_tgkill);
}

static napi_value kill_zero(napi_env env, napi_callback_info info) {
  return to_boolean(env, kill((pid_t)number_argument(env, info), 0) == 0 || errno == EPERM);
}

static napi_value affinity(napi_env env, napi_callback_info info) {
  (void)info;
  unsigned long mask[16];
  long written = syscall(SYS_sched_getaffinity, 0, sizeof mask, mask);
  int cpus = 0;
  for (size_t word = 0; written > 0 && word < (size_t)written / sizeof *mask; word++) {
    cpus += __builtin_popcountl(mask[word]);
  }
  return to_number(env, cpus);
}

static napi_value rlimit(napi_env env, napi_callback_info info) {
  (void)info;
  struct rlimit limit = {0};
  getrlimit(RLIMIT_NOFILE, &limit);
  return to_number(env, (double)limit.rlim_cur);
}

static napi_value hold_pidfd(napi_env env, napi_callback_info info) {
  int fd = (int)syscall(SYS_pidfd_open, (pid_t)number_argument(env, info), 0);
  if (fd >= 0 && held_count < MAX_HELD) {
    held[held_count++] = fd;
    return to_boolean(env, true);
  }
  if (fd >= 0) {
    close(fd);
  }
  return to_boolean(env, false);
}

static napi_value drop_pidfds(napi_env env, napi_callback_info info) {
  (void)env;
  (void)info;
  while (held_count > 0) {
    close(held[--held_count]);
  }
  return NULL;
}

/** Opens, reads to the end and closes one small file -> bytes. */
static napi_value read_file(napi_env env, napi_callback_info info) {
  napi_value value;
  char path[4096], buffer[4096];
  arguments(env, info, 1, &value);
  napi_get_value_string_utf8(env, value, path, sizeof path, NULL);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t filled, total = 0;
  while ((filled = read(fd, buffer, sizeof buffer)) > 0) {
    total += filled;
  }
  close(fd);
  return to_number(env, (double)total);
}

/** A directory's entries (`.` and `..` too), up to the getdents64 call that passes `enough`. */
static napi_value getdents_count(napi_env env, napi_callback_info info) {
  napi_value values[2];
  char path[4096];
  static char buffer[64 * 1024];
  double enough = 0, entries = 0;
  arguments(env, info, 2, values);
  napi_get_value_string_utf8(env, values[0], path, sizeof path, NULL);
  napi_get_value_double(env, values[1], &enough);
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  long filled;
  while (entries < enough && (filled = syscall(SYS_getdents64, fd, buffer, sizeof buffer)) > 0) {
    for (long at = 0; at < filled; entries++) {
      uint16_t length;
      memcpy(&length, buffer + at + 16, sizeof length);
      at += length;
    }
  }
  close(fd);
  return to_number(env, entries);
}

NAPI_MODULE_INIT() {
  const struct {
    const char *name;
    napi_callback call;
  } functions[] = {
      {"empty", empty},
      {"emptyWithNumber", empty_with_number},
      {"pidfdOpenPollClose", pidfd_open_poll_close},
      {"pidfdOpenPollCloseMany", pidfd_open_poll_close_many},
      {"pidfdWatchClose", pidfd_watch_close},
      {"robustList", robust_list},
      {"robustListMany", robust_list_many},
      {"killZero", kill_zero},
      {"affinity", affinity},
      {"rlimit", rlimit},
      {"holdPidfd", hold_pidfd},
      {"dropPidfds", drop_pidfds},
      {"readFile", read_file},
      {"getdentsCount", getdents_count},
      {"walkChildren", walk_children},
      {"killAll", kill_all},
  };
  for (size_t index = 0; index < sizeof functions / sizeof *functions; index++) {
    napi_value function;
    napi_create_function(env, functions[index].name, NAPI_AUTO_LENGTH, functions[index].call, NULL,
                         &function);
    napi_set_named_property(env, exports, functions[index].name, function);
  }
  return exports;
}
