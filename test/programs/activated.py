"""activated.py: answers on the first passed socket, by the LISTEN_FDS protocol that it knows itself."""
import os
import socket

assert os.environ["LISTEN_PID"] == str(os.getpid()), os.environ["LISTEN_PID"]
listener = socket.socket(fileno=3)
print("ready", flush=True)
while True:
    connection, _ = listener.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(f"{os.getpid()} {os.getuid()} {os.environ['LISTEN_FDNAMES']}".encode())
