"""drops.py WAITING tcp|unix ADDRESS: a server with a handler for SIGTERM, which goes on accepting and drops what it accepts:
it says "dropped" each time. At SIGTERM it says "stopping NAME", the name of its socket, and ends after SIGUSR1. WAITING is
one of accepts.py.
"""
import json
import os
import signal
import sys

import accepts

waiting, kind, address = sys.argv[1:]
stopping = False
first = os.getpid()


def serve(client, _):
    if stopping:
        print("dropped", flush=True)
        client.close()
        return
    body = json.dumps({"pid": first}).encode()
    client.recv(4096)
    client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
    client.close()


signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGUSR1})
listener = accepts.listen(kind, address)
child = accepts.start(waiting, listener, serve)
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
