"""guard-heir.py PATH COMMAND...: serves at PATH, leaves the socket to a child that becomes the command, and ends. The
command's stdin has no end and its stdout is nobody's."""
import os
import socket
import sys

with socket.socket(socket.AF_UNIX) as server:
    server.bind(sys.argv[1])
    server.listen()
    if os.fork() == 0:
        reader, writer = os.pipe()
        os.dup2(reader, 0)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        for kept in (writer, server.fileno()):
            os.set_inheritable(kept, True)
        os.execvp(sys.argv[2], sys.argv[2:])
