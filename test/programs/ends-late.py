"""ends-late.py tcp|unix|udp ADDRESS deaf|finishes|plain: a server with long answers, which ends late or never when it is told to.

Each client gets "line 1" and so on to 20, one each 50 ms, or over UDP its datagram. `deaf` ignores SIGTERM and SIGINT.
`finishes` says "told", goes on accepting, and ends when it has no client any more. `plain` leaves them as they were.
"""
import os
import signal
import socket
import sys
import threading
import time

kind, address, manner = sys.argv[1:]
clients = 0
told = False


def serve(client):
    global clients
    try:
        for number in range(1, 21):
            client.sendall(b"line %d\n" % number)
            time.sleep(0.05)
        client.close()
    except OSError:
        pass  # the client has gone
    finally:
        clients -= 1


def take(*_):
    global told
    told = True
    print("told", flush=True)


def wait_for_the_end():
    while not (told and clients == 0):
        time.sleep(0.02)
    os._exit(0)


for number in () if manner == "plain" else (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, signal.SIG_IGN if manner == "deaf" else take)
family = socket.AF_UNIX if kind == "unix" else socket.AF_INET
place = address if kind == "unix" else (address.split(":")[0], int(address.split(":")[1]))
listener = socket.socket(family, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(place)
threading.Thread(target=wait_for_the_end, daemon=True).start()
if kind == "udp":
    while True:
        text, peer = listener.recvfrom(99)
        listener.sendto(text, peer)
listener.listen()
while True:
    one, _ = listener.accept()
    clients += 1
    threading.Thread(target=serve, args=(one,), daemon=True).start()
