"""adopt-listen.py ADDR BACKLOG [shutdown]: listens on one TCP or unix socket, answers each connection with its pid;
asked for `end` it ends, with `shutdown` after it has shut its listening socket down."""
import os
import socket
import sys

import passing

family, place = passing.parse(sys.argv[1])
listener = socket.socket(family, socket.SOCK_STREAM)
listener.bind(place)
listener.listen(int(sys.argv[2]))
print("ready", flush=True)
request = b""
while request != b"end":
    connection, _ = listener.accept()
    with connection:
        request = connection.recv(100)
        connection.sendall(b"%d" % os.getpid())
if "shutdown" in sys.argv:
    listener.shutdown(socket.SHUT_RDWR)
