"""process-daemon.py before|after ADDRESS [STATUS]: becomes a daemon as of old, by two forks and a setsid.

Binds before the first fork or after the second. Prints "daemon PID", answers each connection with its pid, and at
SIGTERM ends with STATUS, or without one by the signal.
"""
import os
import signal
import socket
import sys

when, address, *status = sys.argv[1:]
host, port = address.rsplit(":", 1)


def listening():
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((host, int(port)))
    made.listen()
    return made


def leave():
    """The parent ends well; the child goes on."""
    if os.fork() != 0:
        os._exit(0)


listener = listening() if when == "before" else None
leave()
os.setsid()
leave()
listener = listener or listening()
if status:
    signal.signal(signal.SIGTERM, lambda *_: os._exit(int(status[0])))
print(f"daemon {os.getpid()}", flush=True)
while True:
    connection, _ = listener.accept()
    with connection:
        connection.sendall(str(os.getpid()).encode())
