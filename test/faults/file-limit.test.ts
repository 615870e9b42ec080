import { join } from "node:path";
import { expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

const bit = 1n << 24n; // SIGXFSZ

test.each([
  ["no longer than nothing", "ulimit -f 0", 0n],
  ["empty alone, and SIGXFSZ was ignored already", "ulimit -f 0; trap '' XFSZ", bit],
])("where files may be %s, a report is one warning", async (_, limit, ignored) => {
  const address = `127.0.0.1:${await freePort()}`;
  const server = `grep SigIgn /proc/self/status; exec python3 ${program("server.py")} tcp ${address}`;
  const options = [`--listen=${address}`, "--lazy", "--announce=held"];
  const report = `--report=${join(tempDir(), "web.json")}`;
  const words = [rouseExec, ...options, report, "--", "sh", "-c", server];
  const running = start(["bash", "-c", `${limit}; exec "$@"`, "bash", ...words]);
  await running.line(/^held$/);
  await connect(address);
  const [, mask = ""] = await running.line(/^SigIgn:\s+(\w+)$/);
  expect(BigInt(`0x${mask}`) & bit).toBe(ignored);
  await running.line(/^ready$/);
  expect(running.stderr.match(/cannot write the report/g)).toHaveLength(1);
  expect(running.hasEnded).toBe(false);
});

test("where files may be shorter than the report, it starts and says so", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const report = join(tempDir(), "web.json");
  const own = [`--listen=${address}`, "--lazy", "--announce=held", `--report=${report}`];
  const server = ["python3", program("server.py"), "tcp", address];
  // prlimit(1) counts bytes, ulimit blocks of 512.
  const running = start(["prlimit", "--fsize=100", rouseExec, ...own, "--", ...server]);
  await running.line(/^held$/);
  await connect(address);
  await running.line(/^ready$/);
  expect(running.stderr).toMatch(/cannot write the report [^\n]*: File too large\n/);
});
