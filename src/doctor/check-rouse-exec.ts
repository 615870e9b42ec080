import { hasCode } from "../errors/has-code.js";
import { findRouseExec } from "../rouse-exec/find-rouse-exec.js";
import { isAsPacked } from "../rouse-exec/prebuilt.js";
import { packageVersion } from "../sys/own-package.js";
import { runProgram } from "../sys/programs/run-program.js";
import type { CheckResult, CheckVerdict } from "./check-result.js";

/**
 * Tells where rouse-exec is, whether it is ours, and what it says about this machine.
 * @throws what findRouseExec throws
 */
export async function checkRouseExec(): Promise<CheckResult[]> {
  const path = findRouseExec();
  if (isAsPacked(path) === false) return [{ ...damaged(path), next: renew() }];
  try {
    const asked = [runProgram([path, "--version"]), runProgram([path, "--check"])] as const;
    const [said, tried] = await Promise.all(asked);
    return [judgeVersion(path, said.stdout), ...judgements(tried.stdout, tried.stderr)];
  } catch (error) {
    // A file of another machine, or one whose interpreter is not there.
    if (!hasCode(error, "ENOENT", "ENOEXEC", "EACCES")) throw error;
    return [
      { check: "rouse-exec", verdict: "missing", found: `${path} cannot be run`, next: renew() },
    ];
  }
}

/** It is not run: whatever it has become, it is not ours. */
function damaged(path: string) {
  const found = `${path} is not the file that was packed: its SHA-256 is not the one in SHA256SUMS`;
  return { check: "rouse-exec", verdict: "missing", found } as const;
}

function judgeVersion(path: string, said: string): CheckResult {
  const [, version] = /^rouse-exec (\S+)\n$/.exec(said) ?? [];
  const found = `${path}, ${version ?? "which does not tell its version"}`;
  if (version === packageVersion()) return { check: "rouse-exec", verdict: "ok", found };
  return { check: "rouse-exec", verdict: "limited", found, next: renew() };
}

function renew(): string {
  if (!process.env.ROUSE_EXEC_PATH) return `install Rouse ${packageVersion()} again`;
  return `name rouse-exec ${packageVersion()} in ROUSE_EXEC_PATH, or unset it`;
}

/** A line of --check is `NAME ok`, `NAME ok: FOUND` or `NAME VERDICT: FOUND; NEXT`. */
function judgements(text: string, problems: string): CheckResult[] {
  const lines = [...text.matchAll(/^(\S+) +(ok|limited|missing)(?:: (.*?)(?:; (.*))?)?$/gm)];
  if (lines.length === 0) return [silent(problems)];
  return lines.map(([, check = "", verdict, found = "", next]) => {
    const seen = found.startsWith("see the message") ? problems.trim() : found;
    const whole = {
      check,
      verdict: isVerdict(verdict) ? verdict : "unknown",
      found: seen,
    } as const;
    return next === undefined ? whole : { ...whole, next };
  });
}

function silent(problems: string): CheckResult {
  const found = problems.trim() || "`rouse-exec --check` said nothing";
  return { check: "hand-over", verdict: "missing", found };
}

function isVerdict(text: string | undefined): text is CheckVerdict {
  return text === "ok" || text === "limited" || text === "missing";
}
