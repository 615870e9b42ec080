import { expect, test } from "vitest";
import { compileC, compileGo } from "../harness/compile.js";
import { fds } from "../harness/procs.js";
import { needs } from "../harness/servers.js";
import { supervise } from "../process/supervised.js";

needs("go", "cc").describe("a Go program whose runtime preempts it all the time", () => {
  test.each([
    ["", []],
    [", before Linux 5.19, where a signal begins the bind anew", ["WAIT_KILLABLE"]],
  ])("binds, every time%s", async (_, lacking) => {
    const before = lacking.length > 0 ? [compileC("adopt-deny"), ...lacking, "--"] : [];
    const { running } = await supervise([compileGo("fault-binds"), "ADDRESS", "500"], { before });
    await running.line(/^begins$/);
    const open = fds(running.pid).size;
    await running.line(/^\d+ of 500/, { deadlineMs: 100_000 });
    expect(running.stdout).toBe("begins\n500 of 500 <nil>\n");
    // A few may be open at any moment; one left at each bind would be 500.
    expect(fds(running.pid).size).toBeLessThan(open + 10);
    expect(running.stderr).toBe("");
  });
});
