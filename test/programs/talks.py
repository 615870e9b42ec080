"""A server that says nothing unless it is asked, of lines: talks.py KIND ADDRESS [GREETING].

`ask` is answered by the pid; `later` by nothing, until `now` comes on another connection; `much` by more than a client
that does not read takes; and after `deaf` nothing is read any more. After `keep` it does not close the connection when the
client has.
"""

import os
import socket
import sys
import threading

kind, address, *greeting = sys.argv[1:]
answer = f"{os.getpid()}\n".encode()
now = threading.Event()


def serve(client):
    keeps = False
    if greeting:
        client.sendall(greeting[0].encode())
    for line in client.makefile("rb", buffering=0):
        word = line.strip()
        if word == b"ask":
            client.sendall(answer)
        elif word == b"later":
            now.wait()
            client.sendall(answer)
        elif word == b"now":
            now.set()
            client.sendall(answer)
        elif word == b"much":
            client.sendall(b"x" * 20_000_000)
        elif word == b"keep":
            keeps = True
        elif word == b"deaf":
            threading.Event().wait()
    if keeps:
        threading.Event().wait()
    client.close()


if kind == "unix":
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address.replace("@", "\0", 1))
else:
    host, _, port = address.rpartition(":")
    listener = socket.socket(socket.AF_INET6 if "[" in host else socket.AF_INET)
    listener.bind((host.strip("[]"), int(port)))
listener.listen(2000)
while True:
    threading.Thread(target=serve, args=[listener.accept()[0]], daemon=True).start()
