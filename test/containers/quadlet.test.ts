import { expect, test } from "vitest";
import { exampleFile } from "./example.js";

/** What Quadlet makes of a line of [Container]; a key that podman 4.4 does not know has it refuse the file. */
const options: Record<string, (value: string) => string> = {
  ContainerName: (name) => `--name=${name}`,
  Notify: (value) => (value === "yes" ? "--sdnotify=container" : "--sdnotify=conmon"),
  Network: (network) => `--network=${network}`,
  ReadOnly: (value) => (value === "yes" ? "--read-only" : "--read-only=false"),
  DropCapability: (capability) => `--cap-drop=${capability}`,
  Image: (image) => image,
};

/** Section → its lines, as key and value. */
function sections(text: string): Map<string, [key: string, value: string][]> {
  const found = text.split(/^\[(\w+)\]$/m).slice(1);
  const pairs = found.flatMap((name, at) => (at % 2 === 0 ? [[name, found[at + 1] ?? ""]] : []));
  return new Map(
    pairs.map(([name = "", body = ""]) => [name, [...body.matchAll(/^(\w+)=(.*)$/gm)].map(keyed)]),
  );
}

function keyed([, key = "", value = ""]: RegExpMatchArray): [string, string] {
  return [key, value];
}

const quadlet = sections(exampleFile("web.container"));
const unit = sections(exampleFile("web.service"));

test("web.container has sections and keys that Quadlet knows, and no line of another form", () => {
  expect([...quadlet.keys()]).toEqual(["Unit", "Container", "Service"]);
  const keys = (quadlet.get("Container") ?? []).map(([key]) => key);
  expect(Object.keys(options)).toEqual(expect.arrayContaining(keys));
  const lines = exampleFile("web.container").split("\n").filter(Boolean);
  expect(lines.filter((line) => !/^(\[\w+\]|\w+=.+)$/.test(line))).toEqual([]);
});

test("web.service says by hand what Quadlet makes of web.container", () => {
  // Quadlet gives the container a cgroup below the unit's and logs in its own way; the rest is the same.
  const ownChoices = ["--cgroups=disabled", "--log-driver=passthrough"];
  const made = (quadlet.get("Container") ?? []).map(([key, value]) => options[key]?.(value) ?? key);
  const always = ["/usr/bin/podman", "run", "--replace", "--rm", "--detach"];
  const [, command = ""] = unit.get("Service")?.find(([key]) => key === "ExecStart") ?? [];
  expect(command.split(" ").toSorted()).toEqual([...always, ...ownChoices, ...made].toSorted());
  expect(unit.get("Unit")).toEqual(quadlet.get("Unit"));
  const byQuadlet = [
    ["Type", "notify"],
    ["NotifyAccess", "all"],
    ["KillMode", "mixed"],
  ];
  const expected = [...byQuadlet, ...(quadlet.get("Service") ?? [])];
  expect(unit.get("Service")).toEqual(expect.arrayContaining(expected));
});
