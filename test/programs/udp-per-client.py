"""udp-per-client.py HOST[,OWN] PORT [storm COUNT]: a server as coturn and those of DTLS are. To the first datagram of a
client it answers with `HELLO` from a second socket of the same address, or of OWN, which it connects to that client; on
this one it answers all others with `AGAIN`. With `storm`, one thread makes and drops COUNT such sockets, connected to the port 9 of nobody,
while the first socket answers everything with `FIRST`."""
import socket, sys, threading

hosts, port, *how = sys.argv[1:]
host, own_host = (hosts.split(",") * 2)[:2]
family = socket.AF_INET6 if ":" in host else socket.AF_INET


def bound(host):
    made = socket.socket(family, socket.SOCK_DGRAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind((host, int(port)))
    return made


def connected(peer):
    made = bound(own_host)
    made.connect(peer)
    return made


def serve(one):
    while True:
        one.send(b"AGAIN " + one.recv(2000))


def storm():
    for _ in range(int(how[1])):
        connected(("127.0.0.1" if family == socket.AF_INET else "::1", 9)).close()
    print("storm over", flush=True)


first = bound(host)
if how:
    threading.Thread(target=storm).start()
print("ready", flush=True)
while True:
    message, peer = first.recvfrom(2000)
    if how:
        first.sendto(b"FIRST " + message, peer)
        continue
    own = connected(peer)
    print("connected", own.getsockname()[1], own.getpeername()[1], own.family.name, flush=True)
    own.send(b"HELLO " + message)
    threading.Thread(target=serve, args=[own], daemon=True).start()
