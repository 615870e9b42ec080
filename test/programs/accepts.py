"""The ways in which a server waits for connections, for drops.py and loads.py. Each accepts for ever, and gives SERVE what it
accepted.

accept, timeout (accept with SO_RCVTIMEO), poll, select, epoll, edge (EPOLLET), set (an epoll set that two processes
share), forked (two processes accept), dup (by a second descriptor)
"""
import os
import select
import socket
import struct
import threading


def listen(kind, address):
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


def accept(listener, serve):
    """Returns whether there was one to accept."""
    try:
        client, peer = listener.accept()
    except BlockingIOError:
        return False
    serve(client, peer)
    return True


def by_accept(listener, serve):
    while True:
        accept(listener, serve)


def by_timeout(listener, serve):
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 3600, 0))
    by_accept(listener, serve)


def by_poll(listener, serve):
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    listener.setblocking(False)
    while True:
        poll.poll()
        accept(listener, serve)


def by_select(listener, serve):
    listener.setblocking(False)
    while True:
        select.select([listener], [], [])
        accept(listener, serve)


def by_set(listener, serve, epoll):
    while True:
        epoll.poll()
        while accept(listener, serve):
            pass


def by_duplicate(listener, serve):
    by_accept(listener.dup(), serve)


def epoll_set(listener, events=select.EPOLLIN):
    listener.setblocking(False)
    epoll = select.epoll()
    epoll.register(listener, events)
    return epoll


def start(waiting, listener, serve):
    """In a thread of each process that is to accept. Returns the pid of the second process, or 0."""
    sets = {"epoll": select.EPOLLIN, "edge": select.EPOLLIN | select.EPOLLET, "set": select.EPOLLIN}
    if waiting in sets:
        epoll = epoll_set(listener, sets[waiting])
        way, rest = by_set, (epoll,)
    else:
        plain = {"accept": by_accept, "timeout": by_timeout, "poll": by_poll, "select": by_select,
                 "forked": by_accept, "dup": by_duplicate}
        way, rest = plain[waiting], ()
    child = os.fork() if waiting in ("set", "forked") else 0
    threading.Thread(target=way, args=[listener, serve, *rest], daemon=True).start()
    return child
