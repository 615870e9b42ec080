"""rights-worker.py TCP-PORT USER WHO KIND PATH: as root binds the port, then as USER the unix socket of that KIND (unix or
unix-dgram). WHO does that is a `worker` (a child) or the process `itself`. Prints `0` or the name of the error, `ready`,
and stays."""
import errno
import os
import signal
import socket
import sys

port, user, who, kind, path = sys.argv[1:]
first = socket.socket()
first.bind(("127.0.0.1", int(port)))
first.listen(5)
child = os.fork() if who == "worker" else 0
if child == 0:
    if user != "0":
        os.setgroups([])
        os.setgid(int(user))
        os.setuid(int(user))
    second = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM if kind == "unix" else socket.SOCK_DGRAM)
    try:
        second.bind(path)
        print(0)
    except OSError as error:
        print(errno.errorcode[error.errno])
    print("ready", flush=True)
signal.pause()
