import { RouseError } from "../../errors/rouse-error.js";
import type { HeldService, Inspection } from "../engine.js";
import { removeService } from "./change/remove-service.js";
import { openSockets, restartProgram, startProgram, stopAll, stopProgram } from "./control.js";
import type { Service } from "./inventory/find-services.js";
import { inspectService } from "./inventory/inspect-service.js";
import { becomeJournal, readLog } from "./journal.js";
import { surveyUnitsOf } from "./survey-units.js";

/** Returns a service of ours with what can be done with it. */
export function holdService(service: Service): HeldService {
  const { name, scope } = service;
  return {
    ...{ name, scope, service },
    requireVerb: () => undefined,
    start: (what) => (what === "sockets" ? openSockets(service) : startProgram(service)),
    stop: (what) => (what === "program" ? stopProgram(service) : stopAll(service)),
    restart: () => restartProgram(service),
    remove: (dryRun) => removeService(service, dryRun),
    survey: () => surveyUnitsOf(service),
    inspect: (lines) => inspect(service, lines),
    logs: (selection) => becomeJournal(service, selection),
  };
}

async function inspect(service: Service, lines: number): Promise<Inspection> {
  const problems: string[] = [];
  const [details, log = []] = await Promise.all([
    orProblem(inspectService(service), problems),
    orProblem(readLog(service, lines), problems),
  ]);
  return { details, log, problems };
}

async function orProblem<T>(asked: Promise<T>, problems: string[]): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof RouseError)) throw error;
    problems.push(error.message);
    return undefined;
  }
}
