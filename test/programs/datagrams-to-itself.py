"""datagrams-to-itself.py udp|unix-dgram ADDRESS often|at-end|never: takes datagrams at ADDRESS (127.0.0.1:P, /path or
@NAME), and has a socket connected to it, by which it sends one every 50 ms, or one at SIGTERM, which it does not read."""
import os
import signal
import socket
import sys
import threading
import time

kind, text, how = sys.argv[1:]
family = socket.AF_INET if kind == "udp" else socket.AF_UNIX
address = text.replace("@", "\0")
if kind == "udp":
    host, port = text.rsplit(":", 1)
    address = (host, int(port))

server = socket.socket(family, socket.SOCK_DGRAM)
server.bind(address)
sender = socket.socket(family, socket.SOCK_DGRAM)
if how != "never":
    sender.connect(address)


def leave(*_):
    sender.send(b"the end")
    os._exit(0)


def send_often():
    while True:
        sender.send(b"mine")
        time.sleep(0.05)


if how == "at-end":
    signal.signal(signal.SIGTERM, leave)
if how == "often":
    threading.Thread(target=send_often, daemon=True).start()
print("ready", flush=True)
while True:
    server.recv(100)
