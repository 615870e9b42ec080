import { hasCode } from "../../errors/has-code.js";
import { RouseError } from "../../errors/rouse-error.js";
import { runProgram } from "../../sys/programs/run-program.js";
import type { Service } from "./inventory/find-services.js";
import { managerEnvironment } from "./manager/manager.js";

/** The arguments of journalctl that choose what the units of a service said, and what systemd said of them. */
export function journalOf({ scope, unit, sockets }: Service): string[] {
  const option = scope === "user" ? "--user-unit" : "--unit";
  return [unit, ...sockets.map((socket) => socket.unit)].map((name) => `${option}=${name}`);
}

/**
 * The last lines of a service, oldest first.
 * @throws JOURNAL_UNREADABLE
 */
export async function readLog(service: Service, lines: number): Promise<string[]> {
  await requireJournal(service);
  const options = ["--quiet", "--no-pager", "--output=short-iso", `--lines=${lines}`];
  const { stdout } = await journalctl([...options, ...journalOf(service)]);
  return stdout.split("\n").filter((line) => line !== "" && !line.startsWith("-- No entries"));
}

/**
 * Throws when the journal of a service is not for this user, who would see nothing and not know why.
 * @throws JOURNAL_UNREADABLE
 */
export async function requireJournal(service: Service): Promise<void> {
  const { code, stderr } = await journalctl(["--lines=0", ...journalOf(service)]);
  const hidden = service.scope === "system" ? partly : wholly;
  if (hidden.test(stderr)) throw new RouseError("JOURNAL_UNREADABLE", { problem: closed });
  if (code !== 0) throw new RouseError("JOURNAL_UNREADABLE", { problem: stderr.trim() });
}

const closed =
  "it is closed to this user; let the group systemd-journal or adm in, as in " +
  "`sudo usermod --append --groups systemd-journal $USER`, and log in anew, or try it with sudo";

/** Everybody has a journal of his own, in which the system's services are not. */
const partly = /insufficient permissions|not seeing messages from other users/;
const wholly = /insufficient permissions|No journal files were opened/;

async function journalctl(args: readonly string[]) {
  try {
    return await runProgram(["journalctl", ...args], managerEnvironment());
  } catch (cause) {
    if (!hasCode(cause, "ENOENT")) throw cause;
    const problem = "journalctl is not on PATH; it comes with systemd";
    throw new RouseError("JOURNAL_UNREADABLE", { problem }, { cause });
  }
}
