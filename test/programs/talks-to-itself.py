"""talks-to-itself.py HOST PORT DIALLED hold|ping: listens on HOST:PORT, echoes, and has a child that holds a connection
to DIALLED:PORT for ever, or makes one every 200 ms."""
import os, socket, sys, threading, time

host, port, dialled, how = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
family = socket.AF_INET6 if ":" in host else socket.AF_INET
listener = socket.create_server((host, port), family=family, dualstack_ipv6=host == "::")


def echo(client):
    while data := client.recv(100):
        client.sendall(data)
    client.close()


def ask(text):
    client = socket.create_connection((dialled, port))
    client.sendall(text)
    if client.recv(100) != text:
        os._exit(3)
    return client


if os.fork() == 0:
    if how == "hold":
        held = ask(b"a")
    print("ready", flush=True)
    while True:
        time.sleep(0.2)
        if how == "ping":
            ask(b"b").close()
while True:
    threading.Thread(target=echo, args=[listener.accept()[0]], daemon=True).start()
