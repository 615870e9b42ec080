import { visible } from "../../errors/rouse-error.js";
import type { LineHandlers } from "../../hosts/remote-rouse.js";
import { write } from "../output/say.js";
import { type RemoteCommand, reportResult, runOnHost } from "./run-on-host.js";

/** Prints the output of the machines one after the other; that of a single machine goes straight through. */
export async function showHostByHost(command: RemoteCommand): Promise<number> {
  if (command.destinations.length === 1) return showInterleaved(command);
  const running = command.destinations.map(async (destination) => {
    const lines: (() => void)[] = [];
    const { stdout, stderr } = prefixed(destination.text);
    const result = await runOnHost(command, destination, {
      stdout: (line) => lines.push(() => stdout(line)),
      stderr: (line) => lines.push(() => stderr(line)),
    });
    return { lines, result };
  });
  let worst = 0;
  for (const one of running) {
    const { lines, result } = await one;
    for (const show of lines) show();
    worst = Math.max(worst, reportResult(result));
  }
  return worst;
}

/** Prints the lines of all machines as they come, each with the name of its machine. */
export function showInterleaved(command: RemoteCommand): Promise<number> {
  return showAsTheyCome(command, prefixed);
}

/** Prints the lines of all machines as they come, as they are. */
export function showUnprefixed(command: RemoteCommand): Promise<number> {
  return showAsTheyCome(command, (host) => ({
    ...prefixed(host),
    stdout: (line) => write(1, `${line}\n`),
  }));
}

async function showAsTheyCome(
  command: RemoteCommand,
  handlersFor: (host: string) => LineHandlers,
): Promise<number> {
  const isOne = command.destinations.length === 1;
  const running = command.destinations.map((destination) =>
    runOnHost(command, destination, isOne ? {} : handlersFor(destination.text)),
  );
  const statuses = (await Promise.all(running)).map(reportResult);
  return Math.max(...statuses);
}

/** Returns handlers that write each line behind the name of its machine. */
export function prefixed(host: string): Required<LineHandlers> {
  const show = (fd: 1 | 2) => (line: string) => {
    write(fd, `${host}: ${line.split("\t").map(visible).join("\t")}\n`);
  };
  return { stdout: show(1), stderr: show(2) };
}
