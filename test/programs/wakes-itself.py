"""wakes-itself.py tcp|unix ADDRESS name|known: serves until SIGTERM, then connects to itself, so that its accept returns, and
ends when it has: to the name of its socket, or to the address that it knows. It says "woken" then.
"""
import errno
import json
import os
import signal
import socket
import sys
import threading

kind, address, where = sys.argv[1:]
host, _, port = address.rpartition(":")
known = address if kind == "unix" else (host, int(port))
listener = socket.socket(socket.AF_UNIX if kind == "unix" else socket.AF_INET)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(known)
listener.listen(64)
stopping = threading.Event()


def serve():
    while not stopping.is_set():
        client, _ = listener.accept()
        if not stopping.is_set():
            body = json.dumps({"pid": os.getpid()}).encode()
            client.recv(4096)
            client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        client.close()


def serve_until_woken():
    try:
        serve()
    except OSError as error:
        if error.errno != errno.EINVAL:  # what accept says of a listener that was shut down
            raise
    os.write(1, b"woken\n")
    os._exit(0)


signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
threading.Thread(target=serve_until_woken).start()
signal.sigwait({signal.SIGTERM})
stopping.set()
waker = socket.socket(listener.family)
try:
    waker.connect(listener.getsockname() if where == "name" else known)
except ConnectionRefusedError:
    pass  # it has been woken all the same
