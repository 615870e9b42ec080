type Undo = () => void | Promise<void>;

const undos: Undo[] = [];
let isInterrupted = false;

/** Runs `undo` at the end of the measure, the last one first, also when it fails or is interrupted. */
export function defer(undo: Undo): void {
  undos.push(undo);
}

export async function undoAll(): Promise<void> {
  for (let undo = undos.pop(); undo; undo = undos.pop()) await undo();
}

/** Ctrl-C leaves nothing behind either; then it ends us as it would have. */
export function undoWhenInterrupted(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, async () => {
      isInterrupted = true;
      await undoAll();
      process.kill(process.pid, signal);
    });
  }
}

/** What fails while we clean up, fails because we do: goes no further, until the signal ends us. */
export async function waitIfInterrupted(): Promise<void> {
  if (isInterrupted) await new Promise(() => undefined);
}
