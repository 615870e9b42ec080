import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";

const program = `
import json, os, sys
import tornado.ioloop, tornado.netutil, tornado.web
from tornado.httpserver import HTTPServer

class Facts(tornado.web.RequestHandler):
    def get(self):
        name = self.request.connection.stream.socket.getpeername()
        facts = {"pid": os.getpid()}
        if name:
            facts["peer"] = f"[{name[0]}]:{name[1]}" if ":" in name[0] else f"{name[0]}:{name[1]}"
        self.write(facts)

server = HTTPServer(tornado.web.Application([("/", Facts)]))
for address in sys.argv[1:]:
    if address.startswith("/"):
        server.add_socket(tornado.netutil.bind_unix_socket(address))
    else:
        host, port = address.rsplit(":", 1)
        server.listen(int(port), "" if host == "*" else host.strip("[]"))
tornado.ioloop.IOLoop.current().start()
`;

export default {
  name: "Tornado",
  package: "python3-tornado",
  version: "python3 -c 'import tornado; print(tornado.version)'",
  passed: [
    [other(), tcp("127.0.0.1", "*")],
    [unix()],
    [other(), tcp(), unix(), tcp("[::1]"), tcp("0.0.0.0", "*")],
  ],
  note: "binds both families of a port",
  command: ({ asked, write }) => {
    return ["python3", write("serve.py", program), ...asked.map(({ address }) => address)];
  },
} satisfies Server;
