"""adopt-workers.py ADDR COUNT: COUNT processes bind one address at the same moment, each a socket of its own (TCP:
with SO_REUSEPORT), print `INODE ERRNO`, listen, and answer each connection with their pid."""
import os
import signal
import socket
import sys

import passing

family, place = passing.parse(sys.argv[1])
gate, opener = os.pipe()


def work():
    made = socket.socket(family, socket.SOCK_STREAM)
    if family != socket.AF_UNIX:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    os.read(gate, 1)
    errno = 0
    try:
        made.bind(place)
    except OSError as error:
        errno = error.errno
    os.write(1, b"%d %d\n" % (os.fstat(made.fileno()).st_ino, errno))
    made.listen(16)
    while True:
        connection, _ = made.accept()
        with connection:
            connection.sendall(b"%d" % os.getpid())


workers = int(sys.argv[2])
for _ in range(workers):
    if os.fork() == 0:
        work()
os.write(opener, b"." * workers)
os.write(1, b"ready\n")
signal.pause()
