"""fault-crowd-server.py ADDRESS: four processes that accept whoever comes and hold each until it closes."""
import os
import resource
import selectors
import socket
import sys

_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
host, port = sys.argv[1].rsplit(":", 1)
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind((host, int(port)))
listener.setblocking(False)
listener.listen()
print("ready", flush=True)
os.fork(), os.fork()
wanted = selectors.DefaultSelector()
wanted.register(listener, selectors.EVENT_READ)


def accept_all():
    try:
        while True:
            wanted.register(listener.accept()[0], selectors.EVENT_READ)
    except BlockingIOError:
        pass


while True:
    for key, _ in wanted.select():
        if key.fileobj is listener:
            accept_all()
        else:
            wanted.unregister(key.fileobj)
            key.fileobj.close()
