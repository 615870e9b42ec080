import { describe, expect, test } from "vitest";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { reportState, reportWhere } from "../harness/report.js";
import { tempDir } from "../harness/temp.js";
import { newAddress } from "./addresses.js";
import { failedBy, modes, startGated } from "./gated.js";

describe.each(modes)("%s, %s: a program that connects to its own address", (kind, maker) => {
  test("before it binds is told that nobody is there, and serves afterwards", async () => {
    const address = await newAddress(kind);
    const argv = ["python3", program("asks-first.py"), kind, address];
    const checks = ["--ready-check=http:/"];
    const { running, report } = await startGated(maker, [{ kind, address }], checks, argv);
    expect((await get(address)).status).toBe(200);
    expect(await reportState(report, "running")).toMatchObject({ gate: "open" });
    // Accepted after whatever had come before it.
    expect((await get(address)).status).toBe(200);
    expect(running.stdout).toBe("free\n");
    expect(running.stderr).toBe("");
  });

  test("and accepts that connection late has it before the clients", async () => {
    const address = await newAddress(kind);
    const asked = `${tempDir()}/asked`;
    const argv = ["python3", program("awaits-itself.py"), kind, address, asked];
    const checks = [`--ready-check=exec:test -e ${asked}`];
    const { running, report } = await startGated(maker, [{ kind, address }], checks, argv);
    expect((await get(address)).status).toBe(200);
    expect(await reportState(report, "running")).toMatchObject({ gate: "open" });
    expect(running.stdout).toBe("own\nheard 200\nclient\n");
    expect(running.stderr).toBe("");
  });

  test("again and again while checks fail does not open the gate", async () => {
    const address = await newAddress(kind);
    const ready = `${tempDir()}/ready`;
    const argv = ["python3", program("asks-often.py"), kind, address, ready];
    // Each failure is news.
    const checks = [`--ready-check=exec:date +%N; test -e ${ready}`, "--ready-check-interval=1ms"];
    const { running, report } = await startGated(maker, [{ kind, address }], checks, argv);
    const answer = get(address);
    await running.line(/^asked$/);
    const { program_pid, gate } = await reportWhere(
      report,
      ({ gate_failed }) => gate_failed !== null,
    );
    expect(gate).toBe("shut");
    process.kill(program_pid ?? 0, "SIGUSR1");
    expect((await answer).status).toBe(200);
    expect(running.stderr).toBe("");
  });

  test("and accepts nobody keeps neither rouse-exec waiting nor a check: the next one is tried", async () => {
    const address = await newAddress(kind);
    const argv = ["python3", program("fills-queue.py"), kind, address];
    const checks = ["--ready-check=tcp"];
    const { running, report } = await startGated(maker, [{ kind, address }], checks, argv);
    const answer = get(address);
    await running.line(/^full$/);
    const { program_pid } = await failedBy(report, "tcp: no answer in 5 s");
    process.kill(program_pid ?? 0, "SIGUSR1");
    expect((await answer).status).toBe(200);
    expect(await reportState(report, "running")).toMatchObject({ gate: "open" });
    expect(running.stderr).toBe("");
  });

  test("until its queue is full can be told to end meanwhile", async () => {
    const address = await newAddress(kind);
    const argv = ["python3", program("fills-queue.py"), kind, address];
    const checks = ["--ready-check=exec:false"];
    const { running } = await startGated(maker, [{ kind, address }], checks, argv);
    await running.line(/^full$/);
    expect(await running.stop("SIGTERM")).toMatchObject({ signal: "SIGTERM" });
    expect(running.stderr).toBe("");
  });
});
