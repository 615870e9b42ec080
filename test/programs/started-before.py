"""started-before.py [filter]: a helper that a script starts in the background before it executes rouse-exec.

Prints "helper PID", and "got N" for each signal N that it or its orphan gets, but for these: at SIGUSR1 it becomes the
parent of an orphan and prints "orphan PID", at SIGUSR2 it sends SIGTERM to its own parent. With "filter" it has a
seccomp filter of its own, which allows everything.
"""
import ctypes
import os
import signal
import struct
import sys

PR_SET_SECCOMP, SECCOMP_MODE_FILTER, PR_SET_NO_NEW_PRIVS = 22, 2, 38
RETURN, SECCOMP_RET_ALLOW = 0x06, 0x7FFF0000


def install_filter():
    instruction = ctypes.create_string_buffer(struct.pack("HBBI", RETURN, 0, 0, SECCOMP_RET_ALLOW))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", 1, ctypes.addressof(instruction)))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "cannot install a filter")


def leave_orphan(*_):
    child = os.fork()
    if child == 0:
        os.setsid()
        if os.fork() != 0:
            os._exit(0)
        print(f"orphan {os.getpid()}", flush=True)
        return
    os.waitpid(child, 0)


def tell(number, _):
    os.write(1, f"got {number}\n".encode())


signals = {signal.SIGUSR1, signal.SIGUSR2, signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD}
for number in set(range(1, 32)) - signals:
    signal.signal(number, tell)
signal.signal(signal.SIGUSR1, leave_orphan)
signal.signal(signal.SIGUSR2, lambda *_: os.kill(os.getppid(), signal.SIGTERM))
if sys.argv[1:] == ["filter"]:
    install_filter()
print(f"helper {os.getpid()}", flush=True)
while True:
    signal.pause()
