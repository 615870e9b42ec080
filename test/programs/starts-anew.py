"""starts-anew.py HOW KIND ADDRESS [SECONDS]: a server that starts itself anew, or is started by what ends at once.

HOW is `launches` (tries whether the address is free, starts the server in a session of its own, and ends with 0),
`restarts` (answers one client, closes its socket, starts the server, and ends with 0), or `serves` (binds after
SECONDS). Each client is told the process that serves it.
"""
import os
import socket
import subprocess
import sys
import time

import passing

how, kind, address = sys.argv[1:4]


def bound():
    family, place = passing.parse(address)
    if family == socket.AF_UNIX and os.path.exists(place):
        os.unlink(place)
    made = socket.socket(family, passing.KINDS[kind][1])
    made.bind(place)
    if kind != "udp":
        made.listen()
    return made


def serve(listener):
    told = str(os.getpid()).encode()
    if kind == "udp":
        listener.sendto(told, listener.recvfrom(99)[1])
        return
    client = listener.accept()[0]
    client.send(told)
    client.close()


def start(seconds):
    argv = [sys.executable, "-B", __file__, "serves", kind, address, seconds]
    subprocess.Popen(argv, start_new_session=True)


if how == "serves":
    time.sleep(float(sys.argv[4]))
    server = bound()
    while True:
        serve(server)

tried = bound()
if how == "restarts":
    serve(tried)
tried.close()
start("0.5")
