"""process-inherit.py COMMAND [ARG]...: becomes the command in a state that is unusual in every respect.

It has blocked, ignored and waiting signals, limits of its own, a umask, a nice value, and open descriptors: 7 is a
file, 1500 a pipe.
"""
import os
import resource
import signal
import sys

SIGRTMIN = 34
BLOCKED = {signal.SIGUSR1, signal.SIGTSTP, SIGRTMIN, SIGRTMIN + 2}
IGNORED = {signal.SIGCHLD, signal.SIGHUP, signal.SIGUSR2, signal.SIGTTOU}


def get_signal_from_another(number):
    if os.fork() == 0:
        os.kill(os.getppid(), number)
        os._exit(0)
    os.wait()


signal.pthread_sigmask(signal.SIG_BLOCK, BLOCKED)
get_signal_from_another(signal.SIGUSR1)
for number in IGNORED:
    signal.signal(number, signal.SIG_IGN)
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # ignored by Python, as is SIGPIPE, which stays so
resource.setrlimit(resource.RLIMIT_NOFILE, (2000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
os.umask(0o027)
os.nice(3)
os.dup2(os.open("/etc/passwd", os.O_RDONLY), 7)
os.dup2(os.pipe()[1], 1500)
os.execvp(sys.argv[1], sys.argv[1:])
