/**
 * Run it as the first process of a pid namespace with its own /proc. It starts a program, ends it, starts the same one
 * again under the same pid, and prints what checkLiveness and terminateProcess return for the first, and whether the
 * second is alive.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { checkLiveness } from "../../../build/src/local/process/process-identity.js";
import { terminateProcess } from "../../../build/src/local/process/terminate-process.js";
import {
  readProcessRecord,
  readProcScope,
} from "../../../build/src/sys/processes/process-record.js";

async function launch() {
  const child = spawn("/bin/sh", ["-c", "echo ready; read _"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

function identify({ pid }) {
  const { boot, pidNamespace } = readProcScope();
  const { startTicks, commandLine } = readProcessRecord(pid);
  return { pid, startTime: `${boot}:${startTicks}`, pidNamespace, commandLine };
}

const first = await launch();
const identity = identify(first);
const before = checkLiveness(identity).is;
first.kill("SIGKILL");
await once(first, "exit");
// The next start time is another clock tick.
await pause(20);
writeFileSync("/proc/sys/kernel/ns_last_pid", String(first.pid - 1));
const second = await launch();
const after = checkLiveness(identity);
const ending = await terminateProcess(identity, 100);
const now = identify(second);
console.log(
  JSON.stringify({
    isSamePid: first.pid === second.pid,
    isSameCommandLine: now.commandLine.join("\n") === identity.commandLine.join("\n"),
    before,
    after,
    ending,
    second: checkLiveness(now).is,
  }),
);
second.kill("SIGKILL");
