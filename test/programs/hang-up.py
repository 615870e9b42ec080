"""hang-up.py COMMAND...: runs COMMAND in the background of a terminal, says "job PID", and hangs the terminal up when a
line comes on standard input. The shell sends SIGHUP to its job then, and COMMAND's end is said: "ended STATUS".
"""
import os
import pty
import signal
import subprocess
import sys

report = os.dup(1)


def act_as_shell():
    signal.signal(signal.SIGHUP, lambda *_: None)  # not ignored: the job would inherit that
    job = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL, preexec_fn=os.setpgrp)
    os.write(report, b"job %d\n" % job.pid)
    try:
        while os.read(0, 1):
            pass
    except OSError:
        pass
    job.send_signal(signal.SIGHUP)
    os.write(report, b"ended %d\n" % job.wait())
    os._exit(0)


shell, terminal = pty.fork()
if shell == 0:
    act_as_shell()
sys.stdin.readline()
os.close(terminal)
os.waitpid(shell, 0)
