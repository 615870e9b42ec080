import type { Socket } from "node:net";
import { expect } from "vitest";
import { connect } from "../harness/connect.js";
import { program } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { type Report, readReport, reportWhere } from "../harness/report.js";
import { tempDir } from "../harness/temp.js";
import { until, within } from "../harness/until.js";
import { type Asleep, holdAsleep } from "../sleep/asleep.js";

export const quietMs = 1000;
export const idleMs = 200;

export interface Talker extends Asleep {
  address: string;
}

/** A program that says nothing unless it is asked (talks.py), asleep. */
export async function holdTalker(
  spot: "tcp" | "unix" | "abstract" = "tcp",
  { idle = idleMs, greeting = "", options = [`--quiet-after=${quietMs}ms`] } = {},
): Promise<Talker> {
  const kind = spot === "tcp" ? "tcp" : "unix";
  const port = await freePort();
  const unix = spot === "unix" ? `${tempDir()}/socket` : `@rouse-talks-${port}`;
  const address = spot === "tcp" ? `127.0.0.1:${port}` : unix;
  const words = greeting === "" ? [] : [greeting];
  const argv = ["python3", "-B", program("talks.py"), kind, address, ...words];
  return { address, ...(await holdAsleep({ kind, address, argv }, idle, options)) };
}

/** Asks, and waits for the answer. */
export async function ask(socket: Socket): Promise<string> {
  const answer = hear(socket);
  socket.write("ask\n");
  return answer;
}

export function hear(socket: Socket): Promise<string> {
  const heard = new Promise<string>((resolve, reject) => {
    const onClose = () => reject(new Error("it was closed without an answer"));
    socket.once("close", onClose).once("end", onClose);
    socket.once("data", (bytes) => {
      socket.off("close", onClose).off("end", onClose);
      resolve(String(bytes));
    });
  });
  return within(heard, 60_000, () => "an answer");
}

/** A client that is connected to the talker. */
export async function join({ address }: Talker): Promise<Socket> {
  return connect(address, { allowHalfOpen: true });
}

/** It is put to sleep while its client is still connected, and the client sees the end of the connection. */
export async function sleepsBeside({ report }: Talker, socket: Socket): Promise<Report> {
  const closed = new Promise((resolve) => socket.once("close", resolve).once("end", resolve));
  socket.resume();
  const asleep = await reportWhere(report, ({ state, wakes }) => state === "waiting" && wakes > 0);
  await within(closed, 60_000, () => "the end of the connection");
  return asleep;
}

/** It stays awake for so long that it would have been put to sleep. */
export async function staysAwake({ report }: Pick<Talker, "report">): Promise<void> {
  const { started_at } = await reportWhere(report, ({ state }) => state === "running");
  const from = Date.now();
  const isLate = ({ last_activity: last }: Report) =>
    last !== null && Date.parse(last) > from + 2 * quietMs;
  await until(
    () => {
      const now = readReport(report);
      expect(now).toMatchObject({ state: "running", started_at });
      return now && isLate(now);
    },
    { what: "a look that counts a use after two quiet times" },
  );
}
