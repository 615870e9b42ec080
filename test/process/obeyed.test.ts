import { describe, expect, test } from "vitest";
import { converse } from "../harness/connect.js";
import { program } from "../harness/paths.js";
import { readReport, reportWhere } from "../harness/report.js";
import { needs } from "../harness/servers.js";
import { tempDir } from "../harness/temp.js";
import { supervise } from "./supervised.js";

/** Ends with 128+N at signal N, as shells, Java and tini do. */
const script = `
import os, signal, sys, socket
for number in (2, 3, 15): signal.signal(number, lambda number, _: os._exit(128 + number))
host, port = sys.argv[1].split(":")
listener = socket.create_server((host, int(port)))
while True:
    connection, _ = listener.accept()
    request = connection.recv(100)
    if request.startswith(b"exit"): os._exit(int(request[4:]))
    connection.sendall(b"hello")
    connection.close()
`;
const obedient = ["python3", "-c", script, "ADDRESS"];

describe("a program that exits with 128+N when it is told to end by signal N", () => {
  test.each(["SIGTERM", "SIGINT", "SIGQUIT"] as const)(
    "was stopped, and has not failed: %s",
    async (signal) => {
      const { running, report } = await superviseAwake(obedient, []);
      expect(await running.stop(signal)).toEqual({ code: null, signal });
      expect(readReport(report)).toMatchObject({ state: "exited", last_exit: { code: null } });
    },
  );

  test("was put to sleep cleanly", async () => {
    const { running, report } = await superviseAwake(obedient, ["--exit-idle-time=100ms"]);
    const { last_exit } = await reportWhere(report, isAsleep);
    expect(last_exit).toEqual({ code: null, signal: 15, reason: "idle" });
    expect(running.stderr).toBe("");
  });

  test("has failed where nobody told it to", async () => {
    const { running, report, address } = await superviseAwake(obedient, []);
    await converse(address, "exit143");
    expect(await running.exit()).toEqual({ code: 143, signal: null });
    expect(readReport(report)).toMatchObject({ state: "failed", last_exit: { code: 143 } });
  });

  test("or where it was told by another signal", async () => {
    const other = obedient.map((word) => word.replace("128 + number", "128 + 1"));
    const { running } = await superviseAwake(other, []);
    expect(await running.stop()).toEqual({ code: 129, signal: null });
  });
});

needs("java").test("Java, which does so, is stopped", async () => {
  const argv = ["java", program("adopt-http.java"), "ADDRESS"];
  const { running, report } = await superviseAwake(argv, []);
  expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
  expect(readReport(report)).toMatchObject({ state: "exited" });
});

const isAsleep = ({ state, wakes }: { state: string; wakes: number }) =>
  state === "waiting" && wakes === 1;

/** It has answered once. */
async function superviseAwake(argv: string[], options: string[]) {
  const report = `${tempDir()}/service.json`;
  const supervised = await supervise(argv, {
    options: ["--lazy", `--report=${report}`, ...options],
  });
  await converse(supervised.address, "GET / HTTP/1.0\r\n\r\n", { deadlineMs: 60_000 });
  return { ...supervised, report };
}
