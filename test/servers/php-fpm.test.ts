import { readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { findProgram } from "../harness/on-path.js";
import { needs } from "../harness/servers.js";
import { openTempDir } from "../harness/temp.js";
import { adopts } from "./adopts.js";
import type { Facts } from "./facts.js";
import { fastcgi } from "./fastcgi.js";
import { otherPlace, type Place, tcpPlace } from "./places.js";

/** Debian's name holds the version: php-fpm8.2. */
function phpFpm(): string {
  const sbin = dirname(findProgram("nologin") ?? "/usr/sbin/nologin");
  return readdirSync(sbin).find((name) => name.startsWith("php-fpm")) ?? "php-fpm";
}

needs(phpFpm(), "ss").describe("php-fpm with a pool for each socket", () => {
  adopts(
    async () => {
      const places = [await otherPlace(), await tcpPlace(), await tcpPlace("[::1]")];
      places.push(await tcpPlace("0.0.0.0"), await tcpPlace());
      const folder = openTempDir();
      const script = join(folder, "facts.php");
      const facts = '["address" => getenv("ASKED"), "pid" => getmypid()]';
      writeFileSync(script, `<?php echo json_encode(${facts});`);
      return { argv: fpm(folder, places), places, ask: (address) => run(address, script) };
    },
    { hidesClients: true },
  );
});

function fpm(folder: string, places: Place[]): string[] {
  const file = join(folder, "fpm.conf");
  const pools = places.flatMap((place) => place.asked ?? []).reverse();
  const text = [
    "[global]",
    `error_log = ${folder}/error.log`,
    "daemonize = no",
    ...pools.map(pool),
  ];
  writeFileSync(file, text.join("\n"));
  return [phpFpm(), "-n", "-F", "-y", file];
}

/** It serves only clients whose own address is in the list. */
function pool(asked: string): string {
  const clients = "listen.allowed_clients = 127.0.0.1,::1";
  const name = basename(asked).replace(/\W/g, "");
  return `[p${name}]\nlisten = ${asked}\n${clients}\nuser = nobody\ngroup = nogroup
pm = static\npm.max_children = 1\nenv[ASKED] = "${asked}"`;
}

async function run(address: string, script: string): Promise<Facts> {
  const answer = await fastcgi(address, { SCRIPT_FILENAME: script, REQUEST_METHOD: "GET" });
  return JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")));
}
