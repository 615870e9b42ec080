import { expect, test } from "vitest";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { start } from "../harness/start.js";
import { until } from "../harness/until.js";
import { Learning } from "./learned.js";

const daemon = ["python3", program("learn-daemon.py")];
const stubborn = `import signal, socket
signal.signal(signal.SIGTERM, signal.SIG_IGN)
made = socket.socket()
made.listen()
while True: signal.pause()`;
const learn = [rouseExec, "--learn", "--stop-timeout=200ms", "--", "python3", "-c", stubborn];
const listens = /^rouse-exec: \S+ \(\d+\) listens on /;

test("--learn sees what a daemon binds six seconds after its first process has ended", async () => {
  const port = await freePort();
  const learning = new Learning([...daemon, String(port), "6"]);
  await learning.listensOn(`127.0.0.1:${port}`);
  await learning.running.stop();
  expect(learning.running.survivors()).toEqual([]);
});

test("--learn ends a program that ignores SIGTERM after the stop timeout", async () => {
  const running = start(learn);
  await running.line(listens);
  await running.stop();
  expect(running.survivors()).toEqual([]);
});

test("--learn ends all of it when the process that started it is killed", async () => {
  const running = start(["sh", "-c", '"$@" & wait', "sh", ...learn]);
  await running.line(listens);
  running.signal("SIGKILL");
  await until(() => running.survivors().length === 0, { what: "the observed program to end" });
});
