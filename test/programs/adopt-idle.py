"""adopt-idle.py KIND ADDR HOW: a server that treats its connections in one way. It prints `ready`, `accepted`.

close: closes at once. hold: closes when the client has closed. half: closes its own half at once, the rest when the
client has closed.
"""
import socket
import sys
import threading

import passing

kind, address, how = sys.argv[1:]
family, place = passing.parse(address)


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def serve(connection):
    with connection:
        if how == "half":
            connection.shutdown(socket.SHUT_WR)
        if how != "close":
            while connection.recv(100):
                pass


listener = socket.socket(family, passing.KINDS[kind][1])
listener.bind(place)
listener.listen(5)
say("ready")
while True:
    accepted, _ = listener.accept()
    say("accepted")
    threading.Thread(target=serve, args=[accepted], daemon=True).start()
