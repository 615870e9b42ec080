"""sleep-drain.py serves|refuses tcp|unix ADDRESS: a server that answers with its pid, and takes its time to stop.

At SIGTERM it prints "draining", and ends at SIGUSR1. Until then it serves one client more, or accepts nothing.
"""
import os
import select
import signal
import socket
import sys
import threading

manner, kind, address = sys.argv[1:]


def drain(*_):
    os.write(1, b"draining\n")
    if manner == "serves":
        threading.Thread(target=serve, daemon=True).start()
    signal.sigwait({signal.SIGUSR1})
    os._exit(0)


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


signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
signal.signal(signal.SIGTERM, drain)
listener = bound()
listener.listen()
while True:
    select.select([listener], [], [])
    serve()
