"""What psutil and the formulas of the original helpers answer, and what that takes.

Reads requests as lines of JSON and answers each with one: {"task": "time", "by": name, "pid": pid,
"samples": count, "batch": calls} with nanoseconds a call, "hold" and "ask" with the answer to
whether a process is alive.
"""

import json
import multiprocessing
import os
import resource
import signal
import sys
import time

try:
    import psutil
except ImportError:
    psutil = None


def kill_zero(pid):
    def ask():
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
        return True

    return ask


def pid_exists(pid):
    return lambda: psutil.pid_exists(pid)


def is_running(pid):
    def ask():
        try:
            return psutil.Process(pid).is_running()
        except psutil.NoSuchProcess:
            return False

    return ask


def is_running_and_no_zombie(pid):
    def ask():
        try:
            process = psutil.Process(pid)
            return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    return ask


def held_process(pid):
    process = psutil.Process(pid)
    return process.is_running


def create_time(pid):
    return lambda: psutil.Process(pid).create_time()


def children(pid):
    return lambda: len(psutil.Process(pid).children(recursive=True))


def max_workers_for_file_mounts(path):
    """The original formula: descriptors that there are, by those that the fullest source takes."""

    def ask():
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        needed = 5 * max(1, len(os.listdir(path)))
        threads = max(4, multiprocessing.cpu_count() - 1)
        return min(max((soft - 100) // needed, 1), threads)

    return ask


def kill_children_processes(pid):
    """As the original does it by force: all that are below at one look."""
    parent = psutil.Process(pid)
    processes = parent.children(recursive=True) + [parent]
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            pass
    psutil.wait_procs(processes, timeout=5)
    return True


ASKERS = {
    "Python, os.kill(pid, 0)": kill_zero,
    "psutil, pid_exists": pid_exists,
    "psutil, Process(pid).is_running()": is_running,
    "psutil, is_running() and no zombie": is_running_and_no_zombie,
    "psutil, a Process that was kept": held_process,
    "psutil, create_time()": create_time,
    "psutil, children(recursive=True)": children,
    "Python, os.cpu_count()": lambda _: os.cpu_count,
    "Python, len(os.sched_getaffinity(0))": lambda _: lambda: len(os.sched_getaffinity(0)),
    "Python, resource.getrlimit": lambda _: lambda: resource.getrlimit(resource.RLIMIT_NOFILE),
    "Python, the original formula": max_workers_for_file_mounts,
}

held = {}


def hold(request):
    try:
        held[request["by"], request["pid"]] = ASKERS[request["by"]](request["pid"])
    except psutil.NoSuchProcess:
        held[request["by"], request["pid"]] = lambda: False


def ask(request):
    return held[request["by"], request["pid"]]()


def measure(request):
    call = ASKERS[request["by"]](request["pid"])
    samples = []
    for _ in range(request["samples"]):
        before = time.perf_counter_ns()
        for _ in range(request["batch"]):
            answer = call()
        samples.append((time.perf_counter_ns() - before) / request["batch"])
    return {"samples": samples, "answer": answer}


def missing(request):
    return "no psutil" if psutil is None and request["by"].startswith("psutil") else ""


TASKS = {
    "hold": hold,
    "ask": ask,
    "time": measure,
    "missing": missing,
    "kill": lambda request: kill_children_processes(request["pid"]),
}


def main():
    # Of a terminal all get it: the benchmark ends, and with it the input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(TASKS[request["task"]](request)), flush=True)


main()
