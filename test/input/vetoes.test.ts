import { describe, expect, test } from "vitest";
import { type BusyDefinition, parseBusy } from "../../src/definition/parse-busy.js";
import { RouseError } from "../../src/errors/rouse-error.js";
import { buildArgv } from "../../src/rouse-exec/command-line.js";
import { rouseExec } from "../harness/paths.js";
import { run } from "../harness/start.js";
import { refusal } from "./refused.js";

const listen = `--listen=@rouse-vetoes-${process.pid}`;
const minute = 60_000_000;

/** Whether rouse-exec runs a program with these options, which it refuses before it does anything. */
async function takes(...options: string[]): Promise<boolean> {
  const { code } = await run([rouseExec, listen, ...options, "--", "true"]);
  return code !== 125;
}

const good: [BusyDefinition, string][] = [
  [{ cpu: "1" }, "--busy-cpu=1"],
  [{ cpu: "20%" }, "--busy-cpu=20"],
  [{ cpu: "100000" }, "--busy-cpu=100000"],
  [{ check: "test -e 'a b' && exit 3" }, "--busy-check=test -e 'a b' && exit 3"],
  [{ file: "/run/a b%c" }, "--busy-file=/run/a b%c"],
  [{ hours: ["Mon..Fri  09:00-18:00"] }, "--awake=Mon..Fri 09:00-18:00"],
  [{ hours: ["Mon,Wed..Thu,Sun 22:00-06:00"] }, "--awake=Mon,Wed..Thu,Sun 22:00-06:00"],
  [{ hours: ["00:00-24:00"] }, "--awake=00:00-24:00"],
  [{ minAwake: "90" }, "--min-awake=1min 30s"],
];
const badHours = [
  ...[
    "",
    "Mon",
    "09:00",
    "9:00-18:00",
    "09:00-18:00 ",
    " 09:00-18:00",
    "09:00 - 18:00",
    "Mon 09:00-24:01",
  ],
  ...[
    "Mon..Fri",
    "Mon-Fri 09:00-18:00",
    "mon 09:00-18:00",
    "Monday 09:00-18:00",
    "Fri..Mon 09:00-18:00",
  ],
  ...[
    "Mon, 09:00-18:00",
    "Mon..Tue..Wed 09:00-18:00",
    "Mon09:00-18:00",
    "daily 09:00-18:00",
    "09:60-10:00",
  ],
  ...[
    "24:00-06:00",
    "25:00-26:00",
    "09:00-09:00",
    "Mon 09:00-18:00 Tue 09:00-18:00",
    "09:00-18:00x",
  ],
];
const bad: [keyof BusyDefinition, option: string, ...values: string[]][] = [
  ["cpu", "--busy-cpu", "", "0", "-1", "100001", "1e3", "20 %", "0x10", "2.5", "a"],
  ["check", "--busy-check", "", " \t"],
  ["file", "--busy-file", "", "busy", "./busy", `/${"a".repeat(5000)}`],
  ["minAwake", "--min-awake", "", "0", "infinity", "soon"],
];

describe("Rouse and rouse-exec agree on what keeps a program awake:", () => {
  test.each(good)("%j is read", async (definition, option) => {
    const busy = parseBusy(definition, minute);
    const own = {
      addresses: [],
      maps: [],
      lazy: false,
      idle: minute,
      rules: { busy },
      command: [],
    };
    const options = buildArgv(own).slice(1, -1);
    expect(options).toContain(option);
    expect(await takes(...options)).toBe(true);
    const [typed = ""] = Object.values(definition).flat();
    expect(await takes("--exit-idle-time=1min", option.replace(/=.*/, `=${typed}`))).toBe(true);
  });

  test.each(bad)("%s is refused", async (key, option, ...values) => {
    for (const value of values) {
      expect(() => parseBusy({ [key]: value }, minute), value).toThrow(RouseError);
      const sentence = await refusal([listen, "--exit-idle-time=1min", `${option}=${value}`]);
      expect(sentence).toContain(`${option}=${value.slice(0, 20)}`);
    }
  });

  test.each(badHours)("%j are no hours", async (hours) => {
    expect(() => parseBusy({ hours: [hours] }, minute)).toThrow(RouseError);
    expect(await refusal([listen, "--exit-idle-time=1min", `--awake=${hours}`])).toContain(
      "--awake=",
    );
  });

  test.each([...good, [{ cpu: "20" }, "--busy-cpu=20"] as const])(
    "%j is refused where the program never sleeps",
    async (definition, option) => {
      const name = option.replace(/=.*/, "");
      expect(() => parseBusy(definition, 0)).toThrow(
        `cannot use ${name} for a program that never sleeps`,
      );
      expect(await refusal([listen, option])).toContain(`${name} keeps PROGRAM from sleep`);
      expect(await refusal([listen, "--exit-idle-time=0", option])).toContain(name);
    },
  );
});

test.each<[BusyDefinition, string]>([
  [{ cpu: "much" }, "cannot read the --busy-cpu 'much': expected a whole number from 1 to 100000"],
  [{ check: " " }, "cannot ask the --busy-check ' ': expected a command of /bin/sh"],
  [{ file: "busy" }, "cannot use the --busy-file 'busy': expected an absolute path"],
  [{ hours: ["9-5"] }, "cannot read the hours of --awake '9-5': expected DAYS HH:MM-HH:MM"],
  [
    { hours: ["Mon 09:00-09:00"] },
    "cannot end the hours of --awake 'Mon 09:00-09:00' when they begin",
  ],
  [{ minAwake: "0" }, "cannot use the --min-awake '0': expected a time for which"],
  [{ minAwake: "soon" }, "cannot read the time span 'soon' of --min-awake"],
])("%j is refused", (definition, sentence) => {
  expect(() => parseBusy(definition, minute)).toThrow(sentence);
});
