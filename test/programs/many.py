"""many.py NAME=KIND:ADDRESS... -- ARG...: binds all of these and tells each client which it reached, its own
arguments and the variables that begin with ODD, as JSON. KIND is tcp, unix or udp.
"""
import json
import os
import select
import socket
import sys

own = sys.argv[1:]
binds, args = own[: own.index("--")], own[own.index("--") + 1 :]
names = {}
for bind in binds:
    name, _, place = bind.partition("=")
    kind, _, address = place.partition(":")
    family = socket.AF_UNIX if kind == "unix" else socket.AF_INET
    made = socket.socket(family, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM)
    host, _, port = address.rpartition(":")
    made.bind(address if kind == "unix" else (host, int(port)))
    if kind != "udp":
        made.listen()
    names[made] = name
while True:
    for ready in select.select(list(names), [], [])[0]:
        odd = {name: value for name, value in os.environ.items() if name.startswith("ODD")}
        told = {"name": names[ready], "args": args, "environ": odd, "cwd": os.getcwd(), "uid": os.getuid()}
        text = json.dumps(told).encode()
        if ready.type == socket.SOCK_DGRAM:
            ready.sendto(text, ready.recvfrom(4096)[1])
            continue
        connection, _ = ready.accept()
        with connection:
            connection.sendall(text)
