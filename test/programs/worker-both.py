"""worker-both.py ADDRESS: a server of one port on TCP and UDP, as of DNS or of a game. It answers each connection,
at its end, and each datagram with its pid."""
import os
import selectors
import socket
import sys
import threading

import passing

family, place = passing.parse(sys.argv[1])
tcp = socket.socket(family, socket.SOCK_STREAM)
udp = socket.socket(family, socket.SOCK_DGRAM)
pid = b"%d" % os.getpid()


def serve(connection):
    with connection:
        while connection.recv(100):
            pass
        connection.sendall(pid)


def answer_connection():
    connection, _ = tcp.accept()
    threading.Thread(target=serve, args=[connection], daemon=True).start()


def answer_datagram():
    _, peer = udp.recvfrom(100)
    udp.sendto(pid, peer)


tcp.bind(place)
udp.bind(place)
tcp.listen(5)
selector = selectors.DefaultSelector()
selector.register(tcp, selectors.EVENT_READ, answer_connection)
selector.register(udp, selectors.EVENT_READ, answer_datagram)
sys.stdout.write("ready\n")
sys.stdout.flush()
while True:
    for key, _ in selector.select():
        key.data()
