"""two-sockets.py tcp|unix FIRST SECOND loads|binds: answers by 200 at FIRST. At SECOND it answers by 503, and only after SIGUSR1
by 200 (loads), or binds it only then (binds).
"""
import signal
import sys
import threading

import accepts

kind, first, second, way = sys.argv[1:]
is_ready = threading.Event()


def answer(client, status):
    try:
        client.recv(4096)
        client.sendall(f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode())
    except BrokenPipeError:  # a check that only connects
        pass
    client.close()


def serve_first(client, _):
    answer(client, "200 OK")


def serve_second(client, _):
    answer(client, "200 OK" if is_ready.is_set() else "503 Loading")


signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
if way == "loads":
    accepts.start("accept", accepts.listen(kind, second), serve_second)
accepts.start("accept", accepts.listen(kind, first), serve_first)
signal.sigwait({signal.SIGUSR1})
is_ready.set()
if way == "binds":
    accepts.start("accept", accepts.listen(kind, second), serve_second)
threading.Event().wait()
