import { expect, test } from "vitest";
import { startUnit } from "../notify/unit.js";
import { asEachUser } from "./users.js";

asEachUser("a child speaks for its service", (manager, uid) => {
  /** In a process of its own: what it says, on behalf of the service or not. */
  const child = (text: string, options: string) => `
    const { execFileSync } = await import("node:child_process");
    const code = \`import { barrier, status } from "/run/checkout/dist/index.js";
      await status(${JSON.stringify(text)}, ${options});
      await barrier();\`;
    execFileSync(process.execPath, ["--input-type=module", "-e", code]);`;

  test("with the option pid as root; anybody else is heard as who they are", async () => {
    const unit = await startUnit(manager(), "behalf", ["Type=notify", "NotifyAccess=main"]);
    await unit.run(`await rouse.ready({ status: "by itself" }); await rouse.barrier()`);
    await unit.run(child("by a child", "{}"));
    expect(await unit.property("StatusText")).toBe("by itself");
    // biome-ignore lint/suspicious/noTemplateCurlyInString: filled in by the service
    await unit.run(child("on behalf of the service", "{ pid: ${process.pid} }"));
    const said = uid === 0 ? "on behalf of the service" : "by itself";
    expect(await unit.property("StatusText")).toBe(said);
  });

  test("or with NotifyAccess=all, as whoever it is", async () => {
    const unit = await startUnit(manager(), "whoever", ["Type=notify", "NotifyAccess=all"]);
    await unit.run("await rouse.ready(); await rouse.barrier()");
    await unit.run(child("by a child", "{ pid: 1 }"));
    // For a process that is not of the service root is not heard.
    const said = uid === 0 ? "" : "by a child";
    expect(await unit.property("StatusText")).toBe(said);
  });
});
