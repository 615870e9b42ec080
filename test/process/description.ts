import { readFileSync, readlinkSync } from "node:fs";
import { hasCode } from "../../src/errors/has-code.js";
import { markName } from "../harness/leftovers.js";
import { environ, fds } from "../harness/procs.js";

const inherited = [
  ...["SigBlk", "SigIgn", "SigCgt", "SigPnd", "ShdPnd", "Umask", "Uid", "Gid", "Groups"],
  ...["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "Cpus_allowed_list"],
];

/** What a process was given by those before it, and nothing that names the process itself. */
export function describeProcess(pid: number) {
  const { [markName]: _mark, ...environment } = environ(pid);
  const status = statusOf(pid);
  return {
    status: Object.fromEntries(inherited.map((key) => [key, status.get(key)])),
    limits: readFileSync(`/proc/${pid}/limits`, "utf8").split("\n"),
    directory: readlinkSync(`/proc/${pid}/cwd`),
    root: readlinkSync(`/proc/${pid}/root`),
    nice: readFileSync(`/proc/${pid}/stat`, "utf8").replace(/.*\) /, "").split(" ")[16],
    oomScoreAdjustment: readFileSync(`/proc/${pid}/oom_score_adj`, "utf8"),
    descriptors: describeDescriptors(pid),
    environment,
  };
}

function statusOf(pid: number): Map<string, string> {
  const text = readFileSync(`/proc/${pid}/status`, "utf8");
  const lines = text.split("\n").map((line) => line.split(":"));
  return new Map(lines.map(([key = "", value = ""]) => [key, value.trim()]));
}

/** Number → kind and flags. Pipes and sockets are each start's own: their inodes are left out. */
function describeDescriptors(pid: number): Record<number, string> {
  const entries = [...fds(pid)].flatMap(([fd, target]): [number, string][] => {
    const flags = descriptorFlags(pid, fd);
    return flags === undefined ? [] : [[fd, `${target.replace(/\[\d+\]/, "")} ${flags}`]];
  });
  return Object.fromEntries(entries);
}

/** Undefined for one that was closed since it was listed. */
function descriptorFlags(pid: number, fd: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/fdinfo/${fd}`, "utf8").match(/^flags:\s*(.*)$/m)?.[1];
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}
