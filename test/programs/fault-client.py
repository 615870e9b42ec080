"""fault-client.py ADDRESS: connects, prints "connected", and stays so until its stdin ends."""
import socket
import sys

host, port = sys.argv[1].rsplit(":", 1)
with socket.create_connection((host, int(port))):
    print("connected", flush=True)
    sys.stdin.read()
