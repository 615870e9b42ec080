"""filtered-server.py KIND PORT FILE [OPTION]...: answers `let in` to each TCP client or UDP datagram at
127.0.0.1:PORT. Before it binds, it sets the socket filter that FILE names at that moment: `all` and `nobody` say whom
it lets in, `long` lets in all in 2,000 instructions, `ebpf` nobody; `none` is no filter. Prints `filter N`: the
instructions of the filter after the bind. With `ends` it ends then, with status 3; with `rebinds` it binds a second
socket, without a filter, and looks again; with `connects` it answers each datagram by a socket that is connected to
its sender."""

import ctypes
import platform
import socket
import struct
import sys

SO_ATTACH_FILTER, SO_ATTACH_BPF = 26, 50
BPF_PROG_LOAD, BPF_PROG_TYPE_SOCKET_FILTER = 5, 1
BPF_RET = 0x06
BPF_LD_IMM = 0x00


def classic(instructions):
    code = b"".join(struct.pack("HBBI", *each) for each in instructions)
    buffer = ctypes.create_string_buffer(code, len(code))
    return buffer, struct.pack("HxxxxxxQ", len(instructions), ctypes.addressof(buffer))


def ebpf():
    """Returns a program that returns 0."""
    code = ctypes.create_string_buffer(struct.pack("BBhi", 0xB7, 0, 0, 0) + struct.pack("BBhi", 0x95, 0, 0, 0), 16)
    licence = ctypes.create_string_buffer(b"GPL")
    attributes = struct.pack("IIQQ", BPF_PROG_TYPE_SOCKET_FILTER, 2, ctypes.addressof(code), ctypes.addressof(licence))
    attributes = attributes.ljust(128, b"\0")
    number = 321 if platform.machine() == "x86_64" else 280
    fd = ctypes.CDLL(None, use_errno=True).syscall(number, BPF_PROG_LOAD, attributes, len(attributes))
    if fd < 0:
        sys.exit("bpf: errno %d" % ctypes.get_errno())
    return fd


def set_filter(server, name):
    filters = {
        "all": [(BPF_RET, 0, 0, 0xFFFFFFFF)],
        "nobody": [(BPF_RET, 0, 0, 0)],
        "long": [(BPF_LD_IMM, 0, 0, 7)] * 1999 + [(BPF_RET, 0, 0, 0xFFFFFFFF)],
    }
    if name == "ebpf":
        server.setsockopt(socket.SOL_SOCKET, SO_ATTACH_BPF, ebpf())
    elif name != "none":
        buffer, program = classic(filters[name])
        server.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)


def bound(name):
    type = socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM
    server = socket.socket(socket.AF_INET, type)
    if kind == "tcp":
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    set_filter(server, name)
    server.bind(("127.0.0.1", port))
    # SO_GET_FILTER counts instructions, where Python counts bytes.
    count = ctypes.c_uint32(0)
    ctypes.CDLL(None).getsockopt(server.fileno(), socket.SOL_SOCKET, SO_ATTACH_FILTER, None, ctypes.byref(count))
    print("filter", count.value, flush=True)
    return server


def answer(server):
    if kind == "tcp":
        client, _ = server.accept()
        client.sendall(b"let in")
        client.close()
    else:
        _, client = server.recvfrom(2000)
        server.sendto(b"let in", client)


def answer_connected(server):
    _, client = server.recvfrom(2000)
    beside = bound("none")
    beside.connect(client)
    count = ctypes.c_uint32(0)
    ctypes.CDLL(None).getsockopt(beside.fileno(), socket.SOL_SOCKET, SO_ATTACH_FILTER, None, ctypes.byref(count))
    print("connected filter", count.value, flush=True)
    beside.send(b"let in")


kind, port, file, *options = sys.argv[1:]
port = int(port)
with open(file) as wanted:
    server = bound(wanted.read().strip())
if "ends" in options:
    sys.exit(3)
if "rebinds" in options:
    second = bound("none")
if kind == "tcp":
    server.listen()
while True:
    answer_connected(server) if "connects" in options else answer(server)
    print("answered", flush=True)
