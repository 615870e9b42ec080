"""asks-and-stays.py KIND ADDRESS [WORD]: asks talks.py, says WORD at once behind its answer, prints that, and stays until
the end: `closed`."""

import socket
import sys

kind, address, *word = sys.argv[1:]
if kind == "unix":
    server = socket.socket(socket.AF_UNIX)
    server.connect(address.replace("@", "\0", 1))
else:
    host, _, port = address.rpartition(":")
    server = socket.create_connection((host, int(port)))
try:
    server.sendall(b"ask\n")
    while answer := server.recv(100):
        while word:
            server.sendall(word.pop().encode() + b"\n")
        print(answer.decode().strip(), flush=True)
except ConnectionError:
    pass
print("closed", flush=True)
