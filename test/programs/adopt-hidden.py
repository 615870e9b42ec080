"""adopt-hidden.py PORT: hides its memory from others (PR_SET_DUMPABLE 0), then binds 127.0.0.1:PORT twice and prints
the errno of each."""
import ctypes
import socket
import sys

PR_SET_DUMPABLE = 4
ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
for _ in range(2):
    try:
        socket.socket().bind(("127.0.0.1", int(sys.argv[1])))
        print(0)
    except OSError as error:
        print(error.errno)
