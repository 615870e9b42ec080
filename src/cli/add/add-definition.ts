import type { ServiceDefinition } from "../../definition/definition.js";
import { RouseError } from "../../errors/rouse-error.js";
import { addExample } from "../options/examples.js";
import { guardsLeftOut } from "../options/guards.js";
import { readyOf } from "../options/ready.js";
import { requireUtf8 } from "../options/require-utf8.js";
import { rulesOf, ruleWords } from "../options/rules.js";
import type { AddOptions } from "./add-options.js";

/**
 * Returns the service that a command line of `rouse add` defines.
 * @throws PROGRAM_MISSING, ADDRESS_MISSING, ARGUMENT_NOT_UTF8
 */
export function defineService(
  name: string,
  options: AddOptions,
  command: readonly string[] = [],
): ServiceDefinition {
  const {
    listen = [],
    map: maps = [],
    env: environment = [],
    readyCheck = [],
    idle,
    cwd,
    runAs,
  } = options;
  if (command.length === 0) throw new RouseError("PROGRAM_MISSING", { example: addExample });
  if (listen.length === 0) throw new RouseError("ADDRESS_MISSING", { example: addExample });
  requireUtf8([
    name,
    ...listen,
    ...maps,
    ...environment,
    ...readyCheck,
    ...ruleWords(options),
    ...command,
  ]);
  const sandbox = options.sandbox ? { network: options.network ?? false } : undefined;
  return {
    ...{ name, listen, maps, idle },
    ...{ command, workingDirectory: cwd, environment, sandbox, runAs },
    ready: readyOf(options),
    rules: rulesOf(options),
    withoutGuards: guardsLeftOut(options),
  };
}
