"""asks-first.py tcp|unix ADDRESS: asks whether somebody serves there already before it binds, as starters of servers do. Says
"free" when nobody does, answers each client by 200, and says "stray" of one that asked for nothing.
"""
import socket
import sys

import accepts

kind, address = sys.argv[1:]


def ask():
    host, _, port = address.rpartition(":")
    client = socket.socket(socket.AF_UNIX if kind == "unix" else socket.AF_INET)
    try:
        client.connect(address if kind == "unix" else (host, int(port)))
    except (ConnectionRefusedError, FileNotFoundError):
        print("free", flush=True)
    client.close()


def serve(client, _):
    if client.recv(4096):
        client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    else:
        print("stray", flush=True)
    client.close()


ask()
accepts.by_accept(accepts.listen(kind, address), serve)
