"""says-and-ends.py tcp|unix ADDRESS: a server that says "listens", and answers each client by 200. After SIGUSR1 a child of it
sends READY=1 to its service manager and ends, and the server says "told" when the child is gone. Neither makes a call that
rouse-exec traps meanwhile.
"""
import os
import signal
import socket
import sys

import accepts

manager = os.environ["NOTIFY_SOCKET"].replace("@", "\0", 1)


def serve(client, _):
    client.recv(4096)
    client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    client.close()


signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
accepts.start("accept", accepts.listen(*sys.argv[1:]), serve)
print("listens", flush=True)
signal.sigwait({signal.SIGUSR1})
child = os.fork()
if child == 0:
    socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"READY=1", manager)
    os._exit(0)
os.waitpid(child, 0)
print("told", flush=True)
signal.pause()
