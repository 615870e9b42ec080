"""probe-steps.py STEP...: does the steps, prints `done` and stays.

tcp:ADDR, udp:ADDR, unix:ADDR, seqpacket:ADDR  binds to HOST:PORT, /path or @name, and listens where that can be done
bound:HOST:PORT  binds TCP and does not listen
reuse:HOST:PORT  listens with SO_REUSEPORT
v6only:[HOST]:PORT  listens for IPv6 only
flight:HOST:PORT  listens, and has the socket in a message that nobody has read
packet, raw      a socket of that kind
close            closes the one before
wait:SECONDS     waits
end:STATUS       ends
"""
import signal
import socket
import sys
import time

kept = []


def place(address):
    if address.startswith("@"):
        return socket.AF_UNIX, "\0" + address[1:]
    if address.startswith("/"):
        return socket.AF_UNIX, address
    host, _, port = address.rpartition(":")
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    return family, (host.strip("[]"), int(port))


def bind(kind, address):
    family, where = place(address)
    types = {"udp": socket.SOCK_DGRAM, "seqpacket": socket.SOCK_SEQPACKET}
    made = socket.socket(family, types.get(kind, socket.SOCK_STREAM))
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if kind == "reuse":
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    if kind == "v6only":
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    made.bind(where)
    if kind not in ("udp", "bound"):
        made.listen()
    if kind == "flight":
        kept.extend(socket.socketpair())
        socket.send_fds(kept[-1], [b"x"], [made.fileno()])
        made.close()
        return
    kept.append(made)


for step in sys.argv[1:]:
    word, _, value = step.partition(":")
    if word == "wait":
        time.sleep(float(value))
    elif word == "close":
        kept.pop().close()
    elif word == "end":
        sys.exit(int(value))
    elif word == "packet":
        kept.append(socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0))
    elif word == "raw":
        kept.append(socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP))
    else:
        bind(word, value)
print("done", flush=True)
while True:
    signal.pause()
