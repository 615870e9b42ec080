import { expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { connect } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { reportWhere } from "../harness/report.js";
import { lacking, needs } from "../harness/servers.js";
import { backlogOf } from "../harness/sockets.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { ask, holdTalker, idleMs, join, quietMs, staysAwake } from "./talker.js";

test("a connection to a unix socket is use until it ends, which is said once", async () => {
  const talker = await holdTalker("unix");
  const clients = [await join(talker), await join(talker)];
  for (const client of clients) await ask(client);
  await staysAwake(talker);
  const sentence = `rouse-exec: --quiet-after does not apply to unix:${talker.address}: the kernel tells when bytes moved for `;
  expect(talker.running.stderr.split(sentence)).toHaveLength(2);
  for (const client of clients) client.destroy();
  await reportWhere(talker.report, ({ state }) => state === "waiting");
});

const isRoot = process.getuid?.() === 0;
const namespaces = isRoot ? needs("unshare") : lacking(["a network namespace takes root"]);

/** There the kernel's list does not show them, as in a sandbox. */
namespaces.test("connections from another network namespace are quiet, too", async () => {
  const held = async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const report = `${tempDir()}/service.json`;
    const options = [`--exit-idle-time=${idleMs}ms`, `--quiet-after=${quietMs}ms`];
    const argv = ["python3", "-B", program("talks.py"), "tcp", address];
    const rouse = [rouseExec, ...options, `--report=${report}`, "--", ...argv];
    const running = activate([{ kind: "tcp", address }], ["unshare", "--net", ...rouse]);
    await until(() => backlogOf(address), { what: `${address} to be held` });
    return { address, report, running, client: await connect(address) };
  };
  const silent = async () => {
    const { running, client } = await held();
    await ask(client);
    await ask(client);
    expect(await running.exit()).toEqual({ code: 0, signal: null });
  };
  const waiting = async () => {
    const { report, client } = await held();
    await ask(client);
    client.write("later\n");
    await staysAwake({ report });
  };
  await Promise.all([silent(), waiting()]);
});
