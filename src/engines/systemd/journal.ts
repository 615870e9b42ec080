import { RouseError } from "../../errors/rouse-error.js";
import { findProgram } from "../../sys/programs/find-program.js";
import { replaceProcess } from "../../sys/programs/replace-process.js";
import type { ProgramResult } from "../../sys/programs/run-program.js";
import type { LogSelection } from "../engine.js";
import type { Service } from "./inventory/find-services.js";
import { journalctl } from "./manager/journalctl.js";

/**
 * Becomes journalctl(1), for the units of a service.
 * @throws JOURNAL_UNREADABLE, PROGRAM_NOT_FOUND
 */
export async function becomeJournal(service: Service, selection: LogSelection): Promise<never> {
  await requireJournal(service);
  const argv = ["journalctl", "--quiet", ...optionsOf(selection), ...unitOptions(service)];
  return replaceProcess({ path: findProgram("journalctl"), argv, next: "install systemd again" });
}

/**
 * Returns the last lines of a service, the oldest first.
 * @throws JOURNAL_UNREADABLE
 */
export async function readLog(service: Service, lines: number): Promise<string[]> {
  await requireJournal(service);
  const options = ["--quiet", "--no-pager", "--output=short-iso", `--lines=${lines}`];
  const { stdout } = await ask([...options, ...unitOptions(service)]);
  return stdout.split("\n").filter((line) => line !== "" && !line.startsWith("-- No entries"));
}

/** The arguments of journalctl that choose what the units of a service said, and what systemd said about them. */
function unitOptions({ scope, unit, sockets }: Service): string[] {
  const option = scope === "user" ? "--user-unit" : "--unit";
  return [unit, ...sockets.map((socket) => socket.unit)].map((name) => `${option}=${name}`);
}

function optionsOf({ follow, lines, since, json, isPaged }: LogSelection): string[] {
  return [
    ...(isPaged ? ["--pager-end"] : []),
    ...(follow ? ["--follow"] : []),
    ...(lines === undefined ? [] : [`--lines=${lines}`]),
    ...(since === undefined ? [] : [`--since=${since}`]),
    ...(json ? ["--output=json"] : []),
  ];
}

/**
 * Throws when this user may not read the journal of a service, and would see nothing without knowing why.
 * @throws JOURNAL_UNREADABLE
 */
async function requireJournal(service: Service): Promise<void> {
  const { code, stderr } = await ask(["--lines=0", ...unitOptions(service)]);
  const hidden = service.scope === "system" ? partly : wholly;
  if (hidden.test(stderr)) throw new RouseError("JOURNAL_UNREADABLE", { problem: closed });
  if (code !== 0) throw new RouseError("JOURNAL_UNREADABLE", { problem: stderr.trim() });
}

const closed =
  "it is closed to this user; let the group systemd-journal or adm in, as in " +
  "`sudo usermod --append --groups systemd-journal $USER`, and log in anew, or try it with sudo";

/** Every user has a journal of his own, which does not hold the services of the system. */
const partly = /insufficient permissions|not seeing messages from other users/;
const wholly = /insufficient permissions|No journal files were opened/;

async function ask(args: readonly string[]): Promise<ProgramResult> {
  const ended = await journalctl(args);
  if (ended !== undefined) return ended;
  const problem = "journalctl is not on PATH; it comes with systemd";
  throw new RouseError("JOURNAL_UNREADABLE", { problem });
}
