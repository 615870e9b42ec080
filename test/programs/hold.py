"""hold.py DESCRIPTION: holds the sockets and runs the command whenever one is readable and no run is alive."""
import json
import os
import select
import signal
import sys

import passing

description = json.loads(sys.argv[1])
fds = [passing.make(spec) for spec in description["sockets"]]
child = 0


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def end(*_):
    if child:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)
    os._exit(0)


def stop(*_):
    if child:
        os.kill(child, signal.SIGTERM)


def run():
    global child
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGUSR1, signal.SIG_DFL)
        passing.become(description, fds)
    say(f"started {child}")
    pid, status = os.waitpid(child, 0)
    child = 0
    say(f"exited {pid} {os.waitstatus_to_exitcode(status)}")


signal.signal(signal.SIGTERM, end)
signal.signal(signal.SIGUSR1, stop)
poller = select.poll()
for fd in fds:
    poller.register(fd, select.POLLIN)
say("holding")
while True:
    if poller.poll():
        run()
