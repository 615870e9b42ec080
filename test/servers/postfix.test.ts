import { chownSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { converse } from "../harness/connect.js";
import { freePort } from "../harness/ports.js";
import { reportState, reportWhere } from "../harness/report.js";
import { needsRoot } from "../harness/root.js";
import { run } from "../harness/start.js";
import { openTempDir } from "../harness/temp.js";
import { holdAsleep } from "../sleep/asleep.js";

const { test } = needsRoot("postfix");

/** One that reads nothing of this machine's, and sends no mail. */
async function newPostfix() {
  const folder = openTempDir();
  const port = await freePort();
  for (const name of ["conf", "spool", "data"]) mkdirSync(join(folder, name));
  const { stdout: uid } = await run(["id", "-u", "postfix"]);
  chownSync(join(folder, "data"), Number(uid), 0);
  const settings = [
    "compatibility_level = 3.6",
    `queue_directory = ${folder}/spool`,
    `data_directory = ${folder}/data`,
    "inet_interfaces = loopback-only",
    "inet_protocols = ipv4",
    "myhostname = localhost",
    "mydestination = localhost",
    "alias_maps =",
    "alias_database =",
    `maillog_file = ${folder}/log`,
    `maillog_file_prefixes = ${folder}`,
  ];
  writeFileSync(join(folder, "conf/main.cf"), `${settings.join("\n")}\n`);
  const services = readFileSync("/usr/share/postfix/master.cf.dist", "utf8");
  const smtp = services.replace(/^smtp +inet/m, `127.0.0.1:${port} inet`);
  writeFileSync(join(folder, "conf/master.cf"), smtp);
  const postfix = ["postfix", "-c", join(folder, "conf")];
  await run([...postfix, "check"]);
  const argv = [...postfix, "start-fg"];
  return { folder, address: `127.0.0.1:${port}`, argv };
}

describe("Postfix, started by its first client,", () => {
  test("greets it, and sleeps when it has gone", async () => {
    const { address, argv } = await newPostfix();
    const { report } = await holdAsleep({ kind: "tcp", address, argv }, 500);
    for (const wakes of [1, 2]) {
      expect(await converse(address, "QUIT\r\n")).toMatch(/^220 localhost ESMTP.*\r\n221 /s);
      await reportWhere(report, (it) => it.state === "waiting" && it.wakes === wakes);
    }
  });

  test("wakes itself by what it logs to a passed socket of its own, and a line says so", async () => {
    const { folder, address, argv } = await newPostfix();
    const log = `--listen=unix-dgram:${folder}/spool/public/postlog,mode=666`;
    const { running, report } = await holdAsleep({ kind: "tcp", address, argv }, 500, [log]);
    expect(await converse(address, "QUIT\r\n")).toMatch(/^220 /);
    await running.line(
      /started again at once: a datagram waits at the passed socket .*postlog, to which the program itself was connected/,
    );
    await reportState(report, "running");
  });
});
