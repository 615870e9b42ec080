import { expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { converse } from "../harness/connect.js";
import { command, deadlineMs, ended, newSocket } from "./served.js";

test("who waits when the idle time is over, since the program was held up, is served at once", async () => {
  const socket = await newSocket("tcp");
  // Nobody else holds the socket: whom this process does not serve is lost.
  const running = activate([socket], command({ kind: "net", after: "300ms", heldUpMs: 1500 }));
  await running.line(/^held up$/, { deadlineMs });
  const answer = await converse(socket.address, "?\n", { deadlineMs });
  expect(JSON.parse(answer)).toEqual({ pid: running.pid });
  expect(await running.exit({ deadlineMs })).toEqual(ended);
});
