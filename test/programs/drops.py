"""drops.py WAITING tcp|unix ADDRESS: a server with a handler for SIGTERM, which goes on accepting and drops what it accepts:
it says "dropped" each time. At SIGTERM it says "stopping NAME", the name of its socket, and ends after SIGUSR1.

WAITING  how it waits: accept (in a thread), timeout (accept with SO_RCVTIMEO), poll, select, epoll, edge (EPOLLET), set
         (an epoll set that two processes share), forked (two processes accept), dup (by a second descriptor)
"""
import json
import os
import select
import signal
import socket
import struct
import sys
import threading

waiting, kind, address = sys.argv[1:]
stopping = False


def listen():
    if kind == "unix":
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(address)
    else:
        host, port = address.rsplit(":", 1)
        family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host.strip("[]"), int(port)))
    listener.listen(64)
    return listener


def serve(listener):
    try:
        client, _ = listener.accept()
    except BlockingIOError:
        return
    if stopping:
        print("dropped", flush=True)
        client.close()
        return
    body = json.dumps({"pid": first}).encode()
    client.recv(4096)
    client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
    client.close()


def by_accept(listener):
    while True:
        serve(listener)


def by_timeout(listener):
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 3600, 0))
    by_accept(listener)


def by_poll(listener):
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    listener.setblocking(False)
    while True:
        poll.poll()
        serve(listener)


def by_select(listener):
    listener.setblocking(False)
    while True:
        select.select([listener], [], [])
        serve(listener)


def by_set(listener, events=select.EPOLLIN, epoll=None):
    epoll = epoll or select.epoll()
    listener.setblocking(False)
    if os.getpid() == first:
        epoll.register(listener, events)
    while True:
        epoll.poll()
        serve(listener)


def by_duplicate(listener):
    second = listener.dup()
    while True:
        serve(second)


listener = listen()
shared = select.epoll() if waiting == "set" else None
ways = {"accept": by_accept, "timeout": by_timeout, "poll": by_poll, "select": by_select, "epoll": by_set,
        "edge": lambda listener: by_set(listener, select.EPOLLIN | select.EPOLLET),
        "set": lambda listener: by_set(listener, epoll=shared), "forked": by_accept, "dup": by_duplicate}
first = os.getpid()
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGUSR1})
child = os.fork() if waiting in ("set", "forked") else 0
threading.Thread(target=ways[waiting], args=[listener], daemon=True).start()
signal.sigwait({signal.SIGTERM})
stopping = True
if child:
    os.kill(child, signal.SIGTERM)
if os.getpid() == first:
    print("stopping", listener.getsockname(), flush=True)
signal.sigwait({signal.SIGUSR1})
if child:
    os.kill(child, signal.SIGUSR1)
os._exit(0)
