"""works.py tcp|unix|udp ADDRESS: a server that goes on working when its client has left.

The path of a request says what it starts, and the answer is {"pid": …} of the process group to kill for an end of it:
/cell        a kernel of its own computes, as that of a notebook does
/transcode   gzip packs without end
/children    a process has one short-lived child after the other compute
/bind        nothing: it binds another port, and closes it
/orphans     the same, whose children are left to whoever gets them
"""
import json
import os
import socket
import subprocess
import sys
import time

BURST_S = 0.02


def burn(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def cell():
    burn(1e9)


def transcode():
    with open("/dev/urandom", "rb") as source, open(os.devnull, "wb") as sink:
        subprocess.run(["gzip", "-9"], stdin=source, stdout=sink, check=False)


def children():
    while True:
        pid = os.fork()
        if pid == 0:
            burn(BURST_S)
            os._exit(0)
        os.waitpid(pid, 0)


def orphans():
    while True:
        parent = os.fork()
        if parent == 0:
            if os.fork() == 0:
                burn(BURST_S)
            os._exit(0)
        os.waitpid(parent, 0)
        time.sleep(BURST_S)


WORK = {f"/{work.__name__}": work for work in (cell, transcode, children, orphans)}


started = {}


def start(path):
    """A client that asks again (UDP) starts nothing anew."""
    pid = started.get(path) or os.fork()
    if pid > 0:
        started[path] = pid
        return pid
    os.setpgid(0, 0)
    os.closerange(3, 100)
    WORK[path]()
    os._exit(0)


def answer(path):
    if path == "/bind":
        bound("tcp", "127.0.0.1:0").close()
    return json.dumps({"pid": start(path) if path in WORK else os.getpid()}).encode()


def serve_stream(listener):
    connection, _ = listener.accept()
    with connection:
        body = answer(connection.recv(4096).split()[1].decode())
        connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


def serve_datagram(listener):
    text, peer = listener.recvfrom(4096)
    listener.sendto(answer(text.decode()), peer)


def bound(kind, address):
    if kind == "unix":
        made, name = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM), address
    else:
        host, port = address.rsplit(":", 1)
        made, name = socket.socket(type=socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM), (host, int(port))
    made.bind(name)
    return made


kind, address = sys.argv[1:]
listener = bound(kind, address)
if kind != "udp":
    listener.listen(16)
while True:
    (serve_datagram if kind == "udp" else serve_stream)(listener)
