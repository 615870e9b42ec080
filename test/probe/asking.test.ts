import { expect, test } from "vitest";
import { freePort } from "../harness/ports.js";
import { needsRoot } from "../harness/root.js";
import { start } from "../harness/start.js";
import { answers, ask, paths, told } from "./asked.js";
import { type Probed, probe } from "./probed.js";

test("rouse probe watches a server that loads for longer than one that is quiet", async () => {
  // Each comes a fifth of a second after the one before at the earliest, and three seconds are quiet.
  const { document } = await ask("all", { count: 5 + 16 });
  expect(document).toMatchObject({ ended: "quiet", proposal: { ready_checks: ["http:/health"] } });
});

test("rouse probe asks a server that is ready once, and says nothing of it", async () => {
  const { document, asked, left } = await ask("all", { options: ["--for", "6s"] });
  expect(asked.map((line) => line.split(" ")[1])).toEqual(paths);
  expect(left).toEqual(paths.map(() => "closed"));
  expect(document.findings).toEqual([]);
  expect(document.proposal?.ready_checks).toEqual([]);
});

test("rouse probe says nothing to a server that speaks first, and does not ask it again", async () => {
  const { document, asked, left } = await ask("greets", { options: ["--for", "6s"] });
  expect({ asked, left }).toEqual({ asked: ["b''"], left: ["closed"] });
  expect(document.answers).toMatchObject([{ protocol: "unknown" }]);
  expect(told(document, "GET /health")).toEqual([["a greeting", "failing"]]);
});

test("rouse probe tries two other protocols once where the server hangs up", async () => {
  const { document, asked } = await ask("closes", { options: ["--for", "8s"] });
  const [first = "", second, third, ...later] = asked;
  expect(first).toBe("b'GET /health HTTP/1.1'");
  expect(second).toBe("b'PING'");
  expect(third).toMatch(/^b'.*user\\x00rouse-probe\\x00/);
  // The last one is cut off where the watch ends before it has spoken.
  expect(later.filter((line) => line !== "b''" && line !== first)).toEqual([]);
  expect(document.answers).toMatchObject([{ protocol: "unknown" }]);
  expect(document.findings).toEqual([]);
});

needsRoot("python3", "unshare").test(
  "rouse probe does not ask a server of this machine for one that has a network of its own",
  async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const ours = answers("all", 0, address);
    const other = start(ours);
    const alone = ["unshare", "--net", "sh", "-c", 'ip link set lo up; exec "$@"', "sh", ...ours];
    const { stdout } = await probe("--json", "--", ...alone);
    const document: Probed = JSON.parse(stdout);
    expect(document.binds).toMatchObject([{ address, state: "listens" }]);
    expect(document.answers).toEqual([]);
    expect(other.stdout).toBe("");
  },
);
