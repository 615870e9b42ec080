"""server.py tcp|unix|udp ADDRESS [--finish] [--notify]: an ordinary server that knows nothing of socket activation.

It answers every request with facts about itself, as JSON; GET /exit/3 ends it with that status and
GET /signal/9 by that signal, both after the answer. With --finish SIGTERM waits for the end of a request,
with --notify it says READY=1 to its service manager.
"""
import json
import os
import select
import signal
import socket
import struct
import sys


def bound(kind, address):
    if kind == "unix":
        made, place = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM), address
    else:
        host, port = address.rsplit(":", 1)
        family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
        made = socket.socket(family, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place = (host.strip("[]"), int(port))
    made.bind(place)
    return made


def facts(peer):
    told = {"pid": os.getpid(), "ppid": os.getppid(), "uid": os.getuid(), "peer": peer}
    network = os.readlink("/proc/self/ns/net")
    return json.dumps({**told, "network": network, "environ": dict(os.environ)}).encode()


def peer_of(connection, peer):
    """Address and port of the client; over unix its pid and uid."""
    if connection.family != socket.AF_UNIX:
        return peer[:2]
    return struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[:2]


def answer_stream(listener):
    connection, peer = listener.accept()
    with connection:
        request = b""
        while b"\r\n\r\n" not in request:
            part = connection.recv(4096)
            if not part:
                return
            request += part
        body = facts(peer_of(connection, peer))
        connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    obey(request.split()[1].decode())


def answer_datagram(listener):
    text, peer = listener.recvfrom(4096)
    listener.sendto(facts(peer[:2]), peer)
    obey(text.decode())


def obey(path):
    _, verb, number = (path.split("/") + ["", ""])[:3]
    if verb == "exit":
        sys.exit(int(number))
    if verb == "signal":
        os.kill(os.getpid(), int(number))


def notify(text):
    path = os.environ["NOTIFY_SOCKET"].replace("@", "\0", 1)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.sendto(text, path)


kind, address, *options = sys.argv[1:]
listener = bound(kind, address)
if kind != "udp":
    listener.listen(5)
wanted = [listener]
if "--finish" in options:
    # Looked at only between two requests, so that none is lost: a handler could run right after accept.
    told_to_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    signal.set_wakeup_fd(write_end)
    signal.signal(signal.SIGTERM, lambda *_: None)
    wanted.append(told_to_end)
print("ready", flush=True)
if "--notify" in options:
    notify(b"READY=1\nSTATUS=serving")
while True:
    readable, _, _ = select.select(wanted, [], [])
    if readable != [listener]:
        break
    (answer_datagram if kind == "udp" else answer_stream)(listener)
