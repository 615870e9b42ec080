import { describe, expect, test } from "vitest";
import { until } from "../harness/until.js";
import { deadlineMs, everyWay, ways, whenOpen } from "./example.js";

describe.each(everyWay)("on %s", (way) => {
  test("examples/sdk/sse.mjs sends events until it is told to end", async () => {
    const { running, address } = await ways[way]("sse.mjs");
    const client = await whenOpen(address);
    let heard = "";
    client.setEncoding("utf8").on("data", (text) => {
      heard += text;
    });
    client.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    await until(() => /^data: \d{4}-\d\d-\d\dT/m.test(heard), { deadlineMs, what: "an event" });
    expect(await running.stop("SIGTERM", { deadlineMs })).toEqual({ code: 0, signal: null });
  });

  test("examples/sdk/upgrade.mjs hands over the connection, and ends with it", async () => {
    const { running, address } = await ways[way]("upgrade.mjs");
    const client = await whenOpen(address);
    let heard = "";
    client.setEncoding("utf8").on("data", (text) => {
      heard += text;
    });
    client.write("GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\nfirst,");
    client.write("second");
    await until(() => heard.endsWith("\r\n\r\nfirst,second"), { deadlineMs, what: "an echo" });
    expect(heard).toMatch(/^HTTP\/1\.1 101 /);
    expect(await running.stop("SIGTERM", { deadlineMs })).toEqual({ code: 0, signal: null });
  });
});
