"""sleep-drain.py serves|refuses tcp|unix ADDRESS: a server that takes half a second to stop.

At SIGTERM it prints "draining"; then it serves on until it ends, or accepts nothing more. It answers with its pid.
"""
import os
import select
import signal
import socket
import sys
import time

DRAIN_S = 0.5
manner, kind, address = sys.argv[1:]
end = None


def drain(*_):
    global end
    end = time.monotonic() + DRAIN_S
    os.write(1, b"draining\n")
    if manner == "refuses":
        time.sleep(DRAIN_S)
        sys.exit(0)


def bound():
    if kind == "unix":
        made, place = socket.socket(socket.AF_UNIX), address
    else:
        host, port = address.rsplit(":", 1)
        made, place = socket.socket(), (host, int(port))
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(place)
    return made


def serve():
    connection, _ = listener.accept()
    with connection:
        connection.recv(100)
        connection.sendall(str(os.getpid()).encode())


signal.signal(signal.SIGTERM, drain)
listener = bound()
listener.listen()
while end is None or time.monotonic() < end:
    if select.select([listener], [], [], 0.05)[0]:
        serve()
