"""says-ready.py tcp|unix ADDRESS: a server that answers by 503 until SIGUSR1, and then tells its service manager READY=1,
with its MAINPID and a descriptor in store, and later its status. It prints what loads.py does.
"""
import os
import socket
import sys

manager = os.environ["NOTIFY_SOCKET"].replace("@", "\0", 1)


def tell(text, descriptors=()):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.connect(manager)
        socket.send_fds(sender, [text.encode()], descriptors)


sys.argv.insert(1, "accept")
import loads  # noqa: E402

tell(f"STATUS=loaded\nREADY=1\nMAINPID={os.getpid()}")
tell("FDSTORE=1\nFDNAME=kept", [0])
loads.wait()
