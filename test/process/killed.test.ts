import { expect, test } from "vitest";
import { converse } from "../harness/connect.js";
import { program } from "../harness/paths.js";
import { isAlive } from "../harness/procs.js";
import { until } from "../harness/until.js";
import { sleeperPid } from "./sleeper.js";
import { supervise, superviseOwn } from "./supervised.js";

test("when rouse-exec is killed the program does not live on half-supervised", async () => {
  const running = superviseOwn(["sleep", "60"]);
  const pid = await sleeperPid(running.pid);
  await running.stop("SIGKILL");
  await until(() => !isAlive(pid), { what: "the program to end" });
});

test("the program may tidy up first, its files at least", async () => {
  const script = 'trap "echo tidied; exit" TERM; echo ready; while :; do sleep 0.05; done';
  const running = superviseOwn(["sh", "-c", script]);
  await running.line(/^ready$/);
  await running.stop("SIGKILL");
  await running.line(/^tidied$/);
  await until(() => running.survivors().length === 0, { what: "everything to end" });
});

test("the sockets are free again, so that it can be started anew", async () => {
  const server = ["python3", program("server.py"), "tcp", "ADDRESS"];
  const { running, address } = await supervise(server);
  await running.line(/^ready$/);
  expect(await converse(address, "GET / HTTP/1.0\r\n\r\n")).toContain("200 OK");
  await running.stop("SIGKILL");
  await until(() => running.survivors().length === 0, { what: "everything to end" });
  await expect(converse(address, "")).rejects.toThrow("ECONNREFUSED");
});
