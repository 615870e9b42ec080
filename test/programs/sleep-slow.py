"""sleep-slow.py accept|queue tcp|unix|udp ADDRESS: a server that does its work only when it gets SIGUSR1.

With accept it takes one connection at once and answers it at the signal; with queue it leaves connections or
datagrams where they are until the signal, and then takes and drops them all.
"""
import signal
import socket
import sys

manner, kind, address = sys.argv[1:]
GO = {signal.SIGUSR1}


def bound():
    if kind == "unix":
        made, place = socket.socket(socket.AF_UNIX), address
    else:
        host, port = address.rsplit(":", 1)
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place = (host, int(port))
    made.bind(place)
    return made


def answer_one(listener):
    connection, _ = listener.accept()
    with connection:
        signal.sigwait(GO)
        connection.sendall(b"the late answer")


def empty(listener):
    signal.sigwait(GO)
    listener.setblocking(False)
    try:
        while True:
            listener.recv(100) if kind == "udp" else listener.accept()[0].close()
    except BlockingIOError:
        listener.setblocking(True)


signal.pthread_sigmask(signal.SIG_BLOCK, GO)
listener = bound()
if kind != "udp":
    listener.listen()
while True:
    answer_one(listener) if manner == "accept" else empty(listener)
