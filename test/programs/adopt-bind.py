"""adopt-bind.py STEPS: does the steps of a JSON list, prints what came of each as a JSON list, then `ready`, and stays.

socket: makes one of `kind`, named `as` for later steps; it may say v6only, protocol, flags (SOCK_NONBLOCK …)
and options [[level, option, value] …].
bind: a new socket, or the earlier one `of`, to `address`, or to `raw` (hex) of `length`, which stands `at` the
"border" (nothing is mapped behind it) or "nowhere" (a bad pointer), and `length` may have bits above the kernel's int;
then it may listen and read options.
"""
import ctypes
import errno
import fcntl
import json
import mmap
import os
import resource
import signal
import socket
import sys

import passing

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
libc.bind.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_uint64]
sockets = {}
kept = []


def place_in_memory(raw, at):
    if at == "nowhere":
        return 8
    if at != "border":
        kept.append(ctypes.create_string_buffer(raw, max(len(raw), 256)))
        return ctypes.addressof(kept[-1])
    page = mmap.PAGESIZE
    pages = mmap.mmap(-1, 2 * page)
    kept.append(pages)
    pages[page - len(raw):page] = raw
    start = ctypes.addressof(ctypes.c_char.from_buffer(pages))
    if libc.mprotect(start + page, page, 0) != 0:
        raise OSError(ctypes.get_errno(), "mprotect")
    return start + page - len(raw)


def bind_raw(made, step):
    raw = bytes.fromhex(step["raw"])
    address = place_in_memory(raw, step.get("at"))
    if libc.bind(made.fileno(), address, step.get("length", len(raw))) != 0:
        raise OSError(ctypes.get_errno(), "bind")


def family_and_place(address):
    """A link-local address has its interface behind a %: [fe80::1%lo]:80."""
    family, place = passing.parse(address)
    if family != socket.AF_INET6:
        return family, place
    host, _, scope = place[0].partition("%")
    return family, (host, place[1], 0, socket.if_nametoindex(scope) if scope else 0)


def new_socket(step):
    family, _ = family_and_place(step["address"])
    kind = passing.KINDS[step["kind"]][1]
    for flag in step.get("flags", []):
        kind |= getattr(socket, flag)
    made = socket.socket(family, kind, step.get("protocol", 0))
    if "flags" in step:
        # Python sets close-on-exec by itself.
        os.set_inheritable(made.fileno(), "SOCK_CLOEXEC" not in step["flags"])
    if "v6only" in step:
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(step["v6only"]))
    for level, option, value in step.get("options", []):
        given = bytes.fromhex(value) if isinstance(value, str) else value
        made.setsockopt(getattr(socket, level), number(option), given)
    return made


def number(option):
    return option if isinstance(option, int) else getattr(socket, option)


def make(step):
    made = new_socket(step)
    kept.append(made)
    sockets[step.get("as")] = made
    return made


def bind(step):
    made = sockets[step["of"]] if "of" in step else make(step)
    if "raw" in step:
        bind_raw(made, step)
    else:
        made.bind(family_and_place(step["address"])[1])
    if step.get("listen"):
        made.listen(step["listen"])
    wanted = [(getattr(socket, level), number(option)) for level, option in step.get("read", [])]
    return {**look_at(made), "read": [made.getsockopt(level, option) for level, option in wanted]}


def look_at(made):
    fd = made.fileno()
    name = made.getsockname()
    if isinstance(name, bytes):
        name = name.decode()
    return {
        "fd": fd,
        "inode": os.fstat(fd).st_ino,
        "name": name if isinstance(name, str) else list(name),
        "nonblock": bool(fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_NONBLOCK),
        "cloexec": bool(fcntl.fcntl(fd, fcntl.F_GETFD) & fcntl.FD_CLOEXEC),
    }


def dup(step):
    of = sockets[step["of"]].fileno()
    command = fcntl.F_DUPFD_CLOEXEC if step.get("cloexec") else fcntl.F_DUPFD
    sockets[step["as"]] = socket.socket(fileno=fcntl.fcntl(of, command, step.get("from", 0)))


def limit(step):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (step["files"], hard))


def chroot(step):
    os.chroot(step["to"])
    os.chdir("/")


actions = {
    "socket": lambda step: make(step) and None,
    "bind": bind,
    "dup": dup,
    "look": lambda step: look_at(sockets[step["of"]]),
    "close": lambda step: sockets.pop(step["of"]).close(),
    "chdir": lambda step: os.chdir(step["to"]),
    "chroot": chroot,
    "limit": limit,
}


def attempt(step):
    try:
        return {"errno": None, **(actions[step["do"]](step) or {})}
    except OSError as error:
        return {"errno": errno.errorcode[error.errno]}


print(json.dumps([attempt(step) for step in json.loads(sys.argv[1])]))
print("ready", flush=True)
signal.pause()
