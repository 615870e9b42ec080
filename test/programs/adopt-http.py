"""adopt-http.py ADDR...: python's http.server on 127.0.0.1:80, [::1]:80, /path; answers with facts, as JSON.
With LOADED=FILE in its environment, by status 503 until that file is there; with EXITS=1 it handles SIGTERM, by exiting.
"""
import http.server
import json
import os
import signal
import socket
import socketserver
import sys
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        told = {"address": self.server.told, "pid": os.getpid()}
        if self.client_address:
            host, port = self.client_address[:2]
            told["peer"] = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        body = json.dumps(told).encode()
        loaded = os.environ.get("LOADED")
        self.send_response(503 if loaded and not os.path.exists(loaded) else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class InetServer(http.server.ThreadingHTTPServer):
    pass


class Inet6Server(InetServer):
    address_family = socket.AF_INET6


class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


def server(told):
    if told.startswith("/"):
        made = UnixServer(told, Handler)
    else:
        host, port = told.rsplit(":", 1)
        made = (Inet6Server if host.startswith("[") else InetServer)((host.strip("[]"), int(port)), Handler)
    made.told = told
    return made


if "EXITS" in os.environ:
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
servers = [server(told) for told in sys.argv[1:]]
print("ready", flush=True)
for each in servers:
    threading.Thread(target=each.serve_forever).start()
