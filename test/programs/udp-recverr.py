"""udp-recverr.py PORT: answers datagrams at 127.0.0.1:PORT and asks for the errors of its answers (IP_RECVERR, ip(7)),
but reads only those that recvfrom returns."""
import socket, sys

IP_RECVERR = 11  # include/uapi/linux/in.h; not in the module
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
server.bind(("127.0.0.1", int(sys.argv[1])))
print("serving", flush=True)
while True:
    try:
        data, client = server.recvfrom(100)
        server.sendto(data, client)
        print("answered", flush=True)
    except OSError as error:
        print("error", error.errno, flush=True)
