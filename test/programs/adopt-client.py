"""adopt-client.py PATH: prints `ready`, connects to a unix socket at a line of input, as soon as somebody listens there,
prints `connected`, and stays until its input ends."""
import socket
import sys
import time

client = socket.socket(socket.AF_UNIX)
print("ready", flush=True)
sys.stdin.readline()
while True:
    try:
        client.connect(sys.argv[1])
        break
    except (FileNotFoundError, ConnectionRefusedError):
        time.sleep(0.01)
print("connected", flush=True)
sys.stdin.read()
