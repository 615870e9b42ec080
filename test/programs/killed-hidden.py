"""killed-hidden.py ADDRESS: listens. When a line comes on stdin, it ends and leaves a process that does not hold the
socket, with a child that does, each in a session of its own. Prints "listens" and "hides PID", the first of the two.
"""
import os
import signal
import socket
import sys

host, port = sys.argv[1].rsplit(":", 1)
listener = socket.socket()
listener.bind((host, int(port)))
listener.listen()
print("listens", flush=True)
os.read(0, 1)
os.fork() and os._exit(0)
os.setsid()
if os.fork():
    listener.close()
    print(f"hides {os.getpid()}", flush=True)
    signal.pause()
os.setsid()
while True:
    listener.accept()[0].close()
