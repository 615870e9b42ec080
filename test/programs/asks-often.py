"""asks-often.py tcp|unix ADDRESS FILE: listens, and four threads connect to it a hundred times each. Says "asked" when each
was answered, and makes FILE after SIGUSR1. It answers every client by 200.
"""
import signal
import socket
import sys
import threading

import accepts

kind, address, file = sys.argv[1:]
host, _, port = address.rpartition(":")


def serve(client, _):
    client.recv(4096)
    client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    client.close()


def ask():
    for _ in range(100):
        with socket.socket(listener.family) as client:
            client.connect(address if kind == "unix" else (host, int(port)))
            client.sendall(b"GET / HTTP/1.0\r\n\r\n")
            assert client.recv(100)


signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
listener = accepts.listen(kind, address)
accepts.start("accept", listener, serve)
threads = [threading.Thread(target=ask) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("asked", flush=True)
signal.sigwait({signal.SIGUSR1})
open(file, "w").close()
threading.Event().wait()
