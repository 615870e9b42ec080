"""adopt-client.py PATH: connects to a unix socket, prints `connected`, and stays until its input ends."""
import socket
import sys

client = socket.socket(socket.AF_UNIX)
client.connect(sys.argv[1])
print("connected", flush=True)
sys.stdin.read()
