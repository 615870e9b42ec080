"""families-both.py [--after=COUNT] [--at=COUNT] PORT [HOST...]: asyncio listens on each HOST, without one on every
address of both families, and tells each client its address. A client that says "stay" is kept until it closes. With
--after, it binds so many other ports first; with --at, the port itself at so many addresses, 127.9.0.1 and onward.
"""
import argparse
import asyncio
import socket


async def serve(reader, writer):
    if await reader.read(999) == b"stay":
        await reader.read()
    else:
        peer = writer.get_extra_info("peername")
        writer.write(b"HTTP/1.0 200 OK\r\n\r\n" + str(peer[0]).encode())
    writer.close()


def bind_another():
    """A port that the kernel chose at one address is free at another, where nobody looks."""
    chosen, another = socket.socket(), socket.socket()
    chosen.bind(("127.77.0.1", 0))
    another.bind(("127.77.0.2", chosen.getsockname()[1]))
    return chosen, another


def bind_at(host, port):
    bound = socket.socket()
    bound.bind((host, port))
    return bound


async def main(arguments):
    others = [bind_another() for _ in range(arguments.after)]
    others += [bind_at(f"127.9.0.{last + 1}", arguments.port) for last in range(arguments.at)]
    server = await asyncio.start_server(serve, arguments.host or None, arguments.port)
    await server.serve_forever()


parser = argparse.ArgumentParser()
parser.add_argument("--after", type=int, default=0)
parser.add_argument("--at", type=int, default=0)
parser.add_argument("port", type=int)
parser.add_argument("host", nargs="*")
asyncio.run(main(parser.parse_args()))
