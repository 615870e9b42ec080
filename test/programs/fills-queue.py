"""fills-queue.py tcp|unix ADDRESS: listens, and connects to itself until its queue is full, without waiting. Says "full". It
accepts nobody before SIGUSR1, and then answers every client by 200.
"""
import errno
import signal
import socket
import sys

kind, address = sys.argv[1:]
family = socket.AF_UNIX if kind == "unix" else socket.AF_INET
host, _, port = address.rpartition(":")
name = address if kind == "unix" else (host, int(port))


def connect():
    client = socket.socket(family)
    client.setblocking(False)
    assert client.connect_ex(name) in (0, errno.EINPROGRESS, errno.EAGAIN)
    return client


def answer(client):
    try:
        if client.recv(4096):
            client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    except OSError:  # a check that has given up
        pass
    client.close()


signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
listener = socket.socket(family)
if kind == "tcp":
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(name)
listener.listen(1)
own = [connect() for _ in range(4)]
print("full", flush=True)
signal.sigwait({signal.SIGUSR1})
for client in own:
    client.close()
while True:
    answer(listener.accept()[0])
