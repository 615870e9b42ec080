"""process-leaves.py ADDRESS KIND STATUS: leaves a process behind and ends, by STATUS or, if it is negative, by that signal.

KIND is what is left: `helper` holds no socket, `old-helper` has been there for six seconds, `told-helper` too was
just started, by a program that ends at SIGTERM; `server` holds the bound one, `stubborn` holds it and ignores SIGTERM.
Prints "left PID". With - for ADDRESS nothing is bound.
"""
import os
import signal
import socket
import sys
import time

address, kind, status = sys.argv[1:]
listener = socket.socket()
if address != "-":
    host, port = address.rsplit(":", 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, int(port)))
    listener.listen()
read_end, write_end = os.pipe()
left = os.fork()
if left == 0:
    os.setsid()
    if kind.endswith("helper"):
        listener.close()
    if kind == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.write(write_end, b".")
    while True:
        signal.pause()
os.read(read_end, 1)
if kind == "old-helper":
    time.sleep(6)
if kind == "told-helper":
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
print(f"left {left}", flush=True)
if kind == "told-helper":
    signal.sigwait([signal.SIGTERM])
if int(status) < 0:
    os.kill(os.getpid(), -int(status))
os._exit(int(status))
