"""probe-answers.py HOW COUNT ADDRESS...: a server at each address, which prints `asked N: LINE` for each connection, with
the first line that came, and `left N: HOW` for how its client went: `closed`, or `reset`. ADDRESS is HOST:PORT or /path.

all      answers every request by 503 COUNT times, and then by 200
health   answers /health by 503 COUNT times and then by 200, / by 200, and all else by 404
nothing  answers every request by 404
refuses  answers /health by 503 for ever, and all else by 200
early    as `all`, and says READY=1 at its start
notify   as `all`, and says READY=1 when it begins to answer by 200
greets   says `220 ready`, and reads
closes   reads, and closes without an answer
late     as `closes`, and says READY=1 two seconds after the first
opens    closes COUNT connections without an answer, and then answers every request by 200
"""
import os
import socket
import sys
import threading
import time

how, count, *addresses = sys.argv[1:]
failures = int(count)
lock = threading.Lock()
number = 0


def listen(address):
    if address.startswith("/"):
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(address)
    else:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        host, port = address.split(":")
        listener.bind((host, int(port)))
    listener.listen(16)
    return listener


def say_ready():
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"STATUS=loaded\nREADY=1", os.environ["NOTIFY_SOCKET"].replace("@", "\0", 1))


def is_loading():
    global failures
    with lock:
        failures -= 1
        if failures == -1 and how == "notify":
            say_ready()
        return failures >= 0


def status_of(path):
    if how == "nothing":
        return 404
    if how == "refuses":
        return 503 if path == "/health" else 200
    if how == "health" and path != "/health":
        return 200 if path == "/" else 404
    return 503 if is_loading() else 200


def answer(client, request):
    if how in ("closes", "late", "greets") or how == "opens" and is_loading():
        return False
    path = request.split()[1].decode()
    client.sendall(b"HTTP/1.1 %d X\r\nContent-Length: 5\r\n\r\nhello" % status_of(path))
    client.shutdown(socket.SHUT_WR)
    return True


def leaving(client):
    try:
        while client.recv(4096):
            pass
        return "closed"
    except ConnectionResetError:
        return "reset"


def serve(client, own):
    if how == "greets":
        client.sendall(b"220 ready\r\n")
    request = client.recv(4096)
    print(f"asked {own}: {request.splitlines()[0] if request else request}", flush=True)
    if request and answer(client, request) or how == "greets":
        print(f"left {own}: {leaving(client)}", flush=True)
    client.close()
    if how == "late" and own == 1:
        time.sleep(2)
        say_ready()


def accept(listener):
    global number
    while True:
        client, _ = listener.accept()
        with lock:
            number += 1
            own = number
        threading.Thread(target=serve, args=(client, own), daemon=True).start()


listeners = [listen(address) for address in addresses]
threads = [threading.Thread(target=accept, args=(listener,)) for listener in listeners]
if how == "early":
    say_ready()
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
