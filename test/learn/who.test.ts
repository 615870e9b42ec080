import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { program } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { Learning } from "./learned.js";

test("--learn says which process: from a thread, a child, and an orphaned grandchild", async () => {
  const ports = await Promise.all(Array.from({ length: 4 }, freePort));
  const learning = new Learning(["python3", program("learn-family.py"), ...ports.map(String)]);
  const learned = await learning.listensOn(...ports.map((port) => `127.0.0.1:${port}`));
  await learning.running.line(/^\d+ \d+$/, { nth: 4 });
  const said = learning.running.output.matches(/^(\d+) (\d+)$/).map(([, port, pid = ""]) => {
    const process = readFileSync(`/proc/${pid}/comm`, "utf8").trim();
    return { address: `127.0.0.1:${port}`, pid: Number(pid), process };
  });
  const noted = learned.map(({ address, pid, process }) => ({ address, pid, process }));
  expect(byAddress(noted)).toEqual(byAddress(said));
  expect(new Set(noted.map(({ pid }) => pid)).size).toBe(3);
});

function byAddress<T extends { address: string }>(list: T[]): T[] {
  return list.sort((a, b) => a.address.localeCompare(b.address));
}
