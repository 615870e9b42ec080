"""process-upward.py group|parent|grandparent: sends SIGHUP there and prints "got" for each one that it gets.

SIGUSR2, which the kernel delivers after a waiting SIGHUP, prints "barrier".
"""
import os
import signal
import sys


def send(target):
    if target == "group":
        os.killpg(0, signal.SIGHUP)
    elif target == "parent":
        os.kill(os.getppid(), signal.SIGHUP)
    else:
        send_from_child(os.getppid())


def send_from_child(grandparent):
    """The child lives on for a while, as a supervisor does; a sender that is gone cannot be told from others."""
    read_end, write_end = os.pipe()
    if os.fork() == 0:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        os.kill(grandparent, signal.SIGHUP)
        os.write(write_end, b".")
        while True:
            signal.pause()
    os.read(read_end, 1)


signal.signal(signal.SIGHUP, lambda *_: os.write(1, b"got\n"))
signal.signal(signal.SIGUSR2, lambda *_: os.write(1, b"barrier\n"))
send(sys.argv[1])
os.write(1, b"sent\n")
while True:
    signal.pause()
