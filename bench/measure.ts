/** What a line of the table is about; without a target it is there to explain another. */
export interface Goal {
  what: string;
  /** Written after each figure: `ms`, `µs`, `kB`; ratios have none. */
  unit?: string;
  target?: Target;
  /** On every machine: the bench ends with status 1 when the target is missed. */
  mustBeMet?: boolean;
}

/** One line of the table: what was measured, or why it was not. */
export type Row = Measured | (Goal & { reason: string });

export interface Measured extends Goal {
  samples: number[];
  /** The figures that a ratio or a difference was made of. */
  beside?: string;
}

export interface Target {
  is: "≥" | "≤" | "<";
  value: number;
}

/** What the command line said. */
export interface Settings {
  /** Pairs of each measure; without it each has its own number. */
  rounds: number | undefined;
}

export interface Measure {
  name: string;
  /** The lines of the table when nothing of it can be measured. */
  goals: Goal[];
  measure(settings: Settings): Promise<Row[]>;
}

/** The machine lacks what the measure takes; anything else that goes wrong is a failure. */
export class NotMeasured extends Error {}

export const atLeast = (value: number): Target => ({ is: "≥", value });
export const atMost = (value: number): Target => ({ is: "≤", value });
export const below = (value: number): Target => ({ is: "<", value });
