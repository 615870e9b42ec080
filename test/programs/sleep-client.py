"""sleep-client.py PATH: connects to a unix socket, prints "connected", and stays so until its stdin ends."""
import socket
import sys

with socket.socket(socket.AF_UNIX) as client:
    client.connect(sys.argv[1])
    print("connected", flush=True)
    sys.stdin.read()
