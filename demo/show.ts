import { type Answer, ask } from "./ask.js";
import { descendants, holdsSocket, listeningInode, residentKilobytes } from "./processes.js";
import type { Program } from "./programs.js";
import { type HeldService, hold } from "./service.js";
import { until } from "./until.js";

const idle = "500ms";
/** rouse-exec sleeps between 1 and 1.25 idle times after the last use; the rest is for a slow program. */
const sleepDeadlineMs = 5000;

/** One step of the main job, and what it shows in its cell of the table. */
export type ShowCell = (text: string) => void;

async function seeAsleep(service: HeldService): Promise<string> {
  await until("sleep (no process of the program)", sleepDeadlineMs, () => {
    const asleep = service.report().state === "waiting" && descendants(service.pid).length === 0;
    return asleep || undefined;
  });
  const memory = residentKilobytes(service.pid);
  if (memory === undefined) throw new Error("rouse-exec is gone");
  return `${memory} kB`;
}

/** The program itself must hold the listening socket: whoever answers in its place does not count. */
async function seeAnswer(service: HeldService, program: Program, from: string): Promise<Answer> {
  const isComplete = program.isComplete ?? (() => false);
  const answer = await ask(service.port, from, program.request, isComplete);
  const inode = listeningInode(service.port);
  if (inode === undefined) throw new Error(`nobody listens on 127.0.0.1:${service.port}`);
  if (!holdsSocket(descendants(service.pid), inode)) {
    throw new Error("the program does not hold the listening socket");
  }
  return answer;
}

async function seeClient(service: HeldService, program: Program, answer: Answer): Promise<string> {
  const seen = await until("the client's address in the program", 2000, () =>
    program.seen(answer.text, service.log()),
  );
  const full = seen.includes(":") ? answer.client : answer.client.replace(/:.*/, "");
  if (seen !== full) throw new Error(`the program saw ${seen}, the client was ${full}`);
  return seen;
}

const ms = (value: number) => `${value.toFixed(0)} ms`;

async function showAll(service: HeldService, program: Program, from: string, cell: ShowCell) {
  cell(await seeAsleep(service));
  const first = await seeAnswer(service, program, from);
  const since = performance.now();
  cell(ms(first.ms));
  cell(await seeClient(service, program, first));
  await seeAsleep(service);
  cell(`after ${ms(performance.now() - since)}`);
  const second = await seeAnswer(service, program, from);
  if (service.report().wakes !== 2) throw new Error("the second wake was not counted");
  cell(ms(second.ms));
}

/** Shows the main job on one program; throws on the first step that was not observed. */
export async function show(program: Program, from: string, cell: ShowCell): Promise<void> {
  const service = await hold(program, idle);
  try {
    await showAll(service, program, from, cell);
  } catch (error) {
    throw new Error(`${reasonOf(error)}${lastWords(service)}`, { cause: error });
  } finally {
    await service.end();
  }
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function lastWords(service: HeldService): string {
  const line = service.log().trim().split("\n").at(-1);
  return line ? ` (last line of its output: ${line})` : "";
}
