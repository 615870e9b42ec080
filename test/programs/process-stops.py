"""process-stops.py ADDRESS exits|stays|when-told: a server that prints "got NUMBER" for every signal it gets.

At the first one it ends with 0; or it stays for good; or it ends when there is something to read on its standard input.
"""
import os
import signal
import socket
import sys

address, manner = sys.argv[1:]


def take(number, _):
    print(f"got {number}", flush=True)
    if manner == "when-told":
        os.read(0, 1)
    if manner != "stays":
        sys.exit(0)


for number in range(1, 65):
    if number not in {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD, signal.SIGCONT, 32, 33}:
        signal.signal(number, take)
with socket.socket() as listener:
    host, port = address.rsplit(":", 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, int(port)))
    listener.listen()
    print("ready", flush=True)
    while True:
        listener.accept()[0].close()
