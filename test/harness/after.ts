type Undo = () => void | Promise<void>;

/** What is made in a test lasts until its end; what is made in a beforeAll, until the end of the file. */
export type Scope = "test" | "file";

const undos = { test: new Set<Undo>(), file: new Set<Undo>() };
let current: Scope = "file";

export function scope(): Scope {
  return current;
}

/** Runs `undo` at the end of the scope, the last one first. */
export function after(undo: Undo): void {
  undos[current].add(undo);
}

/** What is made from now on belongs to `next`. */
export function enter(next: Scope): void {
  current = next;
}

export async function undoAll(of: Scope): Promise<void> {
  const latestFirst = [...undos[of]].reverse();
  undos[of].clear();
  const failures: unknown[] = [];
  for (const undo of latestFirst) {
    await Promise.resolve()
      .then(undo)
      .catch((error: unknown) => failures.push(error));
  }
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, "cleaning up failed more than once");
}
