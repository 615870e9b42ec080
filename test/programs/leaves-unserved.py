"""leaves-unserved.py tcp|unix ADDRESS: listens, and ends with 0 without accepting anybody."""
import socket
import sys

kind, address = sys.argv[1:]
family = socket.AF_UNIX if kind == "unix" else socket.AF_INET
listener = socket.socket(family)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(address if kind == "unix" else (address.split(":")[0], int(address.split(":")[1])))
listener.listen()
