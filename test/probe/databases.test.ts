import { chownSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { freePort } from "../harness/ports.js";
import { hasProgram, lacking, needs } from "../harness/servers.js";
import { run, start } from "../harness/start.js";
import { openTempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import mariadb from "../servers/catalog/mariadb.js";
import postgresql from "../servers/catalog/postgres.js";
import { reasonsAgainst } from "../servers/matrix.js";
import { placesOf, tcp, unix } from "../servers/places.js";
import { postgres, postgresBin } from "../servers/postgres.js";
import { asNobody, Run } from "../servers/server.js";
import { sentences, told } from "./asked.js";
import { type Probed, probed } from "./probed.js";

function without(program: string): string[] {
  return hasProgram(program) ? [] : [`${program} is not installed`];
}

/** The command, with a script of sh beside it. */
function beside(script: string, command: readonly string[]): string[] {
  return ["sh", "-c", `(${script}) & exec "$@"`, "sh", ...command];
}

lacking([...reasonsAgainst(postgresql), ...without("pg_isready")]).test(
  "rouse probe finds the check of a PostgreSQL that says it is not ready",
  async () => {
    const places = await placesOf([tcp()]);
    const server = new Run(places);
    const command = postgres(server);
    const data = join(server.folder, "data");
    const log = server.write("log", "");
    // A standby that takes no queries refuses all clients until it is promoted, and says READY=1 all the same.
    writeFileSync(join(data, "standby.signal"), "");
    chownSync(join(data, "standby.signal"), 65_534, 65_534);
    const promote = [...asNobody, join(postgresBin, "pg_ctl"), "promote", "-D", data].join(" ");
    const once = `until grep -q 'not accepting connections' ${log}; do sleep 0.1; done; exec ${promote}`;
    const shown = ["sh", "-c", `exec "$@" 2>${log}`, "sh", ...command, "-c", "hot_standby=off"];
    const document = await probed("--", ...beside(once, shown));
    const [place] = places;
    expect(document.answers).toMatchObject([{ address: place?.asked, protocol: "postgresql" }]);
    expect(told(document, "a startup message")).toEqual([
      ["error 57P03", "loading"],
      ["a request to authenticate", "ready"],
    ]);
    const check = 'exec:pg_isready -q -h "$ROUSE_CHECK_HOST" -p "$ROUSE_CHECK_PORT"';
    expectCheck(document, check);
  },
);

needs("redis-server", "redis-cli").test(
  "rouse probe finds the check of a Redis that loads its data",
  async () => {
    const folder = openTempDir();
    await makeData(folder);
    const port = String(await freePort());
    const cli = `redis-cli -p ${port}`;
    // It refuses a PING while it loads, and counts that.
    const hurry = `until ${cli} info commandstats | grep -q 'cmdstat_ping.*rejected_calls=[1-9]'; do sleep 0.1; done; ${cli} config set key-load-delay 0`;
    const slow = ["--key-load-delay", "2000", "--loading-process-events-interval-bytes", "1024"];
    const server = ["redis-server", "--port", port, "--bind", "127.0.0.1", "--dir", folder];
    const document = await probed("--", ...beside(hurry, [...server, "--save", "", ...slow]));
    expect(document.answers).toMatchObject([{ address: `127.0.0.1:${port}`, protocol: "redis" }]);
    expect(told(document, "PING")).toEqual([
      ["LOADING", "loading"],
      ["PONG", "ready"],
    ]);
    const check = `exec:redis-cli -h "$ROUSE_CHECK_HOST" -p "$ROUSE_CHECK_PORT" ping | grep -q PONG`;
    expectCheck(document, check);
  },
);

lacking(reasonsAgainst(mariadb)).test(
  "rouse probe knows a MariaDB by its greeting, and proposes nothing",
  async () => {
    const server = new Run(await placesOf([unix(), tcp()]));
    const command = await mariadb.command(server);
    const document = await probed("--", ...command);
    // One of its addresses is enough.
    expect(document.answers).toMatchObject([{ protocol: "mariadb" }]);
    expect(told(document, "a connection")).toEqual([["a handshake", "ready"]]);
    expect(document.proposal?.ready_checks).toEqual([]);
  },
);

function expectCheck(document: Probed, check: string): void {
  expect(document.proposal).toMatchObject({ ready_checks: [check], problem: null });
  expect(document.proposal?.add.join(" ")).toContain(` --ready-check ${check} -- `);
  expect(sentences(document, "ready_later")).toEqual([
    expect.stringContaining(`--ready-check '${check}' lets its clients wait meanwhile`),
  ]);
}

/** Writes dump.rdb with keys enough for a load of minutes, where each is loaded slowly. */
async function makeData(folder: string): Promise<void> {
  const path = join(folder, "make.sock");
  const alone = ["--port", "0", "--unixsocket", path, "--dir", folder, "--save", ""];
  const server = start(["redis-server", ...alone, "--enable-debug-command", "yes"]);
  const cli = (...words: string[]) => run(["redis-cli", "-s", path, ...words]);
  await until(async () => (await cli("ping")).stdout === "PONG\n", { what: "redis-server" });
  expect((await cli("debug", "populate", "50000", "key", "20")).stdout).toBe("OK\n");
  expect((await cli("save")).stdout).toBe("OK\n");
  await server.stop("SIGTERM");
}
