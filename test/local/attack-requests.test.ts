import { beforeAll, describe, expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { until } from "../harness/until.js";
import { type Ready, type Served, send, serve } from "./served.js";

const modes = [
  { name: "a path", endpoint: "unix://" },
  { name: "a port", endpoint: "127.0.0.1:0" },
];

describe.each(modes)("a request on $name", ({ name, endpoint }) => {
  let served: Served & { ready: Ready };
  let address: string;
  let host: string;
  let ours: string[];

  beforeAll(async () => {
    served = await serve({ options: { endpoint } });
    const [first] = served.ready.endpoints;
    address = first.network === "unix" ? first.path : `${first.host}:${first.port}`;
    host = first.network === "unix" ? "localhost" : address;
    const { token } = served.ready;
    ours = token === undefined ? [] : [`Authorization: Bearer ${token}`];
  });

  /** Expects that the request is answered with this status and reported, and does not reach the server. */
  async function refused(kind: string, status: number, lines: string[], body = "") {
    const [heard, reports] = [served.count("request"), served.count("refused")];
    const { status: given, answer } = await send(address, lines, body);
    expect([given, answer]).toEqual([status, expect.stringMatching(/connection: close/i)]);
    const report = await served.refusal(reports + 1);
    expect(report.kind).toBe(kind);
    if (kind !== "malformed") {
      expect(answer).toContain("application/problem+json");
      expect(answer).toContain(JSON.stringify(report.reason).slice(1, -1));
    }
    expect(served.count("request")).toBe(heard);
    return report;
  }

  test("of our own is let through, and the next one on the same connection is judged again", async () => {
    const lines = ["GET /one HTTP/1.1", `Host: ${host}`, ...ours, "", ""];
    const two = ["GET /two HTTP/1.1", "Host: evil.com", ...ours];
    const [heard, reports] = [served.count("request"), served.count("refused")];
    const { answer } = await send(address, [...lines.slice(0, -1), ...two]);
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 421"]);
    await until(() => served.count("request") === heard + 1);
    expect((await served.refusal(reports + 1)).kind).toBe("host");
  });

  test("for another host is refused: DNS rebinding", async () => {
    for (const other of [
      "evil.com",
      `evil.com:${address.split(":")[1]}`,
      "127.0.0.1.evil.com",
      "0.0.0.0",
    ])
      await refused("host", 421, ["GET / HTTP/1.1", `Host: ${other}`, ...ours]);
    await refused("host", 421, ["GET / HTTP/1.1", `Host: ${host}`, "Host: evil.com", ...ours]);
  });

  test("without Host is refused: by Node in HTTP/1.1, by us in HTTP/1.0", async () => {
    const { status } = await send(address, ["GET / HTTP/1.1", ...ours]);
    expect(status).toBe(400);
    const old = ["GET / HTTP/1.0", ...ours];
    if (name === "a port") await refused("host", 421, old);
    else {
      const heard = served.count("request");
      expect((await send(address, old)).status).toBe(200);
      await until(() => served.count("request") === heard + 1);
    }
  });

  test("from a page in a browser is refused", async () => {
    const head = ["POST / HTTP/1.1", `Host: ${host}`, ...ours, "Content-Length: 2"];
    for (const line of [
      "Origin: http://evil.com",
      "Origin: null",
      "Referer: http://evil.com/",
      "Sec-Fetch-Site: cross-site",
      "Sec-Fetch-Site: same-site",
    ])
      await refused("site", 403, [...head, line], "{}");
    await refused("site", 403, [
      `OPTIONS / HTTP/1.1`,
      `Host: ${host}`,
      "Origin: http://evil.com",
      "Access-Control-Request-Method: DELETE",
    ]);
  });

  test("is judged by the headers behind the 2,000th as well", async () => {
    const many = Array.from({ length: 2100 }, () => "a:");
    const head = ["GET / HTTP/1.1", `Host: ${host}`, ...ours, ...many];
    await refused("site", 403, [...head, "Origin: http://evil.com"]);
    await refused("host", 421, [...head, "Host: evil.com"]);
    const heard = served.count("request");
    expect((await send(address, head)).status).toBe(200);
    await until(() => served.count("request") === heard + 1);
  });

  test("for a proxy is refused", async () => {
    await refused("target", 400, ["GET http://evil.com/ HTTP/1.1", `Host: ${host}`, ...ours]);
    await refused("target", 400, [`CONNECT ${host} HTTP/1.1`, `Host: ${host}`, ...ours]);
  });

  test("for an upgrade is judged like any other", async () => {
    const upgrade = [
      "GET /ws HTTP/1.1",
      `Host: ${host}`,
      ...ours,
      "Connection: Upgrade",
      "Upgrade: websocket",
    ];
    await refused("site", 403, [...upgrade, "Origin: http://evil.com"]);
    await refused(
      "host",
      421,
      upgrade.map((line) => line.replace(/^Host.*/, "Host: evil.com")),
    );
    expect(served.count("upgrade")).toBe(0);
    expect(await send(address, upgrade)).toMatchObject({
      status: 101,
      answer: expect.stringMatching(/hi\n$/),
    });
    await until(() => served.count("upgrade") === 1);
  });

  test("for the well-known path is judged like any other", async () => {
    const head = ["GET /.well-known/rouse-daemon HTTP/1.1", ...ours];
    await refused("host", 421, [...head, "Host: evil.com"]);
    await refused("site", 403, [...head, `Host: ${host}`, "Origin: http://evil.com"]);
    const other = ["DELETE /.well-known/rouse-daemon HTTP/1.1", `Host: ${host}`, ...ours];
    expect((await send(address, other)).status).toBe(405);
  });

  test("that Node cannot read is answered by Node, and reported", async () => {
    await refused("malformed", 431, [
      "GET / HTTP/1.1",
      `Host: ${host}`,
      ...ours,
      `X: ${"x".repeat(20_000)}`,
    ]);
    await refused("malformed", 400, ["nonsense"]);
    const smuggled = [
      "POST / HTTP/1.1",
      `Host: ${host}`,
      ...ours,
      "Content-Length: 2",
      "Transfer-Encoding: chunked",
    ];
    await refused("malformed", 400, smuggled, "0\r\n\r\n");
  });

  test("with control characters is refused for a reason without them", async () => {
    const report = await refused("host", 421, ["GET / HTTP/1.1", "Host: a\u009b31mb", ...ours]);
    expect(report.reason).not.toMatch(/[\u0080-\u009f]/);
  });

  test("with a huge body is refused before all of it has come", async () => {
    const socket = await connect(address);
    const closed = new Promise((resolve) => socket.once("close", resolve));
    let answer = "";
    socket.on("data", (bytes) => {
      answer += String(bytes);
    });
    // A reset may follow the answer, since the daemon does not read what the client sends. Node would throw the answer
    // away when it writes after that, and so it writes once.
    const head = "POST / HTTP/1.1\r\nHost: evil.com\r\nContent-Length: 1000000000\r\n\r\n";
    socket.write(head + "x".repeat(100_000));
    await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 421/);
  });
});

