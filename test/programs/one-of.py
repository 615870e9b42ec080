"""one-of.py tcp|unix|udp ADDRESS FOLDER [LOAD_SECONDS [END_SECONDS]]: a server that must not run beside another one with this FOLDER.

It says `alone` or, where another one runs, `violation` in FOLDER/log, together with its ADDRESS. A client of a stream
says `ask`, and is answered and disconnected, or `hold`, and stays as long as it likes.
"""
import fcntl
import os
import signal
import socket
import sys
import threading
import time


def log(folder, word, address):
    with open(os.path.join(folder, "log"), "a") as file:
        file.write(f"{word} {address}\n")


def claim(folder, address):
    """The lock lasts as long as any process of the program."""
    gpu = open(os.path.join(folder, "gpu"), "w")
    try:
        fcntl.flock(gpu, fcntl.LOCK_EX | fcntl.LOCK_NB)
        log(folder, "alone", address)
    except BlockingIOError:
        log(folder, "violation", address)
    return gpu


def bound(kind, address):
    if kind == "unix":
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        made.bind(address)
        return made
    host, port = address.rsplit(":", 1)
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((host, int(port)))
    return made


def converse(connection):
    with connection:
        word = connection.recv(64).strip()
        connection.sendall(b"%s %d\n" % (word, os.getpid()))
        if word == b"hold":
            connection.recv(1)


def end_after(seconds):
    def end(*_):
        time.sleep(seconds)
        os._exit(0)

    signal.signal(signal.SIGTERM, end)


kind, address, folder, *seconds = sys.argv[1:]
load, end = (*map(float, seconds), 0, 0)[:2]
gpu = claim(folder, address)
if end:
    end_after(end)
time.sleep(load)
server = bound(kind, address)
if kind == "udp":
    while True:
        word, peer = server.recvfrom(64)
        server.sendto(b"%s %d\n" % (word.strip(), os.getpid()), peer)
server.listen(64)
while True:
    threading.Thread(target=converse, args=(server.accept()[0],), daemon=True).start()
