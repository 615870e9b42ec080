"""talks-to-itself.py HOST PORT DIALLED hold|ping|crowd: listens on HOST:PORT, echoes, and has a child that holds a
connection to DIALLED:PORT for ever, or makes one every 200 ms, or twenty at once every second. HOST and DIALLED may be the path of a unix socket, or @NAME."""
import os, socket, sys, threading, time

host, port, dialled, how = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
is_unix = host[0] in "/@"


def listen():
    if is_unix:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(host.replace("@", "\0"))
        listener.listen()
        return listener
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, dualstack_ipv6=host == "::")


def dial():
    if not is_unix:
        return socket.create_connection((dialled, port))
    client = socket.socket(socket.AF_UNIX)
    client.connect(dialled.replace("@", "\0"))
    return client


def echo(client):
    while data := client.recv(100):
        client.sendall(data)
    client.close()


def ask(text):
    client = dial()
    client.sendall(text)
    if client.recv(100) != text:
        os._exit(3)
    return client


def crowd():
    made = [socket.socket(listener.family) for _ in range(20)]
    for client in made:
        client.setblocking(False)
        client.connect_ex(dialled.replace("@", "\0") if is_unix else (dialled, port))
    time.sleep(0.05)
    for client in made:
        client.close()


listener = listen()
if os.fork() == 0:
    if how == "hold":
        held = ask(b"a")
    print("ready", flush=True)
    while True:
        time.sleep(0.2)
        if how == "ping":
            ask(b"b").close()
        if how == "crowd":
            crowd()
            time.sleep(0.75)
while True:
    threading.Thread(target=echo, args=[listener.accept()[0]], daemon=True).start()