describe("on a port", () => {
  test("every request needs the token of this start, even for the well-known path", async () => {
    const served = await serve({ options: { endpoint: "127.0.0.1:0" } });
    const [first] = served.ready.endpoints;
    const address = first.network === "tcp" ? `127.0.0.1:${first.port}` : "";
    for (const path of ["/", "/.well-known/rouse-daemon"]) {
      for (const authorization of [
        undefined,
        "Bearer x",
        `Bearer ${"x".repeat(43)}`,
        `Basic ${served.ready.token}`,
      ]) {
        const headers = {
          host: address,
          ...(authorization === undefined ? {} : { authorization }),
        };
        const answer = await get(address, { path, headers });
        expect([answer.status, answer.headers["www-authenticate"]]).toEqual([401, "Bearer"]);
        expect(answer.body).not.toMatch(/demo|1\.2\.3/);
        expect(JSON.parse(answer.body)).toEqual({
          ...{ type: "about:blank", title: "Unauthorized", status: 401, code: "TOKEN_REFUSED" },
          detail: expect.stringMatching(
            /; the owner of this daemon finds the token in .* or \/tmp\/SERVICE-UID\)$/,
          ),
        });
      }
    }
    expect(served.count("request")).toBe(0);
    await until(() => served.count("refused") === 8);
  });
});
