"""address-thief.py KIND HOST PORT early|late: another user (uid 65534) who, from a line on standard input on, tries
without a pause to take an address that somebody else holds, and prints `stolen` when it has it. `early` has bound it
before, while it was free.
"""
import os
import socket
import sys

kind, host, port, when = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
family = socket.AF_INET6 if ":" in host else socket.AF_INET
thief = socket.socket(family, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM)
thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)


def insist(call):
    while True:
        try:
            return call()
        except OSError:
            pass


if when == "early":
    thief.bind((host, port))
print("ready", flush=True)
sys.stdin.readline()
if when == "late":
    insist(lambda: thief.bind((host, port)))
if kind == "tcp":
    insist(thief.listen)
print("stolen", flush=True)
sys.stdin.read()
