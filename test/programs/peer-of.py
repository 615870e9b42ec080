"""peer-of.py PATH: prints the pid of the process that listens at the unix socket, as SO_PEERCRED shows it to a client."""
import socket
import struct
import sys

with socket.socket(socket.AF_UNIX) as client:
    client.connect(sys.argv[1])
    print(struct.unpack("3i", client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0])
