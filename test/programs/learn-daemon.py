"""learn-daemon.py PORT SECONDS: goes to the background at once, leaves an orphan that ends half a second before it listens on
the port of 127.0.0.1, after so many seconds, and stays.
"""
import os
import signal
import socket
import sys
import time

if os.fork() > 0:
    os._exit(0)
os.setsid()
time.sleep(float(sys.argv[2]) - 0.5)
if os.fork() == 0:
    os.fork()
    os._exit(0)
os.wait()
time.sleep(0.5)
made = socket.socket()
made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
made.bind(("127.0.0.1", int(sys.argv[1])))
made.listen()
signal.pause()
