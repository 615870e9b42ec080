"""rights-guard-pid-reuse.py ROUSE-EXEC list|signal: the first process of a pid namespace, which kills rouse-exec. Then
a process of the program ends, and its number is given to a stranger, while the guard is held: before it makes its list
of whom to end (`list`), or between its last look at that process and the signal (`signal`). Prints `the stranger
lives` or `the stranger was signalled`."""
import os
import signal
import subprocess
import sys
import time

KILL, GETPPID, PIDFD_SEND_SIGNAL = "62", "110", "424"

rouse_exec_path, when = sys.argv[1:]
calls, held_in = {
    "list": ("getppid", [GETPPID]),
    "signal": ("kill,pidfd_send_signal", [KILL, PIDFD_SEND_SIGNAL]),
}[when]


def until(condition):
    end = time.monotonic() + 20
    while not (found := condition()):
        if time.monotonic() > end:
            raise SystemExit(f"waited too long in line {sys._getframe(1).f_lineno}")
        time.sleep(0.01)
    return found


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def processes():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def find_guard():
    return [pid for pid in processes() if read(f"/proc/{pid}/comm") == "rouse-guard\n"]


def is_held(pid):
    """strace delays the call."""
    return read(f"/proc/{pid}/syscall").split(" ")[0] in held_in


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
until(lambda: is_held(guard))
if when == "signal":
    os.kill(program, signal.SIGKILL)
until(lambda: os.waitpid(program, os.WNOHANG)[0])
stranger = start_as(program)
until(lambda: os.waitpid(guard, os.WNOHANG)[0])
ended, _ = os.waitpid(stranger, os.WNOHANG)
print("the stranger was signalled" if ended else "the stranger lives", flush=True)
