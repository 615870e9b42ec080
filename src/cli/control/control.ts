import type { HeldService } from "../../engines/engine.js";
import { ExitStatus } from "../../errors/exit-status.js";
import { RouseError, visible } from "../../errors/rouse-error.js";
import { findNamed } from "../../services/find-named.js";
import { documentOf } from "../../services/service-document.js";
import { type ServiceNow, surveyService } from "../../services/survey-services.js";
import { quoteCommand } from "../../sys/programs/quote-command.js";
import { failure } from "../exit-status.js";
import { namedScope, requireRights } from "../options/scope.js";
import { formatDocument } from "../output/json-document.js";
import { say, write } from "../output/say.js";
import type { ControlOptions, Verb } from "./control-options.js";

/**
 * Starts, stops or restarts services, one after the other; none when one of the names is not known. A service that
 * fails does not keep the others from their turn.
 * @throws SERVICE_UNKNOWN, SERVICE_AMBIGUOUS, SYSTEM_NEEDS_ROOT; ExitStatus when one has failed, which was said
 */
export async function control(
  verb: Verb,
  names: readonly string[],
  options: ControlOptions,
): Promise<void> {
  const { now: isNow = false, json = false } = options;
  const services = await findNamed(names, namedScope(options, verb));
  for (const service of services) {
    service.requireVerb(verb);
    requireRights(service.scope, verb);
  }
  const done: ServiceNow[] = [];
  const problems: string[] = [];
  for (const service of services) {
    const outcome = await attempt(() => act(verb, service, isNow));
    if (outcome instanceof RouseError) problems.push(outcome.message);
    else done.push(outcome.after);
    if (json) continue;
    if (outcome instanceof RouseError) say(`rouse: ${outcome.message}`);
    else write(1, `${visible(outcome.sentence)}\n`);
  }
  if (json) write(1, formatDocument({ services: done.map(documentOf), problems }));
  if (problems.length > 0) throw new ExitStatus(failure);
}

interface Outcome {
  after: ServiceNow;
  sentence: string;
}

async function attempt(action: () => Promise<Outcome>): Promise<Outcome | RouseError> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof RouseError) return error;
    throw error;
  }
}

async function act(verb: Verb, service: HeldService, isNow: boolean): Promise<Outcome> {
  const { before, sentence } = await verbs[verb](service, isNow);
  const { service: after } = await surveyService(service);
  return { after, sentence: `${service.name} ${before}${sentence(after)}` };
}

/** What was found, and the words for how it is now. */
interface Done {
  before: string;
  sentence: (after: ServiceNow) => string;
}

const verbs: Record<Verb, (service: HeldService, isNow: boolean) => Promise<Done>> = {
  start,
  stop,
  restart,
};

async function start(service: HeldService, isNow: boolean): Promise<Done> {
  await service.start("sockets");
  if (isNow) await explained(service, () => service.start("program"));
  return { before: "", sentence: stateWords };
}

async function stop(service: HeldService, isNow: boolean): Promise<Done> {
  const { name } = service;
  if (isNow) {
    await service.stop("all");
    return { before: "", sentence: () => `is stopped: ${rouse("start", name)} listens again` };
  }
  const wasUp = await service.stop("program");
  return { before: wasUp ? "was stopped and " : "", sentence: stateWords };
}

async function restart(service: HeldService): Promise<Done> {
  const { service: now } = await surveyService(service);
  if (now.state === "asleep") {
    return {
      before: "",
      sentence: () => "is asleep, and its next start is a new one anyway",
    };
  }
  await service.start("sockets");
  if (now.state === "stopped" || now.state === "limit-hit")
    return { before: "", sentence: stateWords };
  await explained(service, () => service.restart());
  return { before: "was restarted and ", sentence: stateWords };
}

/** When a program does not start, systemctl names other commands as the next step; the state has the reason. */
async function explained(service: HeldService, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof RouseError) || error.code !== "SYSTEMCTL_FAILED") throw error;
    const { service: now } = await surveyService(service);
    if (now.state === "awake") throw error;
    const detail = { name: service.name, why: now.why };
    throw new RouseError("SERVICE_NOT_STARTED", detail, { cause: error });
  }
}

function stateWords({ state, listen, why, name }: ServiceNow): string {
  const addresses = listen.join(" ");
  if (state === "asleep") return `sleeps: the next client of ${addresses} wakes it`;
  if (state === "awake") return `is awake at ${addresses}`;
  if (state === "frozen") return `is frozen: the next client of ${addresses} continues it`;
  if (state === "waking") return `is waking, since a client waited: ${rouse("status", name)}`;
  return `is ${state}: ${why}`;
}

function rouse(...words: string[]): string {
  return `\`rouse ${quoteCommand(words)}\``;
}
