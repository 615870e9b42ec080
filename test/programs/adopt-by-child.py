"""adopt-by-child.py KIND ADDR: a child binds the socket, and this process listens on it and answers each connection with
the address that it believes to have."""
import os
import socket
import sys

import passing

family, place = passing.parse(sys.argv[2])
listener = socket.socket(family, passing.KINDS[sys.argv[1]][1])
if os.fork() == 0:
    listener.bind(place)
    os._exit(0)
_, status = os.wait()
if status:
    sys.exit(1)
listener.listen(5)
print("ready", flush=True)
while True:
    connection, _ = listener.accept()
    with connection:
        connection.recv(100)
        name = listener.getsockname()
        connection.sendall((name if isinstance(name, str) else f"{name[0]}:{name[1]}").encode())
