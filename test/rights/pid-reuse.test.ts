import { expect } from "vitest";
import { program, rouseExec } from "../harness/paths.js";
import { needsRoot } from "../harness/root.js";
import { run } from "../harness/start.js";

needsRoot("unshare", "strace").test(
  "a stranger that was given the number of a process that is to be ended is not signalled",
  async () => {
    const init = ["unshare", "--pid", "--fork", "--mount-proc", "python3", "-B"];
    const found = await run([...init, program("rights-pid-reuse.py"), rouseExec]);
    expect(found).toMatchObject({ code: 0, stdout: "the stranger lives\n" });
  },
);

for (const when of ["list", "signal"]) {
  needsRoot("unshare", "strace").test(
    `nor by the guard of a rouse-exec that was killed, if the number was given away before the ${when}`,
    async () => {
      const init = ["unshare", "--pid", "--fork", "--mount-proc", "python3", "-B"];
      const script = program("rights-guard-pid-reuse.py");
      const found = await run([...init, script, rouseExec, when]);
      expect(found).toMatchObject({ code: 0, stdout: "the stranger lives\n" });
    },
  );
}
