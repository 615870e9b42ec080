"""fault-daemon.py ADDRESS: becomes a daemon by two forks and a setsid, and prints "daemon PID".

It then prints "got NUMBER" for SIGHUP, SIGUSR1, SIGUSR2 and SIGWINCH, and other signals do what they do.
"""
import os
import signal
import socket
import sys

host, port = sys.argv[1].rsplit(":", 1)
os.fork() and os._exit(0)
os.setsid()
os.fork() and os._exit(0)
for name in signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH:
    signal.signal(name, lambda number, _: os.write(1, b"got %d\n" % number))
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind((host, int(port)))
listener.listen()
print(f"daemon {os.getpid()}", flush=True)
while True:
    listener.accept()[0].close()
