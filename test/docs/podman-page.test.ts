import { expect, test } from "vitest";
import { parseAddress } from "../../src/address/parse-address.js";
import { parseMap } from "../../src/address/socket-map.js";
import { planContainer } from "../../src/units/plan-container.js";
import { blocks } from "./pages.js";

const path = "docs/podman.md";

test(`${path} shows what its command writes`, () => {
  const [, line = ""] = blocks(path, "sh").join("").split("\n");
  const words = line.replaceAll("'", "").split(" ");
  expect(words.slice(0, 2)).toEqual(["rouse", "podman"]);
  const after = (option: string) => words[words.indexOf(option) + 1] ?? "";
  const { container } = planContainer({
    name: words[2] ?? "",
    scope: "user",
    systemdVersion: 252,
    addresses: [parseAddress(after("--listen"))],
    maps: [parseMap(after("--map"))],
    idle: 600_000_000,
    rouseExec: "/usr/lib/rouse/rouse-exec",
    image: after("--image"),
    // This image runs as root, and has this command.
    isRoot: true,
    command: ["/whoami"],
    origin: line,
  });
  const text = container.text.replace(/^#.*\n/, "").replace(/\n\[X-Rouse\].*$/s, "");
  expect(blocks(path, "ini")).toEqual([text]);
});
