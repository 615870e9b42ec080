import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { needs } from "../harness/servers.js";
import { openTempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { adopts } from "./adopts.js";
import { askHttp } from "./facts.js";
import { dialled, otherPlace, type Place, portOf, tcpPlace } from "./places.js";
import { serve } from "./service.js";
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
    return { argv: apache("event", places), places };
  });

  test("gets one SIGHUP for one, though it signals its whole process group", async () => {
    const places = [await tcpPlace(), await tcpPlace()];
    const sockets = places.map(({ passed }) => passed);
    const argv = apache("prefork", places);
    const service = await serve("LISTEN_FDS", sockets, argv);
    const log = join(dirname(argv.at(-1) ?? ""), "error.log");
    const count = (pattern: RegExp) => readFileSync(log, "utf8").match(pattern)?.length ?? 0;
    const isUp = (times: number) =>
      existsSync(log) && count(/resuming normal operations/g) === times;
    const ask = (place: Place) => service.explain(askHttp(dialled(place), {}));
    for (const nth of [1, 2, 3]) {
      await until(() => isUp(nth), { what: `apache to be up the ${nth}. time` });
      expect(await Promise.all(places.map(ask))).toMatchObject(
        places.map(({ asked }) => ({ address: asked })),
      );
      service.running.signal("SIGHUP");
    }
    await until(() => isUp(4), { what: "apache to be up after the last SIGHUP" });
    expect(count(/SIGHUP received/g)).toBe(3);
  });
});

function apache(mpm: "event" | "prefork", places: Place[]): string[] {
  const folder = openTempDir();
  const file = join(folder, "apache2.conf");
  const modules = [`mpm_${mpm}`, "authz_core", "dir", "include"];
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
