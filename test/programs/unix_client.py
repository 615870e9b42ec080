"""unix_client.py PATH: one GET; prints its own pid, then the body of the answer."""
import os
import socket
import sys

with socket.socket(socket.AF_UNIX) as client:
    client.connect(sys.argv[1])
    client.sendall(b"GET / HTTP/1.0\r\n\r\n")
    answer = b"".join(iter(lambda: client.recv(4096), b""))
print(os.getpid())
print(answer.partition(b"\r\n\r\n")[2].decode())
