import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { connect } from "../harness/connect.js";
import { say } from "./clients.js";
import { command, deadlineMs, ended, newSocket } from "./served.js";

test("who waits when the idle time is over, since the program was held up, is served at once", async () => {
  const socket = await newSocket("tcp");
  // Nobody else holds the socket: whom this process does not serve is lost.
  const running = activate([socket], command({ kind: "net", after: "300ms", heldUp: true }));
  await running.line(/^held up$/, { deadlineMs });
  const client = await connect(socket.address);
  const answer = say(client, "?\n", /\}$/);
  await pause(400);
  running.stdin?.write("\n");
  expect(JSON.parse(await answer)).toEqual({ pid: running.pid });
  expect(await running.exit({ deadlineMs })).toEqual(ended);
});
