"""fork-serves.py ADDRESS tcp|unix|udp [accepts]: forks for each client, and ends at once at SIGTERM, as sshd does.

The child, which ignores SIGTERM, sends back what it reads until the client closes or says "end". It holds no listening
socket, or, with `accepts`, goes on and serves one client more.
"""
import os
import signal
import socket
import sys

address, kind, *accepts = sys.argv[1:]
family = socket.AF_UNIX if kind == "unix" else socket.AF_INET
place = address if kind == "unix" else (address.split(":")[0], int(address.split(":")[1]))


def bound():
    made = socket.socket(family, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(place)
    return made


def echo(client, text):
    while text and text != b"end":
        client.sendall(text)
        text = client.recv(99)


def serve(client, text):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if not accepts:
        listener.close()
    echo(client, text)
    if accepts:
        client, _ = listener.accept()
        echo(client, client.recv(99))
    os._exit(0)


def own_socket(peer):
    made = bound()
    made.connect(peer)
    return made


signal.signal(signal.SIGCHLD, signal.SIG_IGN)
listener = bound()
if kind != "udp":
    listener.listen()
while True:
    if kind == "udp":
        text, peer = listener.recvfrom(99)
        if os.fork() == 0:
            serve(own_socket(peer), text)
        continue
    client, _ = listener.accept()
    if os.fork() == 0:
        serve(client, client.recv(99))
    client.close()
