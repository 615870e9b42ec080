import { type Address, formatBareAddress } from "../address/address.js";
import type { Answer } from "./answers/answer.js";

/** "127.0.0.1:80 answered GET /health with 503 at 0.1 s and with 200 at 5.2 s" */
export function describeAnswers(address: Address, changes: readonly Answer[]): string {
  const answers = changes.map(({ answer, afterMs }) => `with ${answer} at ${seconds(afterMs)}`);
  return `${formatBareAddress(address)} answered ${changes[0]?.asked} ${answers.join(" and ")}`;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
