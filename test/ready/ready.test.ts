import { randomUUID } from "node:crypto";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { program } from "../harness/paths.js";
import { untilQuick } from "../harness/until.js";
import { supervise, whenTold } from "../process/supervised.js";
import { said, startManager } from "./service-manager.js";
import { newPlaces, startSteered } from "./steered.js";

const server = ["python3", program("server.py"), "tcp", "ADDRESS"];
const settlingMs = 50;
const silenceMs = 1000;

describe.each(["a path", "an abstract name"])("NOTIFY_SOCKET, %s,", (form) => {
  test("hears each state once and in order, from rouse-exec and never with MAINPID", async () => {
    const isAbstract = form === "an abstract name";
    const manager = await startManager(isAbstract ? { address: `@rouse-${randomUUID()}` } : {});
    const options = ["--ready", "--exit-idle-time=2s"];
    const how = { options, env: manager.env, before: whenTold };
    const { running, address } = await supervise(server, how);
    // It waits before the program runs, which would be asleep without it two seconds after READY=1.
    const client = await connect(address);
    running.stdin?.write("go\n");
    await manager.heard("READY=1");
    client.write("GET / HTTP/1.0\r\n\r\n");
    expect(await text(client)).toContain("200 OK");
    expect(await running.exit()).toEqual({ code: 0, signal: null });
    expect(await manager.allTexts()).toEqual([said.starting, said.running, said.stopping]);
    expect(manager.messages.map(({ pid }) => pid)).toEqual(Array(3).fill(running.pid));
  });
});

describe("READY=1", () => {
  test("comes when the program has listened for 50 ms", async () => {
    const { sockets, binds } = await newPlaces("tcp", 1);
    const steered = await startSteered(sockets);
    await steered.manager.heard(said.starting);
    const listened = await steered.do(...binds, "listen s0");
    const ready = await steered.manager.heard("READY=1");
    expect(ready.at - listened).toBeGreaterThanOrEqual(settlingMs);
  });

  test("waits for the last of two sockets", async () => {
    const { sockets, binds } = await newPlaces("tcp", 2);
    const steered = await startSteered(sockets);
    const [bind0 = "", bind1 = ""] = binds;
    await steered.do(bind0, "listen s0");
    await steered.reported((report) => report.sockets[0]?.listening === true);
    const listened = await steered.do(bind1, "listen s1");
    const ready = await steered.manager.heard("READY=1");
    expect(ready.at - listened).toBeGreaterThanOrEqual(settlingMs);
    expect(ready.text).toBe("READY=1\nSTATUS=Running: listens on 2 of 2 passed sockets");
  });

  test("needs no listen of a UDP socket", async () => {
    const isQuick = async () => {
      const { sockets, binds } = await newPlaces("udp", 1);
      const steered = await startSteered(sockets);
      const bound = await steered.do(...binds);
      const ready = await steered.manager.heard("READY=1");
      expect(ready.at - bound).toBeGreaterThanOrEqual(settlingMs);
      return ready.at - bound < silenceMs;
    };
    await untilQuick(isQuick, "one that is ready before the silence of a stream would be over");
  });

  test("comes a second after a bind without listen: clients connect, the socket listens already", async () => {
    const { sockets, binds } = await newPlaces("tcp", 1);
    const steered = await startSteered(sockets);
    const bound = await steered.do(...binds);
    const ready = await steered.manager.heard("READY=1");
    expect(ready.at - bound).toBeGreaterThanOrEqual(silenceMs + settlingMs);
  });

  test("may be the work of a process that the program forked", async () => {
    const { sockets, binds } = await newPlaces("tcp", 1);
    const steered = await startSteered(sockets);
    await steered.do("child", ...binds, "listen s0");
    expect(await steered.manager.heardTexts(2)).toEqual([said.starting, said.running]);
  });

  test("is not said again when the program closes and binds anew", async () => {
    const { sockets, binds } = await newPlaces("tcp", 1);
    const steered = await startSteered(sockets);
    await steered.do(...binds, "listen s0");
    await steered.manager.heard("READY=1");
    const again = binds.map((bind) => bind.replace("s0", "again"));
    await steered.do("close s0", ...again, "listen again");
    await steered.end(0);
    expect(await steered.manager.allTexts()).toEqual([said.starting, said.running]);
  });
});
