import { visible } from "../../errors/rouse-error.js";
import type { LineHandlers } from "../../hosts/remote-rouse.js";
import { escapeControls } from "../output/json-document.js";
import { write } from "../output/say.js";
import { type RemoteCommand, reportResult, runOnHost } from "./run-on-host.js";

/** Prints the output of the machines one after the other. */
export async function showHostByHost(command: RemoteCommand): Promise<number> {
  if (command.destinations.length === 1) return showInterleaved(command);
  const running = command.destinations.map(async (destination) => {
    const lines: (() => void)[] = [];
    const { stdout, stderr } = handlersFor(command, destination.text);
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
  return showAsTheyCome(command, (host) => handlersFor(command, host));
}

/** Prints the lines of all machines as they come, each of which is a JSON document. */
export function showUnprefixed(command: RemoteCommand): Promise<number> {
  return showAsTheyCome(command, (host) => ({
    ...handlersFor(command, host),
    stdout: (line) => write(1, `${escapeControls(line)}\n`),
  }));
}

async function showAsTheyCome(
  command: RemoteCommand,
  handlers: (host: string) => LineHandlers,
): Promise<number> {
  const running = command.destinations.map((destination) =>
    runOnHost(command, destination, handlers(destination.text)),
  );
  const statuses = (await Promise.all(running)).map(reportResult);
  return Math.max(...statuses);
}

/**
 * Returns handlers that write each line behind the name of its machine, where there are several, and nothing that a
 * terminal would obey: the other machine is not trusted with ours.
 */
export function handlersFor(
  { destinations }: Pick<RemoteCommand, "destinations">,
  host: string,
): Required<LineHandlers> {
  const prefix = destinations.length === 1 ? "" : `${host}: `;
  const show = (fd: 1 | 2) => (line: string) => {
    write(fd, `${prefix}${line.split("\t").map(visible).join("\t")}\n`);
  };
  return { stdout: show(1), stderr: show(2) };
}
