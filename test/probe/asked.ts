import { expect } from "vitest";
import { program } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { type Probed, probe } from "./probed.js";

/** The paths that a server which speaks HTTP is asked for, in this order. */
export const paths = ["/health", "/healthz", "/ready", "/-/ready", "/"];

/** The command of probe-answers.py. */
export function answers(how: string, count: number, ...addresses: string[]): string[] {
  return ["python3", program("probe-answers.py"), how, String(count), ...addresses];
}

/** Probes a server of probe-answers.py, and gives what it was asked as well. */
export async function ask(how: string, { count = 0, at = [""], options = [] as string[] } = {}) {
  const addresses = await Promise.all(
    at.map(async (one) => one || `127.0.0.1:${await freePort()}`),
  );
  const { code, stdout, stderr } = await probe(
    ...options,
    "--json",
    "--",
    ...answers(how, count, ...addresses),
  );
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const document: Probed = JSON.parse(stdout);
  const linesOf = (word: string) => stderr.match(new RegExp(`(?<=^${word} \\d+: ).*`, "gm")) ?? [];
  return { addresses, document, asked: linesOf("asked"), left: linesOf("left") };
}

/** What is said under a code. */
export function sentences({ findings }: Probed, code: string): string[] {
  return findings.filter((finding) => finding.code === code).map(({ text }) => text);
}

/** The answers to a question, as they changed. */
export function told({ answers }: Probed, asked: string) {
  const all = answers.flatMap((server) => server.answers);
  return all.filter((one) => one.asked === asked).map(({ answer, says }) => [answer, says]);
}
