import { basename, relative } from "node:path";
import type { Scope, UnitFile } from "../../../units/plan-types.js";
import type { UnitChange } from "../../engine.js";
import { unitFolder } from "../manager/folders.js";
import { verifyUnits } from "../manager/verify-units.js";
import { findMissingCopy, type RouseExecCopy, withStandIn } from "./rouse-exec-copy.js";

/** Describes what systemd is to read where that is not the written files alone. */
interface Reading {
  /** Returns what systemd reads of a file that is written: of a .container, the service that Quadlet makes of it. */
  asUnit?: (scope: Scope, file: UnitFile) => Promise<UnitFile>;
  /** The units that are there already, to which drop-ins among the changes belong. */
  given?: readonly UnitFile[];
}

/**
 * Changes whose files systemd has read and takes. `applyChanges` writes only these, and only `verify` makes them: so
 * that no command can forget to have them verified, and a dry run has it done without a change.
 */
export class VerifiedChanges {
  readonly scope: Scope;
  readonly all: readonly UnitChange[];
  /** The rouse-exec that the units name, where it has to be copied first. */
  readonly copy: RouseExecCopy | undefined;

  private constructor(scope: Scope, all: readonly UnitChange[], copy: RouseExecCopy | undefined) {
    this.scope = scope;
    this.all = all;
    this.copy = copy;
  }

  /** @throws UNITS_REFUSED with what systemd says, ANALYZE_MISSING */
  static async verify(
    scope: Scope,
    changes: readonly UnitChange[],
    { asUnit = async (_, file) => file, given = [] }: Reading = {},
  ): Promise<VerifiedChanges> {
    const files = changes.flatMap(({ path, after }) =>
      after === undefined ? [] : { name: nameInFolder(scope, path), text: after },
    );
    const copy = findMissingCopy(scope, files);
    const units = await Promise.all(files.map((file) => asUnit(scope, withStandIn(file, copy))));
    await verifyUnits(scope, units, given);
    return new VerifiedChanges(scope, changes, copy);
  }
}

/** `web.socket`, `web.service.d/zz-rouse.conf`, and the last part of a path outside the folder of units. */
function nameInFolder(scope: Scope, path: string): string {
  const name = relative(unitFolder(scope), path);
  return name.startsWith("../") ? basename(path) : name;
}
