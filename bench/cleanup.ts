type Undo = () => void | Promise<void>;

const undos: Undo[] = [];

/** Runs `undo` at the end of the measure, the last one first, also when it fails or is interrupted. */
export function defer(undo: Undo): void {
  undos.push(undo);
}

export async function undoAll(): Promise<void> {
  for (let undo = undos.pop(); undo; undo = undos.pop()) await undo();
}

/** Ctrl-C leaves nothing behind either; then it ends us as it would have. */
export function undoWhenInterrupted(): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, async () => {
      await undoAll();
      process.kill(process.pid, signal);
    });
  }
}
