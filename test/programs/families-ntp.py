"""families-ntp.py PORT: binds every address and 127.0.0.1 by UDP, as ntpd does; answers on the second, and throws away
what comes in at the first. Prints `ready`.
"""
import select
import socket
import sys

made = []
for host in ("0.0.0.0", "127.0.0.1"):
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    one.setblocking(False)
    if "--epoll" in sys.argv and host == "0.0.0.0":
        poll = select.epoll()
    if "--epoll" in sys.argv:
        poll.register(one, select.EPOLLIN)
    one.bind((host, int(sys.argv[1])))
    made.append(one)
print("ready", flush=True)
while True:
    if "--epoll" in sys.argv:
        poll.poll()
    else:
        select.select(made, [], [])
    for one in made:
        try:
            data, client = one.recvfrom(999)
        except BlockingIOError:
            continue
        if one is made[1]:
            one.sendto(data, client)
