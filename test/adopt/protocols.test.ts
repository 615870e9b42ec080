import { expect, type TestContext, test } from "vitest";
import type { ListeningSocket } from "../harness/activate.js";
import { freePortPair } from "../harness/ports.js";
import { type Bind, runSteps, runStepsAlone } from "./steps.js";

const mptcp = 262;
const udpLite = 136;

test("MPTCP is TCP to who accepts, so it takes the TCP socket", async (context) => {
  const port = await freePortPair();
  const kind = "tcp";
  const passed = [`127.0.0.1:${port}`, `[::1]:${port}`].map(
    (address) => ({ kind, address }) as const,
  );
  const bind = (address: string): Bind => ({ kind, address, protocol: mptcp });
  await skipWithout("MPTCP", bind("127.0.0.1:0"), context);
  const binds = [`[::1]:${port}`, `127.0.0.1:${port}`].map(bind);
  expect((await runSteps(passed, binds)).taken).toEqual([1, 0]);
});

test("UDP-Lite is not UDP, so it takes nothing", async (context) => {
  const address = `127.0.0.1:${await freePortPair()}`;
  const passed: ListeningSocket = { kind: "udp", address };
  const bind: Bind = { kind: "udp", address, protocol: udpLite };
  await skipWithout("UDP-Lite", { ...bind, address: "127.0.0.1:0" }, context);
  expect((await runSteps([passed], [bind])).taken).toEqual(["own"]);
});

async function skipWithout(name: string, bind: Bind, { skip }: TestContext): Promise<void> {
  const { results } = await runStepsAlone([bind]);
  if (results[0]?.errno) skip(`this kernel has no ${name}: ${results[0].errno}`);
}
