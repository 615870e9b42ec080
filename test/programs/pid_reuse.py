"""What the fixtures of test/rights share that give the number of a process away: each is the first process of a pid
namespace, whose strace delays a call of the process that is to be fooled."""
import os
import signal
import sys
import time

KILL, GETPPID, PIDFD_SEND_SIGNAL = "62", "110", "424"


def until(condition):
    end = time.monotonic() + 20
    while not (found := condition()):
        if time.monotonic() > end:
            sys.exit(f"waited too long in line {sys._getframe(1).f_lineno}")
        time.sleep(0.01)
    return found


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def is_held(pid, calls):
    """strace delays one of these calls."""
    return read(f"/proc/{pid}/syscall").split(" ")[0] in calls


def parent_of(pid):
    return int(read(f"/proc/{pid}/stat").rsplit(")", 1)[1].split()[1])


def start_as(pid):
    with open("/proc/sys/kernel/ns_last_pid", "w") as file:
        file.write(str(pid - 1))
    stranger = os.fork()
    if stranger == 0:
        signal.pause()
    if stranger != pid:
        sys.exit(f"the stranger has the number {stranger} and not {pid}")
    return stranger


def say_what_became_of(stranger):
    ended, _ = os.waitpid(stranger, os.WNOHANG)
    print("the stranger was signalled" if ended else "the stranger lives", flush=True)
