"""loads.py WAITING tcp|unix ADDRESS [hints]: a server that listens before it can answer: until SIGUSR1 it answers each client
by 503, and says "loading" once. After it, by 200 and facts as JSON: its pid, its peer, the name of its socket. WAITING is one
of accepts.py. With `hints`, 100 and 103 come before each answer.
"""
import json
import os
import signal
import socket
import struct
import sys

import accepts

waiting, kind, address, *hints = sys.argv[1:]
early = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" if hints else ""
first = os.getpid()
is_ready = False
said = False


def peer_of(client, peer):
    if kind != "unix":
        return peer[1]
    return struct.unpack("3i", client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]


def serve(client, peer):
    global said
    facts = {"pid": first, "peer": peer_of(client, peer), "name": listener.getsockname()}
    status, body = ("200 OK", json.dumps(facts)) if is_ready else ("503 Loading", "{}")
    try:
        client.recv(4096)
        client.sendall(f"{early}HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
    except BrokenPipeError:  # a check that only connects
        pass
    client.close()
    if not is_ready and not said:
        said = True
        print("loading", first, flush=True)


signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
listener = accepts.listen(kind, address)
child = accepts.start(waiting, listener, serve)
signal.sigwait({signal.SIGUSR1})
is_ready = True
if child:
    os.kill(child, signal.SIGUSR1)


def wait():
    signal.pause()


if __name__ == "__main__":
    wait()
