import { expect, test } from "vitest";
import { timeOf } from "../adopt/reported.js";
import type { Bind } from "../adopt/steps.js";
import { freePortPair } from "../harness/ports.js";
import { needs } from "../harness/servers.js";
import { tempDir } from "../harness/temp.js";
import { learnBind } from "./learned.js";

const name = `rouse-learn-${process.pid}`;

needs("python3").describe("--learn notes a bind and a listen", () => {
  test.each<[Bind, v6only: boolean]>([
    [{ kind: "tcp", address: "127.0.0.1:PORT" }, false],
    [{ kind: "tcp", address: "0.0.0.0:PORT" }, false],
    [{ kind: "tcp", address: "[::1]:PORT", v6only: true }, true],
    [{ kind: "tcp", address: "[::]:PORT", v6only: true }, true],
    [{ kind: "tcp", address: "[::]:PORT", v6only: false }, false],
    [{ kind: "unix", address: "FOLDER/socket" }, false],
    [{ kind: "unix", address: `@${name}-stream` }, false],
    [{ kind: "unix-seqpacket", address: "FOLDER/socket" }, false],
    [{ kind: "unix-seqpacket", address: `@${name}-seqpacket` }, false],
  ])("%o", async (bind, v6only) => {
    const address = await placed(bind.address);
    const began = Date.now();
    const learned = await learnBind({ ...bind, address, listen: 5 });
    expect(learned.result.errno).toBeNull();
    expect(learned).toMatchObject({ address, type: bind.kind, v6only });
    const bound = timeOf(learned.bound_at);
    expect(bound).toBeGreaterThanOrEqual(began - 1);
    expect(timeOf(learned.listened_at)).toBeGreaterThanOrEqual(bound);
    expect(Date.now()).toBeGreaterThanOrEqual(timeOf(learned.listened_at));
  });

  test.each<[Bind, v6only: boolean]>([
    [{ kind: "udp", address: "127.0.0.1:PORT" }, false],
    [{ kind: "udp", address: "[::]:PORT", v6only: true }, true],
    [{ kind: "unix-dgram", address: "FOLDER/socket" }, false],
    [{ kind: "unix-dgram", address: `@${name}-dgram` }, false],
    [{ kind: "tcp", address: "127.0.0.1:PORT" }, false],
  ])("%o, without listen", async (bind, v6only) => {
    const address = await placed(bind.address);
    const { result, ...learned } = await learnBind({ ...bind, address });
    expect(result.errno).toBeNull();
    expect(learned).toMatchObject({ address, type: bind.kind, v6only, listened_at: null });
    expect(learned.bound_at).not.toBeNull();
  });
});

async function placed(pattern = ""): Promise<string> {
  return pattern.replace("PORT", String(await freePortPair())).replace("FOLDER", tempDir());
}
