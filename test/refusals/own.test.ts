import { beforeAll, describe, expect, test } from "vitest";
import { compileC } from "../harness/compile.js";
import { rouseExec } from "../harness/paths.js";
import { needs } from "../harness/servers.js";
import { run } from "../harness/start.js";

const listen = `--listen=@rouse-refusals-${process.pid}`;
const ran = ["sh", "-c", "echo ran"];

describe("what rouse-exec cannot work in ends it with 125 and one sentence, and nothing runs:", () => {
  test("another rouse-exec", async () => {
    const inner = [rouseExec, `${listen}-inner`, "--", ...ran];
    await expectRefused(inner, /another seccomp listener .*rouse-exec around this one/);
  });

  test("another one, but with no socket it has nothing to watch", async () => {
    const { code, stdout, stderr } = await run([rouseExec, listen, "--", rouseExec, "--", ...ran]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "ran\n", stderr: "" });
  });

  needs("cc").describe("a filter", () => {
    let filter: string;

    beforeAll(() => {
      filter = compileC("refusal-filter");
    });

    test.each<[what: string, sentence: RegExp]>([
      ["listener", /another seccomp listener .*container runtime/],
      [
        "seccomp=EPERM",
        /seccomp\(2\) is refused; add .*SystemCallFilter=.*container's.*not permitted/,
      ],
      ["seccomp=ENOSYS", /seccomp\(2\) is refused; add .*SystemCallFilter=.*CONFIG_SECCOMP_FILTER/],
      ["seccomp=SIGSYS", /a seccomp filter forbids it; .*SystemCallFilter=/],
      ["pidfd_getfd=SIGSYS", /a seccomp filter kills.*pidfd_getfd.*SystemCallFilter=/],
      ["pidfd_open=SIGSYS", /a seccomp filter kills.*pidfd_open.*SystemCallFilter=/],
      ["process_vm_readv=SIGSYS", /a seccomp filter kills.*process_vm_readv.*SystemCallFilter=/],
      // The file /proc/PID/mem is read by pread(2).
      [
        "process_vm_readv=EPERM pread64=EPERM",
        /cannot read .*memory \(process_vm_readv, \/proc\/PID\/mem/,
      ],
      [
        "process_vm_readv=ENOSYS pread64=EPERM",
        /cannot read .*memory \(process_vm_readv, \/proc\/PID\/mem/,
      ],
      ["pidfd_getfd=EPERM getxattr=EPERM", /cannot tell the program's sockets \(pidfd_getfd/],
    ])("%s", async (what, sentence) => {
      await expectRefused([rouseExec, listen, "--", ...ran], sentence, [
        ...[filter, ...what.split(" ")],
        "--",
      ]);
    });

    test.each(["process_vm_readv=EPERM", "process_vm_readv=ENOSYS"])(
      "%s is not needed",
      async (what) => {
        const argv = [filter, what, "--", rouseExec, listen, "--", ...ran];
        const { code, stdout, stderr } = await run(argv);
        expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "ran\n", stderr: "" });
      },
    );
  });

  /** Within `around`, which is another rouse-exec unless it is said. */
  async function expectRefused(
    command: string[],
    sentence: RegExp,
    around = [rouseExec, listen, "--"],
  ): Promise<void> {
    const { code, stdout, stderr } = await run([...around, ...command]);
    expect({ code, stdout }, stderr).toEqual({ code: 125, stdout: "" });
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^rouse-exec: [^\n]*\n$/);
  }
});
