import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";
import { wsgiApplication } from "../wsgi.js";

export default {
  name: "uWSGI",
  package: "uwsgi-plugin-python3",
  version: "uwsgi --version",
  passed: [[tcp()], [unix()], [other(), tcp(), unix(), tcp("[::1]"), tcp("0.0.0.0")]],
  command({ asked, write }) {
    const sockets = asked.map(({ address }) => `--http-socket=${address}`);
    const application = write("app.py", wsgiApplication);
    return [
      "uwsgi",
      "--plugin=python3",
      "--master",
      "--die-on-term",
      `--wsgi-file=${application}`,
      ...sockets,
    ];
  },
  hidesClients: true,
} satisfies Server;
