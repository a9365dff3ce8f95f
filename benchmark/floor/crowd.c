// So many processes that sleep, and their parent, which tells their pids. All of them end when its
// standard input does, so however the program ends that has started it.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void sleep_on(pid_t parent) {
  // Should the parent be killed (prctl(2)); it may have been already.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) {
    _exit(0);
  }
  close(STDIN_FILENO);
  close(STDOUT_FILENO);
  for (;;) {
    pause();
  }
}

int main(int count, char **arguments) {
  int children = count > 1 ? atoi(arguments[1]) : 0;
  pid_t parent = getpid();
  pid_t *pids = calloc((size_t)(children > 0 ? children : 1), sizeof *pids);
  char byte;
  if (pids == NULL) {
    return 1;
  }
  int started = 0;
  for (; started < children && (pids[started] = fork()) >= 0; started++) {
    if (pids[started] == 0) {
      sleep_on(parent);
    }
  }
  for (int child = 0; child < started; child++) {
    printf("%d ", pids[child]);
  }
  printf("\n");
  fflush(stdout);
  while (read(STDIN_FILENO, &byte, 1) > 0) {
  }
  for (int child = 0; child < started; child++) {
    kill(pids[child], SIGKILL);
  }
  while (wait(NULL) > 0) {
  }
  return 0;
}
