"""ready-crowded.py ADDRESS: a slow server in whose queue there is always somebody, but nobody for long.

It connects its clients itself, a few at once, serves one of them in 50 ms, and prints "served N".
"""
import socket
import sys
import time

WAITING = 4
host, port = sys.argv[1].rsplit(":", 1)
clients = []


def come():
    clients.append(socket.create_connection((host, int(port))))


with socket.socket() as listener:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, int(port)))
    listener.listen()
    for _ in range(WAITING):
        come()
    served = 0
    while True:
        come()
        listener.accept()[0].close()
        clients.pop(0).close()
        time.sleep(0.05)
        served += 1
        print(f"served {served}", flush=True)
