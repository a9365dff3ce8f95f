// A tree that keeps forking while it is killed: some children fork on and on, and theirs fork once
// more. As `storm double` every fourth of them is a daemon: it forks twice, is in a session of its
// own, and has children as well. It ends by itself, and has at most 273 processes.
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define FORKERS 8
#define FORKS 15
#define PAUSE 12000
#define LIFETIME 30

static void live(int children) {
  // Not inherited from the parent.
  alarm(LIFETIME);
  for (int child = 0; child < children; child++) {
    usleep(PAUSE / 2);
    if (fork() == 0) {
      alarm(LIFETIME);
      break;
    }
  }
  for (;;) {
    pause();
  }
}

static void become_daemon(void) {
  if (fork() != 0) {
    _exit(0);
  }
  setsid();
  if (fork() != 0) {
    _exit(0);
  }
}

static void fork_on(bool has_daemons) {
  alarm(LIFETIME);
  // Whoever waits for its end is not to wait for daemons.
  close(STDOUT_FILENO);
  for (int child = 0; child < FORKS; child++) {
    if (fork() == 0) {
      bool is_daemon = has_daemons && child % 4 == 3;
      if (is_daemon) {
        become_daemon();
      }
      live(is_daemon ? 2 : 1);
    }
    usleep(PAUSE);
  }
  live(0);
}

int main(int count, char **arguments) {
  bool has_daemons = count > 1 && strcmp(arguments[1], "double") == 0;
  alarm(LIFETIME);
  // Nobody waits for them.
  signal(SIGCHLD, SIG_IGN);
  for (int forker = 0; forker < FORKERS; forker++) {
    if (fork() == 0) {
      fork_on(has_daemons);
    }
  }
  if (write(STDOUT_FILENO, "ready\n", 6) != 6) {
    return 1;
  }
  live(0);
}
