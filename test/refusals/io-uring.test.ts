import { expect } from "vitest";
import { activate } from "../harness/activate.js";
import { compileC } from "../harness/compile.js";
import { rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { needs } from "../harness/servers.js";

const never = /^rouse-exec: the passed socket .* was never bound .*$/;

needs("cc").test(
  "a bind through io_uring is not seen: ten seconds later that is said, of who uses it and of nobody else",
  async () => {
    const port = String(await freePort());
    const user = startWith(port, [compileC("refusal-io-uring"), port]);
    const other = startWith(String(await freePort()), ["sleep", "60"]);
    await user.line(/^bound EADDRINUSE$/);
    const [said] = await user.line(never);
    expect(said).toMatch(/io_uring/);
    const [saidOfOther] = await other.line(never);
    expect(saidOfOther).not.toMatch(/io_uring/);
  },
);

function startWith(port: string, program: string[]) {
  const sockets = [{ kind: "tcp", address: `127.0.0.1:${port}` } as const];
  return activate(sockets, [rouseExec, "--", ...program]);
}
