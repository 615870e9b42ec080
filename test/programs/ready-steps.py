"""ready-steps.py: a server that does what it is told, a line of stdin at a time, and no more.

A step is `bind NAME KIND ADDRESS`, `listen NAME`, `accept NAME`, `keep NAME` (accept, and leave the connection open),
`read NAME` (take a datagram), `meet NAME` (receive a datagram, and have a connected socket for
its sender beside NAME), `drop` (close the kept ones), `ignore` (SIGTERM from now on), `close NAME`, `sleep SECONDS`, `child` (a forked process
does the rest), `worker STEP,STEP` (a forked process does those, with spaces as `_`, and ends) or `end STATUS`; a line
may hold several, with a semicolon between them. After a line it prints "did it at MS", where MS (CLOCK_MONOTONIC) was
just before the last of its steps.
"""
import os
import signal
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


def worker(steps):
    pid = os.fork()
    if pid == 0:
        for step in steps.replace("_", " ").split(","):
            action, *arguments = step.split()
            actions[action](*arguments)
        os._exit(0)
    os.waitpid(pid, 0)


def meet(name):
    """SO_REUSEADDR lets both have the address."""
    first = sockets[name]
    sender = first.recvfrom(99)[1]
    second = socket.socket(first.family, first.type)
    for one in (first, second):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    second.bind(first.getsockname())
    second.connect(sender)
    kept.append(second)


kept = []
actions = {
    "keep": lambda name: kept.append(sockets[name].accept()[0]),
    "read": lambda name: sockets[name].recv(99),
    "meet": meet,
    "drop": lambda: [kept.pop().close() for _ in range(len(kept))],
    "ignore": lambda: signal.signal(signal.SIGTERM, signal.SIG_IGN),
    "sleep": lambda seconds: time.sleep(float(seconds)),
    "worker": worker,
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
