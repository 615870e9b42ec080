"""fork-serves.py PORT: forks for each client, and ends at once at SIGTERM, as sshd does. The child, which ignores
SIGTERM, holds no listening socket; it sends back what it reads until the client closes.
"""
import os
import signal
import socket
import sys

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    client, _ = listener.accept()
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        listener.close()
        while text := client.recv(99):
            client.sendall(text)
        os._exit(0)
    client.close()
