import { RouseError } from "../../../errors/rouse-error.js";
import type { Scope } from "../../../units/plan-types.js";
import { showUnits } from "../manager/show-units.js";

/** Throws when one of the socket units does not listen. @throws SOCKET_NOT_LISTENING */
export async function requireListening(scope: Scope, units: readonly string[]): Promise<void> {
  const facts = await showUnits(scope, units, "ActiveState", "Result");
  const lost = units.findIndex((_, index) => facts[index]?.("ActiveState") !== "active");
  const unit = units[lost];
  if (unit === undefined) return;
  const problem = `systemd says ${facts[lost]?.("Result")}`;
  throw new RouseError("SOCKET_NOT_LISTENING", { unit, problem });
}
