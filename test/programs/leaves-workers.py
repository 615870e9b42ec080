"""leaves-workers.py ADDRESS: serves in two processes below one that holds the socket, too, and that ends at SIGTERM without a
word to them.
"""
import os
import runpy
import signal
import socket
import sys

real = socket.socket.listen


def listen_and_fork(listener, *backlog):
    real(listener, *backlog)
    if os.fork() > 0 and os.fork() > 0:
        signal.pause()


socket.socket.listen = listen_and_fork
sys.argv = ["server.py", "tcp", sys.argv[1]]
runpy.run_path(os.path.join(os.path.dirname(__file__), "server.py"), run_name="__main__")
