"""receiver.py ADDRESS [--held] [--keep]: a service manager that only listens.

Prints a line of JSON for each message: its text, who sent it by the word of the kernel, what descriptors came.
--held reads nothing before a line comes on stdin; --keep leaves the descriptors open.
"""
import array, json, os, socket, struct, sys

address, *options = sys.argv[1:]
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
receiver.bind("\0" + address[1:] if address.startswith("@") else address)
if address.startswith("/"):
    os.chmod(address, 0o666)
print("listening", flush=True)
if "--held" in options:
    sys.stdin.readline()

while True:
    space = socket.CMSG_SPACE(253 * 4) + socket.CMSG_SPACE(12)
    data, control, flags, _ = receiver.recvmsg(65536, space)
    message = {"text": data.decode("utf-8", "backslashreplace"), "bytes": len(data), "fds": []}
    for level, kind, body in control:
        if kind == socket.SCM_RIGHTS:
            fds = array.array("i", body[: len(body) // 4 * 4])
            message["fds"] = [os.readlink(f"/proc/self/fd/{fd}") for fd in fds]
            for fd in [] if "--keep" in options else fds:
                os.close(fd)
        if kind == socket.SCM_CREDENTIALS:
            message["pid"], message["uid"], message["gid"] = struct.unpack("3i", body)
    print(json.dumps(message), flush=True)
