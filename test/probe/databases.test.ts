import { chownSync, copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { converse } from "../harness/connect.js";
import { rouse } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { hasProgram, lacking, needs, programPath } from "../harness/servers.js";
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

const commands: Record<string, Record<string, string>> = {
  postgresql: {
    tcp: 'exec:pg_isready -q -h "$ROUSE_CHECK_HOST" -p "$ROUSE_CHECK_PORT"',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell reads it
    unix: 'exec:pg_isready -q -h "${ROUSE_CHECK_ADDRESS%/*}" -p "${ROUSE_CHECK_ADDRESS##*.}"',
  },
  redis: {
    tcp: 'exec:redis-cli -h "$ROUSE_CHECK_HOST" -p "$ROUSE_CHECK_PORT" ping | grep -q PONG',
    unix: 'exec:redis-cli -s "$ROUSE_CHECK_ADDRESS" ping | grep -q PONG',
  },
};

const ofPostgresql = lacking([...reasonsAgainst(postgresql), ...without("pg_isready")]);

ofPostgresql.test.each([
  ["tcp", tcp()],
  ["unix", unix(".s.PGSQL.5432")],
])(
  "rouse probe finds the check of a PostgreSQL at a %s socket, and it holds",
  async (kind, spot) => {
    const places = await placesOf([spot]);
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
    const address = server.first.address;
    expect(document.answers).toMatchObject([{ address, protocol: "postgresql" }]);
    expect(told(document, "a startup message")).toEqual([
      ["error 57P03", "loading"],
      ["a request to authenticate", "ready"],
    ]);
    const check = expectCheck(document, commands.postgresql?.[kind]);
    await holding(address, check, command);
    expect(await converse(address, startupMessage)).toMatch(/^R/);
  },
);

needs("redis-server", "redis-cli").test.each(["tcp", "unix"])(
  "rouse probe finds the check of a Redis at a %s socket, and it holds",
  async (kind) => {
    const folder = openTempDir();
    await makeData(folder);
    const port = String(await freePort());
    const path = join(folder, "redis.sock");
    const [address, at] =
      kind === "tcp" ? [`127.0.0.1:${port}`, ["-p", port]] : [path, ["-s", path]];
    const where = kind === "tcp" ? ["--port", port] : ["--port", "0", "--unixsocket", path];
    const cli = ["redis-cli", ...at].join(" ");
    // It refuses a PING while it loads, and counts that.
    const hurry = `until ${cli} info commandstats | grep -q 'cmdstat_ping.*rejected_calls=[1-9]'; do sleep 0.1; done; ${cli} config set key-load-delay 0`;
    const slow = ["--key-load-delay", "2000", "--loading-process-events-interval-bytes", "1024"];
    const plain = ["--bind", "127.0.0.1", "--dir", folder, "--save", ""];
    const server = ["redis-server", ...where, ...plain];
    const document = await probed("--", ...beside(hurry, [...server, ...slow]));
    expect(document.answers).toMatchObject([{ address, protocol: "redis" }]);
    expect(told(document, "PING")).toEqual([
      ["LOADING", "loading"],
      ["PONG", "ready"],
    ]);
    const check = expectCheck(document, commands.redis?.[kind]);
    await holding(address, check, server);
    expect(await converse(address, "DBSIZE\r\nQUIT\r\n")).toBe(":50000\r\n+OK\r\n");
  },
);

needs("redis-server").test(
  "rouse probe knows a Redis by its answer, whatever its name is",
  async () => {
    const port = String(await freePort());
    const other = join(openTempDir(), "store");
    copyFileSync(programPath("redis-server"), other);
    const plain = ["--bind", "127.0.0.1", "--save", "", "--dir", openTempDir()];
    const document = await probed("--for", "8s", "--", other, "--port", port, ...plain);
    expect(document.answers).toMatchObject([{ address: `127.0.0.1:${port}`, protocol: "redis" }]);
    expect(told(document, "PING")).toEqual([["PONG", "ready"]]);
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

/** Protocol 3.0, as postgres; the length is of the text. */
const startupMessage = "\0\0\0\x17\0\x03\0\0user\0postgres\0\0";

/** Has `rouse listen` hold the address for the server, whose clients then wait for the check. */
async function holding(address: string, check: string, server: readonly string[]): Promise<void> {
  const listen = [process.execPath, rouse, "listen", address, "--ready-check", check];
  await start([...listen, "--", ...server]).line(/^rouse: holding /);
}

function expectCheck(document: Probed, check = ""): string {
  expect(document.proposal).toMatchObject({ ready_checks: [check], problem: null });
  expect(document.proposal?.add.join(" ")).toContain(` --ready-check ${check} -- `);
  expect(sentences(document, "ready_later")).toEqual([
    expect.stringContaining(`--ready-check '${check}' lets its clients wait meanwhile`),
  ]);
  return check;
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
