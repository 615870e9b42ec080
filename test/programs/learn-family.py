"""learn-family.py PORT PORT PORT PORT: one bind and listen on each port of 127.0.0.1, by the first thread, another
thread, a child, and a grandchild whose parent has ended. Prints "PORT PID" after each, and all stay.
"""
import os
import signal
import socket
import sys
import threading

ports = [int(text) for text in sys.argv[1:]]
kept = []


def listen(port):
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", port))
    made.listen()
    kept.append(made)
    os.write(1, b"%d %d\n" % (port, os.getpid()))


def stay(port):
    listen(port)
    signal.pause()


listen(ports[0])
other = threading.Thread(target=listen, args=[ports[1]])
other.start()
other.join()
if os.fork() == 0:
    stay(ports[2])
parent = os.fork()
if parent == 0:
    if os.fork() == 0:
        stay(ports[3])
    os._exit(0)
os.waitpid(parent, 0)
signal.pause()
