import { visible } from "../../errors/rouse-error.js";
import type { Takers } from "../../hosts/remote-rouse.js";
import { write } from "../output/say.js";
import { askHost, conclude, type Errand } from "./run-on-host.js";

/** Shows what every machine says, one after the other; a single one speaks for itself. */
export async function showInTurn(errand: Errand): Promise<number> {
  if (errand.destinations.length === 1) return interleave(errand);
  const answers = errand.destinations.map(async (destination) => {
    const lines: (() => void)[] = [];
    const { stdout, stderr } = prefixed(destination.text);
    const answer = await askHost(errand, destination, {
      stdout: (line) => lines.push(() => stdout(line)),
      stderr: (line) => lines.push(() => stderr(line)),
    });
    return { lines, answer };
  });
  let worst = 0;
  for (const asked of answers) {
    const { lines, answer } = await asked;
    for (const show of lines) show();
    worst = Math.max(worst, conclude(answer));
  }
  return worst;
}

/** Shows the lines of all machines as they come. */
export function interleave(errand: Errand): Promise<number> {
  return showAtOnce(errand, prefixed);
}

/** The same without their names before them. */
export function interleaveAsIs(errand: Errand): Promise<number> {
  return showAtOnce(errand, (host) => ({
    ...prefixed(host),
    stdout: (line) => write(1, `${line}\n`),
  }));
}

async function showAtOnce(errand: Errand, take: (host: string) => Takers): Promise<number> {
  const isOne = errand.destinations.length === 1;
  const answers = errand.destinations.map((destination) =>
    askHost(errand, destination, isOne ? {} : take(destination.text)),
  );
  const statuses = (await Promise.all(answers)).map(conclude);
  return Math.max(...statuses);
}

/** Writes lines with the name of their machine before them. */
export function prefixed(host: string): Required<Takers> {
  const show = (fd: 1 | 2) => (line: string) => {
    write(fd, `${host}: ${line.split("\t").map(visible).join("\t")}\n`);
  };
  return { stdout: show(1), stderr: show(2) };
}
