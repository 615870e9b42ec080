import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";

export default {
  name: "Caddy",
  package: "caddy",
  version: "caddy version",
  passed: [
    [tcp()],
    [unix()],
    [other(), tcp("127.0.0.1", ""), tcp(), unix(), tcp("[::1]"), tcp("0.0.0.0", "")],
  ],
  command({ folder, asked, write }) {
    const sites = asked.map(({ kind, address, host, port }, index) => {
      const bind = kind === "unix" ? `bind unix/${address}` : host && `bind ${host}`;
      const peer = kind === "unix" ? "" : ',"peer":"{http.request.remote}"';
      const site = kind === "unix" ? `http://:${index + 1}` : `http://:${port}`;
      return `${site} {\n${bind}\nrespond \`{"address":"${address}"${peer}}\`\n}`;
    });
    const file = write("Caddyfile", ["{", "admin off", "}", ...sites]);
    const home = [`HOME=${folder}`, `XDG_DATA_HOME=${folder}`, `XDG_CONFIG_HOME=${folder}`];
    return ["env", ...home, "caddy", "run", "--config", file, "--adapter", "caddyfile"];
  },
} satisfies Server;
