import { type ActivateOptions, activate } from "../harness/activate.js";
import { rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { children, cmdline, guards } from "../harness/procs.js";
import { backlogOf } from "../harness/sockets.js";
import { type Running, start } from "../harness/start.js";
import { until } from "../harness/until.js";

export interface SuperviseOptions extends ActivateOptions {
  /** Options of rouse-exec. */
  options?: string[];
  /** What runs before rouse-exec, in the same process. */
  before?: string[];
  /** Of the passed socket; without one a free port. */
  address?: string;
}

/** For `before`: rouse-exec begins when a line comes on standard input. */
export const whenTold = ["sh", "-c", 'read line; exec "$@"', "sh"];

/** A program below rouse-exec, which was passed one TCP socket. */
export interface Supervised {
  running: Running;
  address: string;
}

/** `ADDRESS` in the command line of the program stands for the passed socket's. */
export async function supervise(
  argv: readonly string[],
  { options = [], before = [], address: chosen, ...rest }: SuperviseOptions = {},
): Promise<Supervised> {
  const address = chosen ?? `127.0.0.1:${await freePort()}`;
  const program = argv.map((word) => (word === "ADDRESS" ? address : word));
  const command = [...before, rouseExec, ...options, "--", ...program];
  const running = activate([{ kind: "tcp", address }], command, rest);
  await until(() => backlogOf(address) || running.hasEnded, { what: `${address} to be held` });
  return { running, address };
}

/** For what has nothing to do with the socket: rouse-exec makes one itself, which is quicker. */
export function superviseOwn(
  argv: readonly string[],
  { options = [], before = [], ...rest }: Omit<SuperviseOptions, "address"> = {},
): Running {
  const listen = `--listen=@rouse-process-${process.pid}-${count++}`;
  return start([...before, rouseExec, listen, ...options, "--", ...argv], rest);
}

let count = 0;

/** The pid of the program, once it has become `name`: between fork and exec it looks like rouse-exec. */
export function programPid(rouseExecPid: number, name: string): Promise<number> {
  const find = () => children(rouseExecPid).find((pid) => cmdline(pid)[0]?.endsWith(name));
  return until(find, { what: `${name} as the child of ${rouseExecPid}` });
}

/** The pid of the guard, once it has its name: the program may be there before it. */
export function guardPid(rouseExecPid: number): Promise<number> {
  return until(() => guards(rouseExecPid)[0], { what: `the guard of ${rouseExecPid}` });
}
