"""adopt-client.py PATH: prints `ready`, connects to a unix socket at a line of input, prints `connected`, and stays
until its input ends."""
import socket
import sys

print("ready", flush=True)
sys.stdin.readline()
client = socket.socket(socket.AF_UNIX)
client.connect(sys.argv[1])
print("connected", flush=True)
sys.stdin.read()
