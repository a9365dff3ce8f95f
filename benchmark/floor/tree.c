// A process with so many children that sleep: what is listed and killed. It tells their pids once
// all of them run. They end by themselves, should nobody end them.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MAX_CHILDREN 4096
#define LIFETIME 600

static void sleep_on(void) {
  for (;;) {
    pause();
  }
}

int main(int count, char **arguments) {
  static pid_t pids[MAX_CHILDREN];
  int children = count > 1 ? atoi(arguments[1]) : 0;
  int running[2];
  char byte;
  if (children < 0 || children > MAX_CHILDREN || pipe(running) != 0) {
    return 1;
  }
  alarm(LIFETIME);
  for (int child = 0; child < children; child++) {
    pids[child] = fork();
    if (pids[child] < 0) {
      return 1;
    }
    if (pids[child] == 0) {
      // Not inherited from the parent.
      alarm(LIFETIME);
      close(STDOUT_FILENO);
      if (write(running[1], "", 1) != 1) {
        return 1;
      }
      sleep_on();
    }
  }
  for (int child = 0; child < children; child++) {
    if (read(running[0], &byte, 1) != 1) {
      return 1;
    }
  }
  for (int child = 0; child < children; child++) {
    printf("%d ", pids[child]);
  }
  printf("\n");
  fflush(stdout);
  sleep_on();
}
