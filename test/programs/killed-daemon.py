"""killed-daemon.py ADDRESS: listens, and becomes a daemon by two forks and a setsid when a line comes on stdin.

Prints "listens" and "daemon PID".
"""
import os
import socket
import sys

address = sys.argv[1]
if address.startswith("/"):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
else:
    host, port = address.rsplit(":", 1)
    listener = socket.socket()
    listener.bind((host, int(port)))
listener.listen()
print("listens", flush=True)
sys.stdin.readline()
os.fork() and os._exit(0)
os.setsid()
os.fork() and os._exit(0)
print(f"daemon {os.getpid()}", flush=True)
while True:
    listener.accept()[0].close()
