"""converses.py PORT: two ends of one TCP connection, neither of which is a client of a passed socket."""
import signal
import socket
import sys

listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
client = socket.create_connection(listener.getsockname())
accepted, _ = listener.accept()
print("conversing", flush=True)
signal.pause()
