"""adopt-hidden.py PORT [UPPER]: hides its memory from others (PR_SET_DUMPABLE 0), then binds 127.0.0.1:PORT twice and
prints the errno of each. UPPER is what the upper half of the register with the address's length holds."""
import ctypes
import socket
import struct
import sys

PR_SET_DUMPABLE = 4
port, upper = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
libc = ctypes.CDLL(None, use_errno=True)
libc.bind.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_uint64]
libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
address = struct.pack("=H", socket.AF_INET) + struct.pack("!H", port) + socket.inet_aton("127.0.0.1") + bytes(8)
for _ in range(2):
    made = socket.socket()
    result = libc.bind(made.fileno(), address, upper << 32 | len(address))
    print(0 if result == 0 else ctypes.get_errno())
