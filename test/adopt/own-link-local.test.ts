import { expect } from "vitest";
import { activating } from "../harness/activate.js";
import { program, rouseExec } from "../harness/paths.js";
import { needsRoot } from "../harness/root.js";
import { start } from "../harness/start.js";

/** A link-local address belongs to one interface, which the kernel must be asked for with it. */
const address = "fe80::1234";
const network =
  `ip link set lo up; ip addr add ${address}/64 dev lo nodad; ` +
  `until ip route get ${address} oif lo >/dev/null 2>&1; do sleep 0.01; done; exec "$@"`;

const { test } = needsRoot("unshare", "ip", "python3");

test.each(["systemd", "embedded"])(
  "a program that holds a connection to its own link-local address is put to sleep (%s)",
  async (engine) => {
    const script = program("talks-to-itself.py");
    const server = ["python3", "-B", script, "::", "8080", `${address}%lo`, "hold"];
    const options = engine === "embedded" ? ["--listen=[::]:8080"] : [];
    const argv = [rouseExec, ...options, "--exit-idle-time=1s", "--", ...server];
    const passed = activating([{ kind: "tcp", address: "[::]:8080" }], argv);
    const command = engine === "embedded" ? argv : passed;
    const running = start(["unshare", "--net", "sh", "-c", network, "sh", ...command]);
    await running.line(/^ready$/);
    expect(await running.exit(), running.output.all()).toEqual({ code: 0, signal: null });
  },
);
