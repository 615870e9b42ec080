import { join } from "node:path";
import { expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

type Kind = "tcp" | "unix" | "udp";

/** It lowers a limit below the descriptor that it has, binds, and says what it got and what its limits are then. */
function program(kind: Kind, address: string, limit: "soft" | "hard"): string[] {
  const at = kind === "unix" ? `"${address}"` : `("127.0.0.1", ${address.split(":")[1]})`;
  const script = `import resource, socket
s = socket.socket(socket.AF_${kind === "unix" ? "UNIX" : "INET"}, socket.SOCK_${kind === "udp" ? "DGRAM" : "STREAM"})
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
lowered = (s.fileno(), ${limit === "soft" ? "hard" : "s.fileno()"})
resource.setrlimit(resource.RLIMIT_NOFILE, lowered)
try:
    s.bind(${at})
    result = "bound"
except OSError as error:
    result = error.strerror
print(result, resource.getrlimit(resource.RLIMIT_NOFILE) == lowered, flush=True)`;
  return ["python3", "-c", script];
}

/** Without CAP_SYS_RESOURCE, which root mostly has. */
function unprivileged(argv: string[]): string[] {
  const without = ["--inh-caps=-sys_resource", "--bounding-set=-sys_resource"];
  return process.getuid?.() === 0 ? ["setpriv", ...without, ...argv] : argv;
}

async function addressOf(kind: Kind): Promise<string> {
  return kind === "unix" ? join(await tempDir(), "socket") : `127.0.0.1:${await freePort()}`;
}

for (const kind of ["tcp", "unix", "udp"] as const)
  for (const mode of ["--listen", "LISTEN_FDS"] as const) {
    const run = async (limit: "soft" | "hard") => {
      const address = await addressOf(kind);
      const prefix = kind === "unix" ? "" : `${kind}:`;
      const argv = ["--", ...program(kind, address, limit)];
      const running =
        mode === "--listen"
          ? start(unprivileged([rouseExec, `--listen=${prefix}${address}`, ...argv]))
          : activate([{ kind, address }], unprivileged([rouseExec, ...argv]));
      await running.exit();
      return running;
    };

    test(`a program that has lowered its limit of open files to its socket gets the passed one: ${kind}, ${mode}`, async () => {
      expect(await run("soft")).toMatchObject({ stdout: "bound True\n", stderr: "" });
    });

    test(`one that has lowered the hard limit is told why it does not get it: ${kind}, ${mode}`, async () => {
      const running = await run("hard");
      expect(running.stdout).toBe("Address already in use True\n");
      expect(running.stderr).toMatch(
        /in place of descriptor \d+ of process \d+, which has lowered its hard limit of open files \(RLIMIT_NOFILE\) to that or less: raising it takes CAP_SYS_RESOURCE$/m,
      );
    });
  }

test("a duplicate that a lowered hard limit of open files keeps as it was is said", async () => {
  const address = await addressOf("tcp");
  const script = `import os, resource, socket
s = socket.socket()
os.dup2(s.fileno(), 500)
resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))
s.bind(("127.0.0.1", ${address.split(":")[1]}))
print("bound", flush=True)`;
  const argv = ["python3", "-c", script];
  const running = start(unprivileged([rouseExec, `--listen=${address}`, "--", ...argv]));
  await running.exit();
  expect(running.stdout).toBe("bound\n");
  expect(running.stderr).toMatch(
    /^rouse-exec: cannot replace descriptor 500, a duplicate of the program's socket: Operation not permitted$/m,
  );
});
