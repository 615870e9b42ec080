"""udp-takes-first.py HOST PORT: as socat does, it waits for a datagram, looks at its sender, connects this only socket
to him and then reads; prints what it read, for as long as something waits, and goes on with a new socket."""
import socket, sys

host, port = sys.argv[1], int(sys.argv[2])
family = socket.AF_INET6 if ":" in host else socket.AF_INET
while True:
    only = socket.socket(family, socket.SOCK_DGRAM)
    only.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    only.bind((host, port))
    print("ready", flush=True)
    sys.stdin.readline()
    _, peer = only.recvfrom(2000, socket.MSG_PEEK)
    only.connect(peer)
    only.setblocking(False)
    read = []
    try:
        while True:
            read.append(only.recv(2000).decode())
    except BlockingIOError:
        print("read", *read, flush=True)
    only.send(b"answer to " + read[0].encode())
    only.close()
