import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";
import { wsgiApplication } from "../wsgi.js";

const site = `
import cherrypy
from cherrypy._cpserver import Server
from app import application

cherrypy.config.update({"environment": "production", "log.screen": True})
cherrypy.tree.graft(application, "/")
cherrypy.server.unsubscribe()
for told in ASKED:
    server = Server()
    if told.startswith("/"):
        server.socket_file = told
    else:
        host, port = told.rsplit(":", 1)
        server.socket_host, server.socket_port = host.strip("[]"), int(port)
    server.subscribe()
`;

export default {
  name: "CherryPy",
  package: "python3-cherrypy3",
  version: "python3 -c 'import cherrypy; print(cherrypy.__version__)'",
  needs: ["cherryd3"],
  passed: [[tcp()], [unix()], [other(), tcp(), unix(), tcp("[::1]"), tcp("0.0.0.0")]],
  note: "asks by connect whether its port is free",
  command({ folder, asked, write }) {
    write("app.py", wsgiApplication);
    const addresses = JSON.stringify(asked.map(({ address }) => address));
    write("serve.py", site.replace("ASKED", addresses));
    return ["cherryd3", "--Path", folder, "--import", "serve"];
  },
} satisfies Server;
