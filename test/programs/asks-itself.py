"""asks-itself.py tcp|unix ADDRESS: a server that connects to itself before it is ready, as starters of databases do, and
says "heard itself". From then on it answers every client by 200, until then by 503.
"""
import os
import socket
import sys
import threading

import accepts

kind, address = sys.argv[1:]
is_ready = False


def serve(client, _):
    status = "200 OK" if is_ready else "503 Loading"
    client.recv(4096)
    client.sendall(f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode())
    client.close()


def ask():
    if kind == "unix":
        client = socket.socket(socket.AF_UNIX)
        client.connect(address)
    else:
        host, port = address.rsplit(":", 1)
        client = socket.create_connection((host, int(port)))
    client.settimeout(30)
    client.sendall(b"GET / HTTP/1.0\r\n\r\n")
    return client.recv(100).startswith(b"HTTP/1.1 503")


listener = accepts.listen(kind, address)
accepts.start("accept", listener, serve)
if ask():
    print("heard itself", flush=True)
is_ready = True
threading.Event().wait()
