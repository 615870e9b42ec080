import { once } from "node:events";
import { chmodSync } from "node:fs";
import { expect } from "vitest";
import { connect } from "../harness/connect.js";
import { rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { reportState, reportWhere } from "../harness/report.js";
import { needs } from "../harness/servers.js";
import { start } from "../harness/start.js";
import { openTempDir } from "../harness/temp.js";
import { asNobody } from "./server.js";

/** The first bytes of AMQP 0-9-1, which its server answers by Connection.Start: class 10, method 10. */
const hello = "AMQP\x00\x00\x09\x01";

needs("rabbitmq-server").test(
  "RabbitMQ sleeps though it stays connected to its epmd, whose socket was passed as well",
  async () => {
    const folder = openTempDir();
    chmodSync(folder, 0o777);
    const [port, epmd, distribution] = [await freePort(), await freePort(), await freePort()];
    const env = {
      HOME: folder,
      RABBITMQ_MNESIA_BASE: `${folder}/mnesia`,
      RABBITMQ_LOG_BASE: `${folder}/log`,
      RABBITMQ_ENABLED_PLUGINS_FILE: `${folder}/plugins`,
      RABBITMQ_CONFIG_FILE: `${folder}/none`,
      RABBITMQ_NODENAME: "rouse@localhost",
      RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
      RABBITMQ_NODE_PORT: String(port),
      RABBITMQ_DIST_PORT: String(distribution),
      ERL_EPMD_ADDRESS: "127.0.0.1",
      ERL_EPMD_PORT: String(epmd),
    };
    const report = `${folder}/service.json`;
    const listens = [`--listen=127.0.0.1:${port}`, `--listen=127.0.0.1:${epmd}`];
    const options = [...listens, "--lazy", "--exit-idle-time=1s", `--report=${report}`];
    const server = [
      ...(process.getuid?.() === 0 ? asNobody : []),
      "/usr/lib/rabbitmq/bin/rabbitmq-server",
    ];
    start([rouseExec, ...options, "--", ...server], { env, cwd: folder });
    await reportState(report, "waiting");
    const client = await connect(`127.0.0.1:${port}`, { deadlineMs: 120_000 });
    client.write(hello, "latin1");
    const [method] = await Promise.race([once(client, "data"), once(client, "close")]);
    expect([...(method as Buffer).subarray(7, 11)]).toEqual([0, 10, 0, 10]);
    client.destroy();
    await reportWhere(report, ({ state, wakes }) => state === "waiting" && wakes === 1, {
      deadlineMs: 120_000,
    });
  },
);
