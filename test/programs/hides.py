"""hides.py tcp|unix ADDRESS: binds, listens, and only then hides its memory from others (PR_SET_DUMPABLE 0). Says
"hidden", and answers each client by 200. SIGUSR1 makes it visible again.
"""
import ctypes
import signal
import sys

import accepts

kind, address = sys.argv[1:]
PR_SET_DUMPABLE = 4


def set_dumpable(value):
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, value, 0, 0, 0)


def serve(client, _):
    if client.recv(4096):  # a check only connects
        client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    client.close()


signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
listener = accepts.listen(kind, address)
set_dumpable(0)
print("hidden", flush=True)
accepts.start("accept", listener, serve)
while True:
    signal.sigwait({signal.SIGUSR1})
    set_dumpable(1)
