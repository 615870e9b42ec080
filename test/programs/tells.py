"""tells.py PATH [ARG]...: binds the unix socket PATH and tells every client, as JSON, with what it was started."""
import json
import os
import socket
import sys

listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen()
told = {"argv": sys.argv[1:], "cwd": os.getcwd(), "environ": dict(os.environ)}
while True:
    connection, _ = listener.accept()
    with connection:
        connection.sendall(json.dumps(told).encode())
