"""sleep-crowd.py ADDRESS: a server of two processes and many threads, which takes a while to stop them all.

It prints "continued" whenever it is continued after a stop, and answers with the pids of its processes, as JSON.
"""
import json
import os
import signal
import socket
import sys
import threading

THREADS = 400
threading.stack_size(64 << 10)
host, port = sys.argv[1].rsplit(":", 1)
child = os.fork()
while child == 0:
    signal.pause()
never = threading.Event()
for _ in range(THREADS):
    threading.Thread(target=never.wait, daemon=True).start()
signal.signal(signal.SIGCONT, lambda *_: os.write(1, b"continued\n"))
with socket.socket() as listener:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, int(port)))
    listener.listen()
    body = json.dumps({"pid": os.getpid(), "pids": [os.getpid(), child]}).encode()
    while True:
        connection, _ = listener.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + body)
