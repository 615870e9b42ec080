import { expect, test } from "vitest";
import { formatCommandLine } from "../../src/cli/status/format-command-line.js";

test.each([
  [["python3", "-m", "http.server"], "python3 -m http.server"],
  [["sh", "-c", "a b"], "sh -c 'a b'"],
  [["redis-server 127.0.0.1:6379", "", "", ""], "redis-server 127.0.0.1:6379"],
  [["a", "", "b"], "a '' b"],
  [[], ""],
])("the command line %j is shown as %j", (words, shown) => {
  expect(formatCommandLine(words)).toBe(shown);
});
