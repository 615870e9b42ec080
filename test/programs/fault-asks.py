"""fault-asks.py ADDRESS: for each line on stdin a child binds ADDRESS and ends with 0.

Prints "asks PID" before the bind and "ended STATUS" after the end, where a negative status is a signal.
"""
import os
import socket
import sys

host, port = sys.argv[1].rsplit(":", 1)


def ask():
    with socket.socket() as made:
        print(f"asks {os.getpid()}", flush=True)
        made.bind((host, int(port)))
    os._exit(0)


print("reading", flush=True)
while sys.stdin.readline():
    child = os.fork() or ask()
    print("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
