import { expect, test } from "vitest";
import { listen } from "../../src/listen/listen.js";
import { activate } from "../harness/activate.js";
import { root } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";

const method = () => undefined;
const deadlineMs = 60_000;

const mistakes: [string, unknown, RegExp][] = [
  [
    "an Express application",
    Object.assign(() => 1, { listen: method }),
    /got a function; .*createServer\(app\)/,
  ],
  [
    "a Fastify instance",
    { listen: method, close: method, server: {} },
    /give it .*: its `server`$/,
  ],
  ["a Koa application", { listen: method, once: method }, /without close, address;/],
  ["a Hono application", { fetch: method }, /without listen, once, close, address;/],
  ["nothing", undefined, /got undefined/],
  ["a port", 8080, /got 8080/],
];

test.each(mistakes)(
  "%s is no server: an error that says what to give",
  async (_, given, sentence) => {
    // As it comes from JavaScript, where no type tells.
    const call: Promise<unknown> = Reflect.apply(listen, undefined, [
      given,
      { fallback: { port: 1 } },
    ]);
    const error: unknown = await call.catch((error: unknown) => error);
    expect(error).toMatchObject({ code: "LISTEN_SERVER_EXPECTED", errno: "EINVAL" });
    expect(error).toHaveProperty("message", expect.stringMatching(sentence));
  },
);

test.each(["TCP", "UDP"])(
  "a fallback that is in use by a socket passed to another: %s",
  async (type) => {
    const port = await freePort();
    const kind = type === "TCP" ? "tcp" : "udp";
    const program = `${root}/test/listen/programs/attempts.mjs`;
    const step = {
      kind: type === "TCP" ? "net" : "udp4",
      options: {
        fallback: { host: "127.0.0.1", address: "127.0.0.1", port, exclusive: true },
      },
    };
    // The shell is whom the socket is for, and Node its child.
    const shell = ["sh", "-c", '"$@"; true', "sh"];
    const argv = [...shell, process.execPath, program, JSON.stringify([step])];
    const running = activate([{ kind, address: `127.0.0.1:${port}` }], argv);
    await running.exit({ deadlineMs });
    const [outcome] = JSON.parse(running.stdout);
    expect(outcome).toMatchObject({ code: "LISTEN_PASSED_TO_ANOTHER", errno: "EADDRINUSE" });
    expect(outcome.message).toContain(`to process ${running.pid}, not to this one`);
  },
);
