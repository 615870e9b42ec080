"""Makes sockets as a service manager does and passes them by the LISTEN_FDS protocol."""
import fcntl
import os
import signal
import socket

KINDS = {
    "tcp": (None, socket.SOCK_STREAM),
    "udp": (None, socket.SOCK_DGRAM),
    "unix": (socket.AF_UNIX, socket.SOCK_STREAM),
    "unix-dgram": (socket.AF_UNIX, socket.SOCK_DGRAM),
    "unix-seqpacket": (socket.AF_UNIX, socket.SOCK_SEQPACKET),
}
FIRST = 3


def parse(address):
    if address.startswith("/"):
        return socket.AF_UNIX, address
    if address.startswith("@"):
        return socket.AF_UNIX, "\0" + address[1:]
    host, port = address.rsplit(":", 1)
    if host.startswith("["):
        return socket.AF_INET6, (host[1:-1], int(port))
    return socket.AF_INET, (host, int(port))


def listening_socket(spec):
    family, place = parse(spec["address"])
    kind = KINDS[spec["kind"]][1]
    made = socket.socket(family, kind)
    if family != socket.AF_UNIX:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if "v6only" in spec:
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(spec["v6only"]))
    for level, option, value in spec.get("options", []):
        value = value.encode() if isinstance(value, str) else value
        made.setsockopt(getattr(socket, level), getattr(socket, option), value)
    made.bind(place)
    if "mode" in spec:
        os.chmod(place, spec["mode"])
    if kind != socket.SOCK_DGRAM and spec.get("listening", True):
        made.listen(spec.get("backlog", 4096))
    if "owner" in spec:
        os.fchown(made.fileno(), spec["owner"], -1)
    return made.detach()


def make(spec):
    """A descriptor, or None for one that the environment promises and that is closed."""
    if spec["kind"] == "closed":
        return None
    if spec["kind"] == "file":
        return os.open(spec["path"], os.O_RDONLY | os.O_CREAT, 0o600)
    if spec["kind"] == "connected":
        return socket.socketpair()[0].detach()
    return listening_socket(spec)


def environment(specs, lie):
    told = {
        "LISTEN_PID": str(os.getpid()),
        "LISTEN_FDS": str(len(specs)),
        "LISTEN_FDNAMES": ":".join(spec.get("name", "unknown") for spec in specs),
    }
    told.update(lie)
    cleared = {key: value for key, value in os.environ.items() if not key.startswith("LISTEN_")}
    cleared.update({key: value for key, value in told.items() if value is not None})
    return cleared


def move(fds):
    """Puts them at 3, 4, … by way of high numbers, so that none is overwritten before it has moved."""
    high = [fd if fd is None else fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 200) for fd in fds]
    for number in range(FIRST, FIRST + len(high)):
        fd = high[number - FIRST]
        if fd is not None:
            os.dup2(fd, number, inheritable=True)
        else:
            os.closerange(number, number + 1)


def become(description, fds):
    """Never returns: this process, with this pid, becomes the command."""
    move(fds)
    # Python ignores these two, and what is ignored stays ignored over exec.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    argv = description["argv"]
    os.execvpe(argv[0], argv, environment(description["sockets"], description["lie"]))
