import { findAddress } from "../../address/parse-address.js";
import type { Service } from "./inventory/find-services.js";
import { explainStart } from "./manager/explain-start.js";
import { listUnits, notLoaded } from "./manager/list-units.js";
import { systemctl } from "./manager/systemctl.js";
import { requireFreeAddresses } from "./preconditions/require-free-addresses.js";

/**
 * Opens the sockets of a service, also those that a limit of starts has closed; its program sleeps until the first
 * client connects.
 * @throws ADDRESS_TAKEN, SOCKET_NOT_LISTENING, SYSTEMCTL_MISSING, MANAGER_UNREACHABLE, SYSTEMCTL_FAILED
 */
export async function openSockets({ scope, unit, sockets, timer }: Service): Promise<void> {
  const units = sockets.map((socket) => socket.unit);
  const states = await listUnits(scope);
  const failed = [unit, ...units].filter((name) => states.get(name)?.active === "failed");
  // It also resets the count of recent starts.
  if (failed.length > 0) await systemctl(scope, "reset-failed", "--", ...failed);
  if (timer !== undefined) await systemctl(scope, "start", "--", timer);
  const closed = units.filter((name) => states.get(name)?.active !== "active");
  if (closed.length === 0) return;
  const since = Date.now();
  try {
    await systemctl(scope, "start", "--", ...closed);
  } catch (error) {
    const listen = sockets.filter((socket) => closed.includes(socket.unit));
    const addresses = listen.flatMap((socket) =>
      socket.listen.flatMap((text) => findAddress(text) ?? []),
    );
    await requireFreeAddresses(addresses, { scope, unit });
    throw await explainStart(scope, closed, since, error);
  }
}

/** Starts the program now, and waits until it is ready. @throws what systemctl throws */
export async function startProgram({ scope, unit }: Service): Promise<void> {
  await systemctl(scope, "start", "--", unit);
}

/**
 * Stops a program that runs, starts, or is about to be tried again, while its sockets listen on; tells whether it did.
 * @throws what systemctl throws
 */
export async function stopProgram({ scope, unit }: Service): Promise<boolean> {
  const { active } = (await listUnits(scope)).get(unit) ?? notLoaded;
  const isUp = active !== "inactive" && active !== "failed";
  if (isUp) await systemctl(scope, "stop", "--", unit);
  return isUp;
}

/**
 * Stops the program and closes the sockets all at once, so that no client wakes it in between.
 * @throws what systemctl throws
 */
export async function stopAll({ scope, unit, sockets, timer }: Service): Promise<true> {
  const units = [...(timer === undefined ? [] : [timer]), ...sockets.map((socket) => socket.unit)];
  await systemctl(scope, "stop", "--", ...units, unit);
  return true;
}

/**
 * Stops the program and starts it again; clients that connect meanwhile wait in the queue of the socket.
 * @throws what systemctl throws
 */
export async function restartProgram({ scope, unit }: Service): Promise<void> {
  await systemctl(scope, "restart", "--", unit);
}
