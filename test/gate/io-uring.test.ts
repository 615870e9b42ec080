import { expect, test } from "vitest";
import { compileC } from "../harness/compile.js";
import { get } from "../harness/http.js";
import { reportWhere } from "../harness/report.js";
import { holdAsleep } from "../sleep/asleep.js";
import { newAddress } from "./addresses.js";

const loading = "http:/: answered 503";

async function startLoader(how: string) {
  const address = await newAddress("tcp");
  const argv = [compileC("loads-io-uring"), how, address.split(":")[1] ?? ""];
  const server = { kind: "tcp", address, argv } as const;
  const { running, report } = await holdAsleep(server, 60_000, ["--ready-check=http:/"]);
  const answers = [get(address), get(address)];
  const [, pid] = await running.line(/^loading (\d+)$/);
  await reportWhere(report, ({ gate_failed }) => gate_failed === loading, { what: loading });
  process.kill(Number(pid), "SIGUSR1");
  return { address, running, answers };
}

test.each(["single", "multishot"])(
  "an accept through io_uring that waits is moved: %s",
  async (how) => {
    const { address, answers, running } = await startLoader(how);
    for (const { status } of await Promise.all(answers)) expect(status).toBe(200);
    expect((await get(address)).status).toBe(200);
    expect(running.stderr).toBe("");
  },
);

test("one from a registered file is not, and a line says so", async () => {
  const { answers, running } = await startLoader("registered");
  const lost = answers.map((answer) => answer.catch(() => "cut off"));
  await running.line(
    /does not accept a client that waits at .*: it uses io_uring, .*without --ready-check/,
  );
  await running.end();
  expect(await Promise.all(lost)).toEqual(["cut off", "cut off"]);
});
