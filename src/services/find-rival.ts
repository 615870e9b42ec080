import type { Address } from "../address/address.js";
import { overlaps } from "../address/overlap.js";
import { findAddress } from "../address/parse-address.js";
import { readForeground } from "../engines/embedded/survey-foreground.js";
import { findServices } from "../engines/systemd/inventory/find-services.js";
import { reportFile } from "../engines/systemd/inventory/report-file.js";
import { reportedAddress } from "../rouse-exec/reported-address.js";
import { quoteCommand } from "../sys/programs/quote-command.js";

/** A service of Rouse that may hold an address. */
interface Rival {
  /** "the service 'web' of Rouse (user)" */
  holder: string;
  /** How it gives the address back. */
  next: string;
}

/** Finds a service of Rouse, whether it listens now or not, that is to have an address. */
export function findRival(address: Address): Rival | undefined {
  const services = findServices();
  const service = services.find(({ sockets }) =>
    sockets.some(({ listen }) => listen.some((text) => covers(text, address))),
  );
  if (service !== undefined) {
    const { name, scope } = service;
    const stop = quoteCommand(["rouse", "stop", name, "--now"]);
    return {
      holder: `the service '${name}' of Rouse (${scope})`,
      next: `stop it with \`${stop}\``,
    };
  }
  const { found } = readForeground(new Set(services.map(reportFile)));
  const running = found.find(
    ({ report, runs }) =>
      runs && report.sockets.some((socket) => covers(reportedAddress(socket), address)),
  );
  if (running === undefined) return undefined;
  const { name, pid } = running.report;
  const holder = `the service '${name}' in the foreground (process ${pid})`;
  return { holder, next: `end it with \`kill ${pid}\`` };
}

function covers(text: string, address: Address): boolean {
  const found = findAddress(text);
  return found !== undefined && overlaps(found, address);
}
