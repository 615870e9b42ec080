"""rights-guard-pid-reuse.py ROUSE-EXEC list|signal: the first process of a pid namespace, which kills rouse-exec. Then
a process of the program ends, and its number is given to a stranger, while the guard is held: before it makes its list
of whom to end (`list`), or between its last look at that process and the signal (`signal`). Prints `the stranger
lives` or `the stranger was signalled`."""
import os
import signal
import subprocess
import sys

from pid_reuse import GETPPID, KILL, PIDFD_SEND_SIGNAL, is_held, parent_of, read, say_what_became_of, start_as, until

rouse_exec_path, when = sys.argv[1:]
calls, held_in = {
    "list": ("getppid", [GETPPID]),
    "signal": ("kill,pidfd_send_signal", [KILL, PIDFD_SEND_SIGNAL]),
}[when]


def processes():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def find_guard():
    return [pid for pid in processes() if read(f"/proc/{pid}/comm") == "rouse-guard\n"]


command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}"]
command += ["-e", f"inject={calls}:delay_enter=3s:when=1"]
command += [rouse_exec_path, f"--listen=@rouse-guard-reuse-{os.readlink('/proc/self/ns/pid')}", "--"]
command += ["python3", "-c", "import os, signal; print(os.getpid(), flush=True); signal.pause()"]
traced = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
program = int(traced.stdout.readline())
rouse_exec = parent_of(program)
[guard] = until(find_guard)
if when == "list":
    os.kill(rouse_exec, signal.SIGSTOP)
    os.kill(program, signal.SIGKILL)
os.kill(rouse_exec, signal.SIGKILL)
until(lambda: is_held(guard, held_in))
if when == "signal":
    os.kill(program, signal.SIGKILL)
until(lambda: os.waitpid(program, os.WNOHANG)[0])
stranger = start_as(program)
until(lambda: os.waitpid(guard, os.WNOHANG)[0])
say_what_became_of(stranger)
