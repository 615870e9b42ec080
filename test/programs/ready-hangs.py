"""ready-hangs.py FILE COMMAND...: a server whose first run accepts nobody; in the second, when FILE is there, COMMAND.

The last word of COMMAND is the TCP address of both.
"""
import os
import signal
import socket
import sys

file, *command = sys.argv[1:]
if os.path.exists(file):
    os.execvp(command[0], command)
open(file, "x").close()
host, port = command[-1].rsplit(":", 1)
with socket.socket() as listener:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, int(port)))
    listener.listen()
    print("hangs", flush=True)
    while True:
        signal.pause()
