import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAddress } from "../../address/parse-address.js";
import type { UnitChange } from "../../engines/engine.js";
import { readIfThere } from "../../engines/systemd/change/unit-changes.js";
import { VerifiedChanges } from "../../engines/systemd/change/verified-changes.js";
import { findService } from "../../engines/systemd/inventory/find-service.js";
import type { Service } from "../../engines/systemd/inventory/find-services.js";
import {
  readSocketUnit,
  type SocketUnit,
} from "../../engines/systemd/inventory/read-socket-unit.js";
import { requireOpenPorts } from "../../engines/systemd/preconditions/privileged-ports.js";
import { requireFreeAddresses } from "../../engines/systemd/preconditions/require-free-addresses.js";
import { systemd } from "../../engines/systemd/systemd.js";
import { RouseError } from "../../errors/rouse-error.js";
import { asUnit } from "../../podman/quadlet.js";
import { findNamedOne } from "../../services/find-named.js";
import { makeTemporaryFolder } from "../../sys/folders/temporary-folder.js";
import { requireLinux } from "../../sys/platform.js";
import { changeNotes, copyNotes } from "../changes/change-notes.js";
import { changingUnits } from "../changes/changing-units.js";
import { namedScope, requireRights } from "../options/scope.js";
import type { EditOptions } from "./edit-options.js";
import { runEditor } from "./editor.js";
import { type Edited, sayEdited } from "./say-edited.js";
import { setOptions } from "./set-options.js";

/**
 * Changes the options of a service, or lets the user change its units, and applies the result.
 * @throws SERVICE_UNKNOWN, SERVICE_AMBIGUOUS, SERVICE_CONVERTED; what setOptions throws; TEMPORARY_FOLDER_UNSAFE, EDITOR_FAILED; EDIT_REFUSED, which keeps the text
 */
export async function editService(name: string, options: EditOptions): Promise<void> {
  requireLinux();
  const asked = namedScope(options, "edit");
  (await findNamedOne(name, asked)).requireVerb("edit");
  const { scope } = findService(name, asked);
  requireRights(scope, "edit");
  // What a killed command left is mended before the user reads it. Nobody waits while he edits.
  await changingUnits([scope], options, async () => undefined);
  const service = findService(name, scope);
  const { kind, unit } = service;
  if (kind === "convert") throw new RouseError("SERVICE_CONVERTED", { name, unit });
  const { set } = options;
  if (set === undefined) return editInEditor(service, options);
  const edited = await changingUnits([scope], options, async () => {
    const { changes, requirePossible } = await setOptions(findService(name, scope), set);
    await requirePossible();
    return accept(service, changes, options.dryRun ?? false);
  });
  sayEdited(edited, options.json ?? false);
}

async function editInEditor(service: Service, options: EditOptions): Promise<void> {
  const folder = makeTemporaryFolder("rouse-edit-");
  const changes = await edit(service, folder);
  try {
    const edited = await changingUnits([service.scope], options, () => {
      requireUnchanged(changes);
      return accept(service, changes, options.dryRun ?? false);
    });
    sayEdited(edited, options.json ?? false);
  } catch (cause) {
    if (!(cause instanceof RouseError)) throw cause;
    throw new RouseError("EDIT_REFUSED", { problem: cause.message, folder }, { cause });
  }
  rmSync(folder, { recursive: true });
}

/** Opens copies of the files in one editor, sockets first, as `systemctl edit` does, and returns what changed. */
async function edit({ files }: Service, folder: string): Promise<UnitChange[]> {
  const copies = files.map((path) => {
    const unit = path.slice(path.lastIndexOf("/") + 1);
    return { unit, path, copy: join(folder, unit), before: readFileSync(path, "utf8") };
  });
  for (const { copy, before } of copies) writeFileSync(copy, before);
  try {
    await runEditor(copies.map(({ copy }) => copy));
    return copies.map(({ copy, ...unit }) => ({ ...unit, after: readFileSync(copy, "utf8") }));
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
}

/** @throws UNITS_CHANGED */
function requireUnchanged(changes: readonly UnitChange[]): void {
  const changed = changes.find(({ path, before }) => readIfThere(path) !== before);
  if (changed) throw new RouseError("UNITS_CHANGED", { path: changed.path });
}

async function accept(
  service: Service,
  changes: readonly UnitChange[],
  dryRun: boolean,
): Promise<Edited> {
  const { scope, unit } = service;
  const known = { service, changes, dryRun };
  if (changes.every(({ before, after }) => before === after)) return { ...known, notes: [] };
  const sockets = changes.flatMap(readSocket);
  const verified = await VerifiedChanges.verify(scope, changes, { asUnit });
  const addresses = sockets.flatMap(({ listen }) => listen).map((text) => parseAddress(text));
  requireOpenPorts(scope, addresses);
  await requireFreeAddresses(addresses, { scope, unit, isStopped: true });
  const notes = [...(await changeNotes(scope, changes)), ...copyNotes(verified, dryRun)];
  if (!dryRun) await systemd.apply({ unit, addresses, changes: verified });
  return { ...known, notes };
}

/** @throws UNIT_UNMARKED */
function readSocket({ unit, after }: UnitChange): SocketUnit[] {
  if (after === undefined) return [];
  const socket = readSocketUnit(after);
  if (socket === undefined) throw new RouseError("UNIT_UNMARKED", { unit });
  return [socket];
}
