"""adopt-peer.py PATH: connects to a unix socket and prints the pid of who listens there (SO_PEERCRED)."""
import socket
import struct
import sys

with socket.socket(socket.AF_UNIX) as client:
    client.connect(sys.argv[1])
    pid, _, _ = struct.unpack("3i", client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    print(pid)
