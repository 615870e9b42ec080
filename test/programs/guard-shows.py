"""guard-shows.py tcp|unix ADDRESS: says to each client what became of a call before the bind of ADDRESS.

tcp: "answers" or "refuses", as ADDRESS did to a connect; unix: "stays" or "gone", as the file did after an unlink.
"""
import os
import socket
import sys

kind, address = sys.argv[1:]


def connects(target):
    with socket.socket() as client:
        return "refuses" if client.connect_ex(target) else "answers"


def unlinks(path):
    if os.path.lexists(path):
        os.unlink(path)
    return "stays" if os.path.lexists(path) else "gone"


if kind == "unix":
    server = socket.socket(socket.AF_UNIX)
    target = address
    became = unlinks(address)
else:
    server = socket.socket()
    host, port = address.rsplit(":", 1)
    target = (host, int(port))
    became = connects(target)
server.bind(target)
server.listen()
while True:
    client, _ = server.accept()
    with client:
        client.sendall(became.encode())
