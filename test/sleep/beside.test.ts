import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { reportState, reportWhere } from "../harness/report.js";
import { holdAsleep } from "./asleep.js";

const idleMs = 200;

test.each([
  ["", "--after=0", 1],
  [", after many other ports", "--after=20", 1],
  [", after many other addresses of the port", "--at=20", 0],
])(
  "a program stays awake for a client of an address that it binds beside the passed one%s",
  async (_, others, said) => {
    const port = await freePort();
    const address = `127.0.0.1:${port}`;
    const hosts = ["127.0.0.1", "127.0.0.2"];
    const argv = ["python3", program("families-both.py"), others, String(port), ...hosts];
    const { running, report } = await holdAsleep({ kind: "tcp", address, argv }, idleMs);
    // Until the other is counted, this one keeps it awake; an answer says that it listens on both addresses.
    const first = await connect(address);
    first.write("stay");
    await get(address);
    const client = await connect(`127.0.0.2:${port}`);
    client.write("stay");
    await reportWhere(report, ({ connections }) => connections === 2);
    first.destroy();
    await reportWhere(report, ({ connections }) => connections === 1);
    await pause(10 * idleMs);
    expect((await reportState(report, "running")).wakes).toBe(1);
    client.destroy();
    await reportState(report, "waiting");
    await get(address);
    expect((await reportWhere(report, ({ wakes }) => wakes === 2)).state).not.toBe("failed");
    const sentence = /binds 127\.0\.0\.2:\d+ beside the passed socket/g;
    expect([...running.stderr.matchAll(sentence)]).toHaveLength(said);
  },
);
