import { hasCode } from "../../../errors/has-code.js";
import { RouseError } from "../../../errors/rouse-error.js";
import { booted } from "../../../listen/booted.js";
import { type ProgramResult, runProgram } from "../../../sys/programs/run-program.js";
import type { Scope } from "../../../units/plan-types.js";
import { userRuntimeFolder } from "./folders.js";
import { heldLocks } from "./held-locks.js";

/** Returns the scope of a command that names none: root's services are the system's. */
export function defaultScope(): Scope {
  return process.geteuid?.() === 0 ? "system" : "user";
}

/**
 * Returns what `systemctl` printed.
 * @throws SYSTEMCTL_MISSING, MANAGER_UNREACHABLE, SYSTEMCTL_FAILED
 */
export async function systemctl(scope: Scope, ...args: string[]): Promise<string> {
  const ended = await trySystemctl(scope, ...args);
  if (ended.code === 0) return ended.stdout;
  throw new RouseError("SYSTEMCTL_FAILED", {
    command: `systemctl --${scope} ${args.join(" ")}`,
    problem: oneLine(ended.stderr) || `it ended with status ${ended.code}`,
  });
}

/**
 * Returns how `systemctl` ended, for calls that may fail without harm (reset-failed).
 * @throws SYSTEMCTL_MISSING, MANAGER_UNREACHABLE
 */
export async function trySystemctl(scope: Scope, ...args: string[]): Promise<ProgramResult> {
  const ended = await run(scope, args);
  if (ended.code !== 0 && unreachable.test(ended.stderr)) {
    throw new RouseError("MANAGER_UNREACHABLE", { scope, ...absenceOf(ended.stderr) });
  }
  return ended;
}

/** Where systemd is not the init, what systemctl says of buses explains nothing. */
function absenceOf(stderr: string): { problem: string; next: string } {
  if (booted()) {
    return { problem: oneLine(stderr), next: "`rouse doctor` says what is missing here" };
  }
  return {
    problem: "systemd did not boot this machine or container",
    next: "without systemd, `rouse listen` runs a server in the foreground while it is used",
  };
}

/** systemctl says some things in several lines, and an error is one sentence. */
function oneLine(text: string): string {
  return text.trim().replaceAll(/\.?\s*\n\s*/g, "; ");
}

/** Returns the number of the running systemd: 252. */
export async function systemdVersion(scope: Scope): Promise<number> {
  const [, number] = /(\d+)/.exec(await systemctl(scope, "show", "--property=Version")) ?? [];
  return Number(number ?? 0);
}

const unreachable = /Failed to connect to bus|System has not been booted with systemd|Host is down/;

async function run(scope: Scope, args: readonly string[]): Promise<ProgramResult> {
  try {
    return await runProgram(
      ["systemctl", `--${scope}`, ...args],
      managerEnvironment(),
      "",
      0,
      heldLocks(),
    );
  } catch (cause) {
    if (!hasCode(cause, "ENOENT")) throw cause;
    throw new RouseError("SYSTEMCTL_MISSING", {}, { cause });
  }
}

/**
 * Returns the environment in which `systemctl --user` finds its manager: a session without pam_systemd (ssh, su) has no
 * XDG_RUNTIME_DIR, but its folder is where logind makes it (pam_systemd(8)).
 */
export function managerEnvironment(): NodeJS.ProcessEnv {
  const plain = { LC_ALL: "C", SYSTEMD_COLORS: "0", SYSTEMD_PAGER: "" };
  return { ...process.env, ...plain, XDG_RUNTIME_DIR: userRuntimeFolder() };
}
