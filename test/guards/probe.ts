import type { Calls, Setting } from "./calls.js";

/** Who the program is; without root, only who runs the tests. */
export const users: [string, Setting][] =
  process.getuid?.() === 0
    ? [
        ["root", {}],
        ["an ordinary user", { uid: 65_534, gid: 65_534 }],
      ]
    : [["an ordinary user", {}]];

/** The answer to a new socket's connect. */
export async function connectTo(
  calls: Calls,
  place: string,
  how = "connect",
): Promise<number | string> {
  const entry = how.startsWith("32 ") ? "32 " : "";
  const fd = await calls.make(`${entry}socket 1 1 0`);
  const answer = await calls.make(`${how} ${fd} ${place}`);
  await calls.make(`close ${fd}`);
  return answer;
}
