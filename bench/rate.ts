import { freePort } from "../test/harness/ports.js";
import { median } from "./pairs.js";
import { type Launched, output } from "./process.js";
import { need } from "./programs.js";
import { whenAnswers } from "./when-answers.js";

export type LaunchOn = (port: number) => Promise<Launched[]>;

export function formatRate([name, perSecond]: [string, number[]]): string {
  return `${name} ${Math.round(median(perSecond)).toLocaleString("en")}/s`;
}

/** A server of its own for each run: two that live on would differ in more than how they got their socket. */
export function rate(launchOn: LaunchOn, ...options: string[]): () => Promise<number> {
  return async () => {
    const port = await freePort();
    const launched = await launchOn(port);
    for (const each of launched) await whenAnswers(each, port);
    const perSecond = await requestsPerSecond(port, options);
    for (const each of launched) await each.stop();
    return perSecond;
  };
}

/** 16 connections, asked again as soon as they have answered, for a second; they are kept unless `options` say no. */
async function requestsPerSecond(port: number, options: string[]): Promise<number> {
  const url = `http://127.0.0.1:${port}/`;
  const text = await output([need("wrk"), "-t1", "-c16", "-d1s", ...options, url]);
  const [, perSecond] = text.match(/^Requests\/sec:\s+([\d.]+)$/m) ?? [];
  if (perSecond === undefined || /Socket errors|Non-2xx/.test(text)) {
    throw new Error(`wrk ${url}: expected a rate and no errors, got:\n${text}`);
  }
  return Number(perSecond);
}
