"""udp-in-turn.py HOST PORT [epoll|thread]: a server with one socket for datagrams, which it connects to its client, and
disconnects for the next one. It answers the first datagram with `HELLO`, the others with `AGAIN`, and disconnects after
`bye`, or at once after one that begins with `one`. With `epoll` it waits in an edge-triggered set in which it has put the
socket once; with `thread` another thread disconnects, while this one waits for the next datagram."""
import ctypes, select, socket, sys, threading, time

host, port, *how = sys.argv[1:]
family = socket.AF_INET6 if ":" in host else socket.AF_INET
libc = ctypes.CDLL(None, use_errno=True)
server = socket.socket(family, socket.SOCK_DGRAM)
server.bind((host, int(port)))
server.setblocking(how != ["epoll"])
waiting = select.epoll()
waiting.register(server, select.EPOLLIN | select.EPOLLET)


def disconnect():
    assert libc.connect(server.fileno(), bytes(28), 28) == 0, ctypes.get_errno()
    print("disconnected", server.getsockname()[0], server.family.name, flush=True)


def disconnect_later():
    time.sleep(0.2)
    disconnect()


def receive():
    while True:
        try:
            return server.recvfrom(2000)
        except BlockingIOError:
            waiting.poll()


def end():
    if how == ["thread"]:
        threading.Thread(target=disconnect_later).start()
    else:
        disconnect()


print("ready", flush=True)
client = None
while True:
    message, source = receive()
    if source != client:
        client = source
        server.connect(client)
        server.send(b"HELLO " + message)
    else:
        server.send(b"AGAIN " + message)
    if message == b"bye" or message.startswith(b"one"):
        client = None
        end()
