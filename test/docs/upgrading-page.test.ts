import { expect, test } from "vitest";
import { rouse } from "../harness/paths.js";
import { run } from "../harness/start.js";
import { blocks } from "./pages.js";

const commands = blocks("docs/upgrading.md", "sh")
  .flatMap((text) => text.trim().split("\n"))
  .map((line) => line.replace(/\s+#.*/, ""));

test("the commands of rouse on the page have the options that they are shown with", async () => {
  const own = commands.filter((line) => line.startsWith("rouse "));
  expect(own).toEqual([
    "rouse doctor",
    "rouse doctor --fix",
    "rouse ls",
    "rouse rm NAME",
    "rouse convert NAME --undo",
  ]);
  for (const line of own) {
    const [, verb = "", ...words] = line.split(" ");
    const { code, stdout } = await run([process.execPath, rouse, verb, "--help"]);
    expect({ line, code }).toEqual({ line, code: 0 });
    for (const option of words.filter((word) => word.startsWith("--"))) {
      expect(stdout).toContain(option);
    }
  }
});

test("the packages that it removes are those that there are", () => {
  const others = commands.filter((line) => !line.startsWith("rouse "));
  expect(others).toEqual(["npm uninstall --global rouse", "sudo apt remove rouse rouse-exec"]);
});
