import { statSync } from "node:fs";
import { resolve } from "node:path";
import { type Address, formatAddressWithSettings } from "../address/address.js";
import { formatMap, parseMap, type SocketMap } from "../address/map.js";
import { parseAddress } from "../address/parse-address.js";
import { RouseError } from "../errors/rouse-error.js";
import { findRouseExec } from "../rouse-exec/find-rouse-exec.js";
import { findProgram } from "../sys/programs/find-program.js";
import { quoteCommand } from "../sys/programs/quote-command.js";
import { formatSpan, parseSpan } from "../time/span.js";
import type { Scope, ServicePlan } from "../units/types.js";
import type { AddOptions } from "./add-options.js";
import { checkNames } from "./check-names.js";
import { readEnvironment } from "./environment.js";
import { defaultIdle } from "./idle.js";
import { servicePath } from "./path-variable.js";
import { addExample, programMissing } from "./program-missing.js";
import { requireServiceName } from "./require-service-name.js";
import { requireUtf8 } from "./require-utf8.js";
import { isPassing } from "./temporary-path.js";

/** All of a plan but what the service manager says. */
export type Draft = Omit<ServicePlan, "systemdVersion">;

/**
 * What `rouse add NAME …` asks for, with all paths found and made absolute.
 * @throws for every word that cannot be read or found, a sentence
 */
export function planService(
  name: string,
  options: AddOptions,
  command: readonly string[] = [],
  scope: Scope,
): Draft {
  const { listen = [], map = [], env = [], idle = defaultIdle } = options;
  const [word, ...words] = command;
  if (word === undefined) throw programMissing();
  if (listen.length === 0) throw new RouseError("ADDRESS_MISSING", { example: addExample });
  requireUtf8([name, ...listen, ...map, ...env, ...command]);
  requireServiceName(name);
  const addresses = listen.map((text) => parseAddress(text, { barePort: "loopback" }));
  const maps = map.map(parseMap);
  checkNames(addresses, maps);
  const program = findProgram(word);
  const known = {
    ...{ name, scope, addresses, maps, idle: parseSpan(idle) },
    command: [program, ...words],
    workingDirectory: readFolder(options.cwd ?? process.cwd()),
    environment: [...withPath(readEnvironment(env), program)],
    ...(options.sandbox ? { sandbox: { network: options.network ?? false } } : {}),
    ...(options.runAs === undefined ? {} : { runAs: options.runAs }),
  };
  return { ...known, rouseExec: findLastingRouseExec(), origin: formatOrigin(known, env) };
}

function readFolder(text: string): string {
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

/** @throws ROUSE_EXEC_PASSING, ROUSE_EXEC_NOT_FOUND, ROUSE_EXEC_UNUSABLE */
export function findLastingRouseExec(): string {
  const path = resolve(findRouseExec());
  if (!process.env.ROUSE_EXEC_PATH) requireLasting(path);
  return path;
}

/** Units are for years; who names a place in ROUSE_EXEC_PATH knows how long it stays. @throws ROUSE_EXEC_PASSING */
export function requireLasting(path: string): void {
  if (isPassing(path)) throw new RouseError("ROUSE_EXEC_PASSING", { path });
}

type Known = Omit<Draft, "rouseExec" | "origin">;

function formatOrigin(plan: Known, env: readonly string[]): string {
  const { name, scope, addresses, maps, idle, sandbox, runAs } = plan;
  const words = [
    ...["rouse", "add", name, `--${scope}`],
    ...addresses.flatMap((address) => ["--listen", formatListen(address)]),
    ...maps.flatMap((map: SocketMap) => ["--map", formatMap(map)]),
    ...["--idle", formatSpan(idle), "--cwd", plan.workingDirectory],
    ...env.flatMap((variable) => ["--env", variable]),
    ...(sandbox === undefined ? [] : ["--sandbox", ...(sandbox.network ? ["--network"] : [])]),
    ...(runAs === undefined ? [] : ["--run-as", runAs]),
    ...["--", ...plan.command],
  ];
  return quoteCommand(words);
}

export function formatListen(address: Address): string {
  return formatAddressWithSettings(address).replace(/,mode=0600$/, "");
}
