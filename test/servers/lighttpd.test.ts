import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { needs } from "../harness/servers.js";
import { tempDir } from "../harness/temp.js";
import { adopts } from "./adopts.js";
import { otherPlace, type Place, portOf, tcpPlace } from "./places.js";
import { factsPage } from "./ssi.js";

needs("lighttpd", "ss").describe("lighttpd with three sockets", () => {
  adopts(async () => {
    const last = await tcpPlace();
    const places = [await otherPlace(), await tcpPlace("[::1]")];
    places.push(await tcpPlace("127.0.0.1", "0.0.0.0"), last);
    return { argv: lighttpd(last, places), places };
  });
});

function lighttpd(main: Place, places: Place[]): string[] {
  const folder = tempDir();
  const file = join(folder, "lighttpd.conf");
  const lines = [
    'server.modules = ("mod_ssi")',
    'ssi.extension = (".shtml")',
    'index-file.names = ("index.shtml")',
    `server.document-root = "${folder}"`,
    `server.bind = "127.0.0.1"`,
    `server.port = ${portOf(main)}`,
    ...places.flatMap((place) => place.asked ?? []).map((address) => site(folder, address)),
  ];
  writeFileSync(file, lines.join("\n"));
  return ["lighttpd", "-D", "-f", file];
}

function site(folder: string, address: string): string {
  const root = `server.document-root = "${factsPage(folder, address)}"`;
  return `$SERVER["socket"] == "${address}" { ${root} }`;
}
