import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { needs } from "../harness/servers.js";
import { tempDir } from "../harness/temp.js";
import { adopts } from "./adopts.js";
import { otherPlace, type Place, tcpPlace } from "./places.js";

needs("caddy", "ss").describe("caddy", () => {
  adopts(async () => {
    const places = [
      await otherPlace(),
      await tcpPlace("127.0.0.1", ""),
      await tcpPlace(),
      await tcpPlace("[::1]"),
      await tcpPlace("0.0.0.0", ""),
    ];
    return caddy(places);
  });
});

function caddy(places: Place[]) {
  const folder = tempDir();
  const file = join(folder, "Caddyfile");
  const asked = places.flatMap((place) => place.asked ?? []).reverse();
  writeFileSync(file, ["{", "admin off", "}", ...asked.map(site)].join("\n"));
  const argv = ["caddy", "run", "--config", file, "--adapter", "caddyfile"];
  return { argv, places, env: { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder } };
}

function site(asked: string): string {
  const host = asked.slice(0, asked.lastIndexOf(":"));
  const bind = host === "" ? "" : `bind ${host.replace(/[[\]]/g, "")}`;
  const facts = `{"address":"${asked}","peer":"{http.request.remote}"}`;
  return `http://:${asked.slice(asked.lastIndexOf(":") + 1)} {\n${bind}\nrespond \`${facts}\`\n}`;
}
