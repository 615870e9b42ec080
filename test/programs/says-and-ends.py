"""says-and-ends.py tcp|unix ADDRESS: a server that answers by 503 until SIGUSR1. Then a child of it sends READY=1 to its
service manager and ends, and the server says "told" when the child is gone. It prints what loads.py does as well.
"""
import os
import socket
import sys

manager = os.environ["NOTIFY_SOCKET"].replace("@", "\0", 1)
sys.argv.insert(1, "accept")
import loads  # noqa: E402

child = os.fork()
if child == 0:
    socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"READY=1", manager)
    os._exit(0)
os.waitpid(child, 0)
print("told", flush=True)
loads.wait()
