import { statSync } from "node:fs";
import { resolve } from "node:path";
import { RouseError } from "../errors/rouse-error.js";
import { lastingPath } from "../rouse-exec/lasting-path.js";
import { findProgram } from "../sys/programs/find-program.js";
import { quoteCommand } from "../sys/programs/quote-command.js";
import { requireInterpreter } from "../sys/programs/require-interpreter.js";
import type { Scope, ServicePlan } from "../units/plan-types.js";
import type { ServiceDefinition } from "./definition.js";
import { formatSocketOptions } from "./format-options.js";
import { parseIdle } from "./idle-time.js";
import { parseEnvironment } from "./parse-environment.js";
import { parseReady } from "./parse-ready.js";
import { parseRules } from "./parse-rules.js";
import { parseAddresses, parseMaps } from "./parse-sockets.js";
import { servicePath } from "./path-variable.js";
import { requireServiceName } from "./require-service-name.js";

/** A plan without what the service manager has to say. */
export type ServiceDraft = Omit<ServicePlan, "systemdVersion">;

/**
 * Plans the service that a definition asks for, with all paths found and made absolute.
 * @throws a sentence for every word that cannot be read or found
 */
export function planService(definition: ServiceDefinition, scope: Scope): ServiceDraft {
  const {
    name,
    listen,
    maps = [],
    environment = [],
    sandbox,
    runAs,
    ready = {},
    rules = {},
    withoutGuards = [],
  } = definition;
  requireServiceName(name);
  const addresses = parseAddresses(listen);
  const sockets = { addresses, maps: parseMaps(maps, addresses) };
  const [word = "", ...words] = definition.command;
  const program = findProgram(word);
  requireInterpreter(program);
  const readiness = parseReady(ready, addresses);
  const idle = parseIdle(definition.idle);
  const known = {
    ...{ name, scope, ...sockets, idle, withoutGuards },
    command: [program, ...words],
    workingDirectory: findFolder(definition.workingDirectory ?? process.cwd()),
    environment: [...withPath(parseEnvironment(environment), program)],
    ...(readiness === undefined ? {} : { ready: readiness }),
    rules: parseRules(rules, idle),
    ...(sandbox === undefined ? {} : { sandbox }),
    ...(runAs === undefined ? {} : { runAs }),
  };
  const rouseExec = lastingPath(scope);
  return { ...known, rouseExec, origin: formatOrigin(known, environment) };
}

function findFolder(text: string): string {
  const folder = resolve(text);
  const found = statSync(folder, { throwIfNoEntry: false });
  const problem = found === undefined ? "it does not exist" : "it is not a folder";
  if (!found?.isDirectory()) throw new RouseError("FOLDER_UNUSABLE", { folder, problem });
  return folder;
}

function withPath(environment: Map<string, string>, program: string): Map<string, string> {
  const path = environment.has("PATH") ? undefined : servicePath(program);
  return path === undefined ? environment : new Map([["PATH", path], ...environment]);
}

function formatOrigin(
  plan: Omit<ServiceDraft, "rouseExec" | "origin">,
  environment: readonly string[],
): string {
  const { name, scope, sandbox, runAs, workingDirectory, command } = plan;
  return quoteCommand([
    ...["rouse", "add", name, `--${scope}`, ...formatSocketOptions(plan)],
    ...["--cwd", workingDirectory],
    ...environment.flatMap((variable) => ["--env", variable]),
    ...(sandbox === undefined ? [] : ["--sandbox", ...(sandbox.network ? ["--network"] : [])]),
    ...(runAs === undefined ? [] : ["--run-as", runAs]),
    ...["--", ...command],
  ]);
}
