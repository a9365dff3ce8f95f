// A child whose threads have registered no robust list (get_robust_list(2)), as those of musl and
// of Go: glibc registers one for each thread, and then a cheaper question tells that it lives.
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  // The kernel insists on the size of its struct robust_list_head.
  if (syscall(SYS_set_robust_list, NULL, 3 * sizeof(void *)) != 0) {
    return 1;
  }
  if (write(STDOUT_FILENO, "ready\n", 6) != 6) {
    return 1;
  }
  // Ends by itself, should nobody end it.
  sleep(900);
  return 0;
}
