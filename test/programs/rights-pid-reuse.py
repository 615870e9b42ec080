"""rights-pid-reuse.py ROUSE-EXEC: the first process of a pid namespace. It holds rouse-exec between its list of processes to
end and its signals, while the last on the list ends and its number is given to a stranger. Prints `the stranger lives`
or `the stranger was signalled`."""
import os
import subprocess
import sys

from pid_reuse import KILL, PIDFD_SEND_SIGNAL, is_held, parent_of, say_what_became_of, start_as, until

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

told, tell = os.pipe()
delay = "inject=kill,pidfd_send_signal:delay_enter=3s:when=1"
command = ["strace", "-qq", "-o", "/dev/null", "-e", "trace=kill,pidfd_send_signal", "-e", delay]
command += [sys.argv[1], f"--listen=@rouse-pid-reuse-{os.readlink('/proc/self/ns/pid')}", "--"]
command += ["python3", "-c", program, str(told)]
traced = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=[told], text=True)
first, child = map(int, traced.stdout.readline().split())
rouse_exec = parent_of(first)
traced.stdin.write("fail\n")
traced.stdin.flush()
until(lambda: is_held(rouse_exec, [KILL, PIDFD_SEND_SIGNAL]))  # the first signal of the sweep
os.write(tell, b".")
traced.stdout.readline()
stranger = start_as(child)
traced.wait()
say_what_became_of(stranger)
