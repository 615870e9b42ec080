"""families-both.py PORT [HOST...]: asyncio listens on each HOST, without one on every address of both families, and
tells each client its address. A client that says "stay" is kept until it closes.
"""
import asyncio
import sys


async def serve(reader, writer):
    if await reader.read(999) == b"stay":
        await reader.read()
    else:
        peer = writer.get_extra_info("peername")
        writer.write(b"HTTP/1.0 200 OK\r\n\r\n" + str(peer[0]).encode())
    writer.close()


async def main():
    server = await asyncio.start_server(serve, sys.argv[2:] or None, int(sys.argv[1]))
    await server.serve_forever()


asyncio.run(main())
