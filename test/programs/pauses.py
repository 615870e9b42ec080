"""pauses.py tcp|unix ADDRESS pause|read: four threads accept and answer each client by 200, while the first one waits for a
signal: by pause(2), which one that comes a moment before does not end, or by reading what the signal writes into a pipe.
At SIGTERM it takes a moment, in which it accepts clients and drops them, shuts its socket down, lets the threads finish, and
ends.
"""
import os
import signal
import socket
import sys
import threading
import time

import accepts

kind, address, way = sys.argv[1:]
is_told = False


def note(*_):
    global is_told
    is_told = True


def serve(client, _):
    client.recv(4096)
    client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    client.close()


def drop(client, _):
    client.close()


def serve_until_shut():
    try:
        while True:
            accepts.accept(listener, drop if is_told else serve)
    except OSError:  # EINVAL: shut down
        if not is_told:
            raise


read_end, write_end = os.pipe()
os.set_blocking(write_end, False)
signal.set_wakeup_fd(write_end)
signal.signal(signal.SIGTERM, note)
listener = accepts.listen(kind, address)
threads = [threading.Thread(target=serve_until_shut) for _ in range(4)]
for thread in threads:
    thread.start()
while not is_told:
    signal.pause() if way == "pause" else os.read(read_end, 1)
time.sleep(0.03)
listener.shutdown(socket.SHUT_RD)
for thread in threads:
    thread.join()
