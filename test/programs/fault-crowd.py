"""fault-crowd.py ADDRESS COUNT: four processes, each with that many connections, until their stdin ends.

Each prints "connected" when it has them all. They end by a reset, so that no TIME-WAIT is left.
"""
import os
import resource
import socket
import struct
import sys

_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
host, port = sys.argv[1].rsplit(":", 1)
os.fork(), os.fork()
clients = []
for _ in range(int(sys.argv[2])):
    clients.append(socket.create_connection((host, int(port))))
    clients[-1].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
os.write(1, b"connected\n")
sys.stdin.read()
