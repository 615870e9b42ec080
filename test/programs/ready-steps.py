"""ready-steps.py: a server that does what it is told, a line of stdin at a time, and no more.

A step is `bind NAME KIND ADDRESS`, `listen NAME`, `accept NAME`, `close NAME`, `child` (a forked process does the rest) or
`end STATUS`; a line may hold several, with a semicolon between them. After a line it prints "did it at MS", where MS
(CLOCK_MONOTONIC) was just before the last of its steps.
"""
import os
import socket
import sys
import time

import passing

sockets = {}


def bind(name, kind, address):
    family, place = passing.parse(address)
    sockets[name] = socket.socket(family, passing.KINDS[kind][1])
    sockets[name].bind(place)


def child():
    pid = os.fork()
    if pid:
        os._exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


actions = {
    "bind": bind,
    "listen": lambda name: sockets[name].listen(),
    "accept": lambda name: sockets[name].accept()[0].close(),
    "close": lambda name: sockets.pop(name).close(),
    "child": child,
    "end": lambda status: os._exit(int(status)),
}
print("reading", flush=True)
while line := sys.stdin.readline().strip():
    for step in line.split(";"):
        action, *arguments = step.split()
        at = time.monotonic() * 1000
        actions[action](*arguments)
    print(f"did it at {at}", flush=True)
