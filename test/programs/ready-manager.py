"""ready-manager.py ADDRESS [--deaf]: what a service manager hears at NOTIFY_SOCKET, a path or an @abstract name.

Prints "listening", then each datagram as a line of JSON: its text, who sent it, and when (CLOCK_MONOTONIC, in ms).
A line on stdin is answered with "all told" after all that had come before.
With --deaf it reads nothing, and its queue is full before it says "listening".
"""
import json
import select
import signal
import socket
import struct
import sys
import time

address, *options = sys.argv[1:]
place = address.replace("@", "\0", 1) if address.startswith("@") else address
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
receiver.bind(place)
senders = []


def fill():
    """Until a new sender finds no room: one that has sent much may also be held up by its own buffer."""
    try:
        while True:
            senders.append(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
            senders[-1].setblocking(False)
            senders[-1].sendto(b"STATUS=filling", place)
    except BlockingIOError:
        pass


def tell_all():
    """What is in the queue now."""
    while select.select([receiver], [], [], 0)[0]:
        data, ancillary, _, _ = receiver.recvmsg(4096, 128)
        at = time.monotonic() * 1000
        pid, _, _ = struct.unpack("3i", ancillary[0][2])
        print(json.dumps({"text": data.decode(), "pid": pid, "at": at}), flush=True)


if "--deaf" in options:
    fill()
print("listening", flush=True)
if "--deaf" in options:
    signal.pause()
while True:
    readable, _, _ = select.select([receiver, sys.stdin], [], [])
    tell_all()
    if sys.stdin in readable and sys.stdin.readline():
        print("all told", flush=True)
