"""process-daemon-master.py ADDRESS: a daemon that leaves its socket to a worker, as krb5kdc does.

The first process ends when the master has closed the socket. Prints "master PID"; the worker answers each connection
with its own pid. At SIGTERM the master ends with status 7, and its worker by the signal.
"""
import os
import signal
import socket
import sys

host, port = sys.argv[1].rsplit(":", 1)
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind((host, int(port)))
listener.listen()

until_closed, closed = os.pipe()
if os.fork() != 0:
    os.close(closed)
    os.read(until_closed, 1)
    os._exit(0)

os.close(until_closed)
os.setsid()
worker = os.fork()
if worker == 0:
    os.close(closed)
    while True:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(str(os.getpid()).encode())


def end(*_):
    os.kill(worker, signal.SIGTERM)
    os._exit(7)


signal.signal(signal.SIGTERM, end)
listener.close()
print(f"master {os.getpid()}", flush=True)
os.close(closed)
while True:
    signal.pause()
