"""dial-out.py HOST PORT TARGET_PORT: listens on HOST:PORT, connects to 127.0.0.1:TARGET_PORT from that very port (as
syncthing, BitTorrent and BGP do), says from where or why not, and greets its own clients. With `unshare` behind these
it goes to a network of its own first; with `again`, it does so after the first call, and calls three times more; with
`once`, it ends after the first."""
import ctypes, errno, socket, sys

host, port, target, *how = sys.argv[1:]
family = socket.AF_INET6 if ":" in host else socket.AF_INET


def bound():
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind((host, int(port)))
    return made


def leave_network():
    if ctypes.CDLL(None).unshare(0x40000000) != 0:  # CLONE_NEWNET
        sys.exit("unshare failed")


def dial(dialler):
    try:
        dialler.connect(("127.0.0.1" if family == socket.AF_INET else "::1", int(target)))
        print("dialled from", dialler.getsockname()[1], flush=True)
    except OSError as error:
        print("failed", errno.errorcode[error.errno], flush=True)


if how == ["unshare"]:
    leave_network()
listener = bound()
listener.listen(5)
diallers = [bound() for _ in range(4 if how == ["again"] else 1)]
dial(diallers[0])
if how == ["again"]:
    leave_network()
for dialler in diallers[1:]:
    dial(dialler)
while how != ["once"]:
    client, _ = listener.accept()
    client.sendall(b"hello")
    client.close()
