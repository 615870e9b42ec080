import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../test/harness/ports.js";
import { descendants, threads } from "../test/harness/procs.js";
import { median } from "./pairs.js";
import { type Launched, output } from "./process.js";
import { need } from "./programs.js";
import { whenAnswers } from "./when-answers.js";

export type LaunchOn = (port: number) => Promise<Launched[]>;

export function formatRate([name, perSecond]: [string, number[]]): string {
  return `${name} ${Math.round(median(perSecond)).toLocaleString("en")}/s`;
}

export function rate(launchOn: LaunchOn, ...options: string[]): () => Promise<number> {
  return async () => (await serve(launchOn, options)).perSecond;
}

/** Microseconds of processor time for a request, of the server and of what supervises it. */
export function cost(launchOn: LaunchOn, ...options: string[]): () => Promise<number> {
  return async () => (await serve(launchOn, options)).microseconds;
}

/** After its first answer, the process of a gate ends, and with it the namespace that it lived in. */
const settleMs = 300;

/** A server of its own for each run: two that live on would differ in more than how they got their socket. */
async function serve(launchOn: LaunchOn, options: string[]) {
  const port = await freePort();
  const launched = await launchOn(port);
  for (const each of launched) await whenAnswers(each, port);
  await pause(settleMs);
  const used = () => launched.reduce((sum, { pid }) => sum + processorNs(pid), 0);
  const before = used();
  const { requests, perSecond } = await load(port, options);
  const microseconds = (used() - before) / requests / 1000;
  for (const each of launched) await each.stop();
  return { perSecond, microseconds };
}

/** 16 connections, asked again as soon as they have answered, for a second; they are kept unless `options` say no. */
async function load(port: number, options: string[]) {
  const url = `http://127.0.0.1:${port}/`;
  const text = await output([need("wrk"), "-t1", "-c16", "-d1s", ...options, url]);
  const [, requests] = text.match(/^ *(\d+) requests in /m) ?? [];
  const [, perSecond] = text.match(/^Requests\/sec:\s+([\d.]+)$/m) ?? [];
  if (!requests || !perSecond || /Socket errors|Non-2xx/.test(text)) {
    throw new Error(`wrk ${url}: expected a rate and no errors, got:\n${text}`);
  }
  return { requests: Number(requests), perSecond: Number(perSecond) };
}

/** Of each thread of the process and its descendants so far. */
function processorNs(root: number): number {
  const tasks = [root, ...descendants(root)].flatMap((pid) =>
    threads(pid).map((thread) => `/proc/${pid}/task/${thread}/schedstat`),
  );
  return tasks.reduce((sum, file) => sum + Number(readFileSync(file, "utf8").split(" ")[0]), 0);
}
