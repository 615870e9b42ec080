"""confined.py PATH [undumpable]: binds the unix socket PATH, or with a PORT 127.0.0.1:PORT, and tells every client,
as JSON, what it may do. Undumpable, it does all that in a child that hides its memory from others."""
import ctypes
import json
import os
import socket
import sys

libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER, ADDR_NO_RANDOMIZE, SCHED_FIFO, PR_SET_DUMPABLE = 0x10000000, 0x40000, 1, 4


def errno_of(call):
    try:
        call()
    except OSError as error:
        return error.errno
    return 0


def in_child(call):
    """What call() returns, of a child: it may change its process for good."""
    pid = os.fork()
    if pid == 0:
        os._exit(errno_of(call))
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def check(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "")


def make_setuid():
    path = "/tmp/setuid"
    open(path, "w").close()
    try:
        os.chmod(path, 0o4700)
    finally:
        os.unlink(path)


def status(key):
    for line in open("/proc/self/status"):
        if line.startswith(key + ":"):
            return line.split()[1]


def is_read_only(path):
    return bool(os.statvfs(path).f_flag & os.ST_RDONLY)


# On hybrid machines the upper one is a tmpfs that nobody writes to.
cgroups = next(filter(os.path.isdir, ["/sys/fs/cgroup/systemd", "/sys/fs/cgroup"]))


def mask():
    old = os.umask(0)
    os.umask(old)
    return old


def told():
    return {
        "uid": os.getuid(),
        "uid_map": open("/proc/self/uid_map").read().split(),
        "net": os.readlink("/proc/self/ns/net"),
        "ipc": os.readlink("/proc/self/ns/ipc"),
        "uts": os.readlink("/proc/self/ns/uts"),
        "packet": errno_of(lambda: socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM).close()),
        "netlink": errno_of(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close()),
        "home": errno_of(lambda: os.listdir("/root")),
        "homeIsWritable": os.access(os.environ.get("HOME", "/root"), os.W_OK),
        "noNewPrivileges": status("NoNewPrivs"),
        "capabilities": int(status("CapBnd"), 16),
        "systemIsReadOnly": is_read_only("/usr") and is_read_only("/etc"),
        "tmp": os.listdir("/tmp"),
        "devices": os.path.exists("/dev/tty0"),
        "kernelLog": os.path.exists("/dev/kmsg"),
        "tunablesAreReadOnly": is_read_only("/proc/sys"),
        "cgroupsAreReadOnly": is_read_only(cgroups),
        "namespace": in_child(lambda: check(libc.unshare(CLONE_NEWUSER))),
        "realtime": in_child(lambda: os.sched_setscheduler(0, SCHED_FIFO, os.sched_param(1))),
        "setuid": errno_of(make_setuid),
        "personality": in_child(lambda: check(libc.personality(ADDR_NO_RANDOMIZE))),
        "umask": mask(),
        "forbiddenCall": errno_of(lambda: check(libc.fanotify_mark(-1, 0, 0, 0, None))),
    }


def serve(place):
    if place.startswith("/"):
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(place)
    else:
        listener = socket.socket()
        listener.bind(("127.0.0.1", int(place)))
    listener.listen()
    while True:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(json.dumps(told()).encode())


if sys.argv[2:] == ["undumpable"] and os.fork():
    os.wait()
libc.prctl(PR_SET_DUMPABLE, 0 if sys.argv[2:] else 1, 0, 0, 0)
serve(sys.argv[1])
