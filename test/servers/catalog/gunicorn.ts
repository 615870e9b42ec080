import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";
import { wsgiApplication } from "../wsgi.js";

export default {
  name: "gunicorn",
  package: "gunicorn",
  version: "gunicorn --version",
  passed: [[tcp()], [unix()], [other(), tcp(), unix(), tcp("[::1]"), tcp("0.0.0.0")]],
  command({ folder, asked, write }) {
    write("app.py", wsgiApplication);
    const binds = asked.flatMap(({ kind, address }) => [
      "--bind",
      kind === "unix" ? `unix:${address}` : address,
    ]);
    return ["gunicorn", ...binds, "--workers=1", `--chdir=${folder}`, "app"];
  },
  asDaemon: (command) => [...command, "--daemon"],
} satisfies Server;
