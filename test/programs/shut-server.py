"""shut-server.py ADDR: answers each connection with its pid, and ends its listening socket by shutdown(2) at SIGTERM."""
import os
import signal
import socket
import sys

import passing

family, place = passing.parse(sys.argv[1])
listener = socket.socket(family, socket.SOCK_STREAM)
if family == socket.AF_UNIX and os.path.exists(place):
    os.unlink(place)
listener.bind(place)
listener.listen(5)


def end(*_):
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    sys.exit(0)


signal.signal(signal.SIGTERM, end)
while True:
    connection, _ = listener.accept()
    with connection:
        connection.recv(100)
        connection.sendall(b"%d" % os.getpid())
