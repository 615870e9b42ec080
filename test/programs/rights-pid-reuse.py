"""rights-pid-reuse.py ROUSE-EXEC: the first process of a pid namespace. It holds rouse-exec between its list of processes to
end and its signals, while the last on the list ends and its number is given to a stranger. Prints `the stranger lives`
or `the stranger was signalled`."""
import os
import signal
import subprocess
import sys
import time

KILL, PIDFD_SEND_SIGNAL = "62", "424"

# Leaves a parent that ends its child when a line comes, and reaps it; then the program fails, and what is left is ended.
program = """
import os, signal, sys
if os.fork() > 0:
    sys.stdin.readline()
    os._exit(3)
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
child = os.fork()
if child == 0:
    signal.pause()
print(os.getppid(), child, flush=True)
os.read(int(sys.argv[1]), 1)
os.kill(child, signal.SIGKILL)
os.waitpid(child, 0)
print('reaped', flush=True)
signal.pause()
"""


def until(condition):
    end = time.monotonic() + 20
    while not condition():
        if time.monotonic() > end:
            sys.exit("waited too long")
        time.sleep(0.01)


def is_held(pid):
    """strace delays the first signal of the sweep."""
    with open(f"/proc/{pid}/syscall") as file:
        return file.read().split()[0] in (KILL, PIDFD_SEND_SIGNAL)


def start_as(pid):
    with open("/proc/sys/kernel/ns_last_pid", "w") as file:
        file.write(str(pid - 1))
    stranger = os.fork()
    if stranger == 0:
        signal.pause()
    if stranger != pid:
        sys.exit(f"the stranger has the number {stranger} and not {pid}")
    return stranger


told, tell = os.pipe()
delay = "inject=kill,pidfd_send_signal:delay_enter=3s:when=1"
command = ["strace", "-qq", "-o", "/dev/null", "-e", "trace=kill,pidfd_send_signal", "-e", delay]
command += [sys.argv[1], f"--listen=@rouse-pid-reuse-{os.readlink('/proc/self/ns/pid')}", "--"]
command += ["python3", "-c", program, str(told)]
traced = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=[told], text=True)
first, child = map(int, traced.stdout.readline().split())
with open(f"/proc/{first}/stat") as file:
    rouse_exec = int(file.read().rsplit(")", 1)[1].split()[1])
traced.stdin.write("fail\n")
traced.stdin.flush()
until(lambda: is_held(rouse_exec))
os.write(tell, b".")
traced.stdout.readline()
stranger = start_as(child)
traced.wait()
ended, _ = os.waitpid(stranger, os.WNOHANG)
print("the stranger was signalled" if ended else "the stranger lives", flush=True)
