"""fault-storm.py ADDRESS COUNT: COUNT children, each binding ADDRESS again and again until it is killed, at any moment
after its first bind.

Prints "begins", "killed COUNT" at the end, and the outcome of a last bind of its own; then it stays.
"""
import os
import random
import signal
import socket
import sys
import time

host, port = sys.argv[1].rsplit(":", 1)
count = int(sys.argv[2])


def bind_once():
    with socket.socket() as made:
        made.bind((host, int(port)))


def bind_for_ever(told):
    bind_once()
    os.write(told, b".")
    while True:
        bind_once()


bound, told = os.pipe()
print("begins", flush=True)
for _ in range(count):
    child = os.fork() or bind_for_ever(told)
    os.read(bound, 1)
    time.sleep(0.002 + random.random() * 0.003)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
bind_once()
print("killed", count, flush=True)
signal.pause()
