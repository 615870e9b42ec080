import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { needs } from "../harness/servers.js";
import { openTempDir } from "../harness/temp.js";
import { adopts } from "./adopts.js";
import { otherPlace, type Place, portOf, tcpPlace } from "./places.js";
import { factsPage } from "./ssi.js";

needs("apache2", "ss").describe("apache", () => {
  adopts(async () => {
    const places = [
      await otherPlace(),
      await tcpPlace(),
      await tcpPlace("127.0.0.1", "*"),
      await tcpPlace("[::1]"),
      await tcpPlace("0.0.0.0"),
    ];
    return { argv: apache(places), places };
  });
});

function apache(places: Place[]): string[] {
  const folder = openTempDir();
  const file = join(folder, "apache2.conf");
  const modules = ["mpm_event", "authz_core", "dir", "include"];
  const asked = places.flatMap((place) => (place.asked === undefined ? [] : [place])).reverse();
  const lines = [
    `ServerName test.invalid\nServerRoot ${folder}\nDefaultRuntimeDir ${folder}\nPidFile pid`,
    "ErrorLog error.log\nLogLevel notice\nUser nobody\nGroup nogroup\nKeepAlive Off\nStartServers 2",
    ...modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`),
    "DirectoryIndex index.shtml\nSetOutputFilter INCLUDES",
    `<Directory ${folder}>\nOptions +Includes\n</Directory>`,
    ...asked.map((place) => site(folder, place)),
  ];
  writeFileSync(file, lines.join("\n"));
  return ["apache2", "-DFOREGROUND", "-f", file];
}

function site(folder: string, place: Place): string {
  const { asked = "" } = place;
  const listen = asked.startsWith("*") ? portOf(place) : asked;
  const root = `DocumentRoot ${factsPage(folder, asked)}`;
  return `Listen ${listen}\n<VirtualHost *:${portOf(place)}>\n${root}\n</VirtualHost>`;
}
