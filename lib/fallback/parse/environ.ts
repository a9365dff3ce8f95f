/** Whether an entry of /proc/PID/environ (proc_pid_environ(5)) is of that variable. */
export function hasVariable(environ: string, variable: string): boolean {
  // Each entry ends with a null byte, so that one in front of the first makes all of them alike.
  return `\0${environ}`.includes(`\0${variable}=`)
}
