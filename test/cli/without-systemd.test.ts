import { describe, expect, test } from "vitest";
import { program, rouse } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { node } from "./stand-in.js";

/** A container: systemctl is there or not, no systemd has booted it, and the user has an empty home. */
const container = ["unshare", "--mount", "sh", "-ec", 'mount -t tmpfs tmpfs /run; exec "$@"', "sh"];

function type(...args: string[]) {
  const env = {
    ...{ HOME: tempDir(), XDG_RUNTIME_DIR: tempDir() },
    ...{ XDG_CONFIG_HOME: undefined, DBUS_SESSION_BUS_ADDRESS: undefined },
  };
  return run([...container, node, rouse, ...args], { env });
}

const next = "without systemd, `rouse listen` runs a server in the foreground while it is used";
const absent = (scope: string) =>
  `cannot reach the ${scope} service manager: systemd did not boot this machine or container; ${next}`;

describe("where systemd did not boot the machine,", () => {
  test.each([
    ["system", ["add", "web", "--system", "--listen", "8080", "--", "cat"]],
    ["user", ["add", "web", "--user", "--listen", "8080", "--", "cat"]],
    ["system", ["convert", "nginx", "--system"]],
    ["user", ["convert", "nginx", "--user", "--dry-run"]],
  ])("the %s manager is not there for rouse %j", async (scope, args) => {
    const { code, stdout, stderr } = await type(...args);
    expect({ code, stdout, stderr }).toEqual({
      ...{ code: 125, stdout: "" },
      stderr: `rouse: ${absent(scope)}\n`,
    });
  });

  test.each(["user", "system"])("rouse add --%s --dry-run prints the units", async (scope) => {
    const port = await freePort();
    const args = ["add", "web", `--${scope}`, "--dry-run", "--listen", String(port), "--", "cat"];
    const { code, stdout, stderr } = await type(...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`+ListenStream=127.0.0.1:${port}\n`);
    expect(stdout).toContain("\nnothing was changed: this was --dry-run\n");
    expect(stdout).toContain(
      `\nthese units are for systemd 252 and later, and nothing has checked them: ${absent(scope)}\n`,
    );
  });

  test("rouse probe ends with the command that works there", async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const command = ["python3", program("server.py"), "tcp", address];
    const { stdout } = await type("probe", "--user", "--", ...command);
    expect(stdout).toContain(
      "\nWithout systemd, hold the same sockets in the foreground with:\n" +
        `  rouse listen ${address} -- ${command.join(" ")}\n`,
    );
  });

  test("rouse daemon status names no program of systemd", async () => {
    const { code, stderr } = await type("daemon", "status");
    expect(code).toBe(3);
    expect(stderr).toBe(
      "rouse: the daemon of Rouse is not running: start it with `rouse daemon run`; docs/daemon.md says how " +
        "systemd starts it for its first client\n",
    );
  });
});
