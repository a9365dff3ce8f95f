"""What recording costs in Python, in the spirit of the original that this package comes from.

Written anew for this comparison: on begin and on end an event takes the time, the process, the
thread and a lock, formats the stack of its caller, and appends a dictionary in the trace event
format. Prints samples in nanoseconds an event, as JSON.
"""

import json
import os
import threading
import time
import traceback

_events = []
_lock = threading.Lock()


class Event:
    def __init__(self, name, message=None):
        self._name = name
        self._message = message

    def begin(self):
        self._record("B")

    def end(self):
        self._record("E")

    def _record(self, phase):
        event = {
            "name": self._name,
            "cat": "event",
            "pid": str(os.getpid()),
            "tid": str(threading.get_ident()),
            "ph": phase,
            "ts": f"{time.time() * 10 ** 6: .3f}",
            "args": {"stack": "\n".join(traceback.format_stack())},
        }
        if self._message is not None:
            event["args"]["message"] = self._message
        with _lock:
            _events.append(event)


def main():
    samples = []
    for _ in range(30):
        _events.clear()
        event = Event("event", "message")
        before = time.perf_counter_ns()
        for _ in range(500):
            event.begin()
            event.end()
        samples.append((time.perf_counter_ns() - before) / 1000)
    print(json.dumps(samples))


main()
