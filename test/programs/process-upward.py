"""process-upward.py group|parent|grandparent: sends signal 35 there and prints "got" for each one that it gets.

Signal 45 prints "barrier". Both are real-time signals, which are queued: two that come at once are two, and
the kernel delivers the lower number first.
"""
import os
import signal
import sys

SENT, BARRIER = 35, 45


def send(target):
    if target == "group":
        os.killpg(0, SENT)
    elif target == "parent":
        os.kill(os.getppid(), SENT)
    else:
        send_from_child(os.getppid())


def send_from_child(grandparent):
    """The child lives on, as a supervisor does; a sender that is gone cannot be told from others."""
    read_end, write_end = os.pipe()
    if os.fork() == 0:
        os.kill(grandparent, SENT)
        os.write(write_end, b".")
        while True:
            signal.pause()
    os.read(read_end, 1)


signal.pthread_sigmask(signal.SIG_BLOCK, {SENT, BARRIER})
send(sys.argv[1])
os.write(1, b"sent\n")
while True:
    number = signal.sigwait({SENT, BARRIER})
    os.write(1, b"got\n" if number == SENT else b"barrier\n")
