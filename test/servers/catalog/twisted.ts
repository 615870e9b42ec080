import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";

const program = `
import json, os, sys
from twisted.internet import reactor
from twisted.web import resource, server

class Facts(resource.Resource):
    isLeaf = True

    def render_GET(self, request):
        client = request.getClientAddress()
        facts = {"pid": os.getpid()}
        if hasattr(client, "port"):
            host = f"[{client.host}]" if ":" in client.host else client.host
            facts["peer"] = f"{host}:{client.port}"
        return json.dumps(facts).encode()

site = server.Site(Facts())
for address in sys.argv[1:]:
    if address.startswith("/"):
        reactor.listenUNIX(address, site, wantPID=True)
    else:
        host, port = address.rsplit(":", 1)
        reactor.listenTCP(int(port), site, interface=host.strip("[]"))
reactor.run()
`;

export default {
  name: "Twisted",
  package: "python3-twisted",
  version: "python3 -c 'import twisted; print(twisted.__version__)'",
  passed: [[tcp()], [unix()], [other(), tcp(), unix(), tcp("[::1]"), tcp("0.0.0.0")]],
  note: "ends its sockets by shutdown",
  command: ({ asked, write }) => {
    return ["python3", write("serve.py", program), ...asked.map(({ address }) => address)];
  },
} satisfies Server;
