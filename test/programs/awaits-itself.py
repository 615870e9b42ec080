"""awaits-itself.py tcp|unix ADDRESS FILE: listens, connects to itself, and makes FILE. It accepts nobody before it has stood
still (SIGCONT). Then it answers each by 200, and says "own", of its own connection, or "client".
"""
import signal
import socket
import sys

import accepts

kind, address, file = sys.argv[1:]


def connected():
    if kind == "unix":
        client = socket.socket(socket.AF_UNIX)
        client.connect(address)
        return client
    host, port = address.rsplit(":", 1)
    return socket.create_connection((host, int(port)))


def serve(client, _):
    request = client.recv(4096)
    print("own" if request == b"own" else "client", flush=True)
    client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    client.close()


signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCONT})
listener = accepts.listen(kind, address)
own = connected()
own.sendall(b"own")
open(file, "w").close()
signal.sigwait({signal.SIGCONT})
accepts.accept(listener, serve)
answer = own.recv(100)
print("heard", answer.split()[1].decode() if answer else "nothing", flush=True)
accepts.by_accept(listener, serve)
