"""process-endings.py direct|pid1 ROUSE_EXEC: ends rouse-exec in every way a program can end.

Prints, as JSON, the status of waitpid for every exit code and for every signal that ends a process.
With pid1 rouse-exec is the first process of a pid namespace of its own.
"""
import json
import os
import resource
import signal
import sys

import passing

NAMESPACE = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"]
NOT_DEADLY = {
    *(signal.SIGCHLD, signal.SIGCONT, signal.SIGURG, signal.SIGWINCH),
    *(signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU),
}
way, rouse_exec = sys.argv[1:]


def become(script):
    argv = [rouse_exec, "--", "sh", "-c", script]
    pid = os.getpid()
    if way == "pid1":
        argv, pid = [*NAMESPACE, *argv], 1
    os.execvpe(argv[0], argv, {**os.environ, "LISTEN_PID": str(pid), "LISTEN_FDS": "1"})


def status_of(script):
    child = os.fork()
    if child == 0:
        become(script)
    return os.waitpid(child, 0)[1]


# No core files of the shells, and nothing that Python ignores is inherited.
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
for ignored in (signal.SIGPIPE, signal.SIGXFSZ):
    signal.signal(ignored, signal.SIG_DFL)
passing.move([passing.make({"kind": "tcp", "address": "127.0.0.1:0"})])
codes = [status_of(f"exit {code}") for code in range(256)]
deadly = [number for number in range(1, 65) if number not in NOT_DEADLY]
print(json.dumps({"codes": codes, "signals": {n: status_of(f"kill -{n} $$") for n in deadly}}))
