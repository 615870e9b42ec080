import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCommand } from "../../src/sys/programs/parse-command.js";
import { quoteCommand, showCommand, showLine } from "../../src/sys/programs/quote-command.js";
import { needs } from "../harness/servers.js";
import { run } from "../harness/start.js";

/** Login shells that sshd gives the line to. */
const shells = ["sh", "bash", "zsh", "fish"];

const odd = [
  ...["", " ", "a b", "\n", "\n\n", "\t", "\u0001", "\u2028", "ö", "名前", "👩‍🚀"],
  ...String.raw`' '' a'b'c " \ \\ \' '\ a\ \n a\nb $HOME $(id) !! * ? [a] {a,b} ~ ~root # #a a;b & |`.split(
    " ",
  ),
  ..."< > ( ) % %1 %self a=b%c ^ =ls - -- a=b `id`".split(" "),
];

/** Strings of what shells look at, and of anything. */
const word = fc.oneof(
  fc.string({ unit: fc.constantFrom("'", "\\", "$", " ", "\n", "a", '"', "ö") }),
  fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0")),
);

test("parseCommand reads the same words again", () => {
  const words = [...odd, ...fc.sample(word, { numRuns: 400, seed: 6 })];
  expect(parseCommand(quoteCommand(words))).toEqual(words);
});

test("a line that quoteCommand wrote is shown as it is, or in the quotes $'…'", () => {
  expect(showLine(quoteCommand(["a b", "ö", "$HOME"]))).toBe("'a b' 'ö' '$HOME'");
  expect(showLine(quoteCommand(["a b", "c\nd'", "\u001b"]))).toBe("'a b' $'c\\nd\\'' $'\\x1b'");
});

needs("zsh", "fish").test.each(shells)("%s reads the same words again", async (shell) => {
  const words = [...odd, ...fc.sample(word, { numRuns: 400, seed: 6 })];
  const print = ["python3", "-c", "import json, sys; print(json.dumps(sys.argv[1:]))"];
  const { stdout, stderr } = await run([shell, "-c", quoteCommand([...print, ...words])]);
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual(words);
});

needs("zsh").test.each(["bash", "zsh"])("%s reads what a terminal shows again", async (shell) => {
  const words = [...odd, ...fc.sample(word, { numRuns: 400, seed: 7 })];
  const print = ["python3", "-c", "import json, sys; print(json.dumps(sys.argv[1:]))"];
  const shown = showCommand([...print, ...words]);
  expect(shown).not.toMatch(/[\p{C}\u2028\u2029]/u);
  const { stdout, stderr } = await run([shell, "-c", shown], { env: { LC_ALL: "C.UTF-8" } });
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual(words);
});
