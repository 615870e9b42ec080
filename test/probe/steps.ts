import { program } from "../harness/paths.js";

/** The command that does these steps, which the fixture explains. */
export function steps(...all: string[]): string[] {
  return ["python3", program("probe-steps.py"), ...all];
}
