import { RouseError } from "../errors/rouse-error.js";
import { buildArgv } from "../rouse-exec/command-line.js";
import type { TurnRule } from "../rouse-exec/rules.js";
import { escapeUnitName } from "./escape-unit-name.js";
import { formatUnit, type Section, type Setting } from "./format-unit.js";
import { plainValue } from "./plain-value.js";
import type { ServicePlan, UnitFile } from "./plan-types.js";
import { quoteExecWord } from "./quote-exec.js";
import { restartSettings } from "./restarts.js";
import { formatMark } from "./rouse-section.js";
import { startTimeout, stopTimeout } from "./service-unit.js";
import { groupSockets, unitMaps, unitReadiness } from "./socket-groups.js";
import { socketUnit } from "./socket-unit.js";
import { timerUnits } from "./timer-unit.js";
import { sharedFolder, turnFolder } from "./turns.js";

/** A service in a container; `command` is the program in the image, with its arguments. */
export interface ContainerPlan
  extends Omit<ServicePlan, "workingDirectory" | "environment" | "sandbox" | "runAs"> {
  image: string;
  /** The program is root in the container: only then rouse-exec, which runs as the same user, can write its report. */
  isRoot: boolean;
}

/** The files that Quadlet reads, podman-systemd.unit(5), and the units that are ours alone. */
export interface ContainerFiles {
  units: UnitFile[];
  /** NAME.container, of which Quadlet makes NAME.service. */
  container: UnitFile;
}

/**
 * Plans the files of a service in a container, with keys that podman 4.4 knows.
 * @throws UNIT_VALUE_UNFIT
 */
export function planContainer(plan: ContainerPlan): ContainerFiles {
  const service = { ...plan, workingDirectory: "/", environment: [] };
  const groups = groupSockets(service);
  const { head, section } = formatMark({ name: plan.name, kind: "podman", command: plan.origin });
  const text = (sections: Section[]) => head + formatUnit([...sections, section]);
  const stem = escapeUnitName(plan.name);
  const units = groups.map(({ unit }) => unit);
  return {
    units: [
      ...groups.map((group) => ({ name: group.unit, text: text(socketUnit(service, group)) })),
      ...timerUnits({ ...plan, stem }).map(({ unit, sections }) => ({
        name: unit,
        text: text(sections),
      })),
    ],
    container: {
      name: `${stem}.container`,
      text: text(containerUnit(service, units)),
    },
  };
}

function containerUnit(plan: ServicePlan & ContainerPlan, sockets: readonly string[]): Section[] {
  const description = `${plan.name}, in a container without a network`;
  const turn = plan.rules?.turn;
  return [
    [
      "Unit",
      [
        ["Description", plainValue("Description=", description)],
        ["Requires", sockets.join(" ")],
        ["StartLimitIntervalSec", "0"],
      ],
    ],
    [
      "Container",
      [
        ["Image", plan.image],
        ["Network", "none"],
        ["Notify", "yes"],
        ["Volume", `${mountable(plan.rouseExec)}:${inside}:ro`],
        ...(plan.isRoot ? [["Volume", `%t/${reports}:${reportsInside}`] as const] : []),
        ...(turn === undefined
          ? []
          : [["Volume", `${turnFolder(turn)}:${turnInside(turn)}`] as const]),
        // Entrypoint= is of podman 5.
        ["PodmanArgs", `--entrypoint=${inside}`],
        ["Exec", exec(plan)],
      ],
    ],
    [
      "Service",
      [
        ...(sockets.length > 1 ? [["Sockets", sockets.join(" ")] as const] : []),
        ...(plan.isRoot ? reportFolder : []),
        ...(turn === undefined ? [] : [sharedFolder(turn, "")]),
        // Of what rouse-exec says while it waits for its turn, podman passes nothing on.
        ["TimeoutStartSec", turn === undefined ? startTimeout(plan.ready) : "infinity"],
        ...stopTimeout(plan.rules?.stop),
        ...restartSettings(plan),
        // As the first process of a container rouse-exec cannot die of SIGTERM: it exits with 128 + 15.
        ["SuccessExitStatus", "143"],
      ],
    ],
  ];
}

/** Where rouse-exec is in the container. */
const inside = "/rouse-exec";

/** Each service has a folder, also those of a user: a container has no business with the reports of others. */
const reports = "rouse/%N";
const reportsInside = "/rouse";
const reportFolder: Setting[] = [
  ["RuntimeDirectory", reports],
  ["RuntimeDirectoryMode", "0700"],
  ["RuntimeDirectoryPreserve", "yes"],
];

function turnInside({ group }: TurnRule): string {
  return `/rouse-one-of/${group}`;
}

function exec(plan: ServicePlan & ContainerPlan): string {
  const { idle, rules, name, withoutGuards = [], command } = plan;
  const turn = rules?.turn;
  const report = plan.isRoot ? { report: `${reportsInside}/report.json` } : {};
  const own = {
    addresses: [],
    maps: unitMaps(plan),
    lazy: false,
    ready: true,
    idle,
    readiness: unitReadiness(plan),
    rules: { ...rules, turn: turn && { ...turn, group: turnInside(turn), name } },
    withoutGuards,
  };
  const [, ...words] = buildArgv({ ...own, ...report, command });
  return words.map(quadletWord).join(" ");
}

/** Quadlet unquotes the words and quotes them anew for systemd, but writes these two without quotes. */
function quadletWord(word: string): string {
  if (word !== "" && word !== ";") return quoteExecWord(word);
  const problem = "Quadlet cannot pass on an empty argument or a single ;";
  throw new RouseError("UNIT_VALUE_UNFIT", { setting: "Exec=", value: word, problem });
}

/** Quadlet gives the path to systemd as it is, which would expand and split it. */
function mountable(path: string): string {
  if (/^\/[\w@+,./-]*$/.test(path)) return path;
  const problem =
    "it has to be of letters, digits and . _ @ + , - alone; set ROUSE_EXEC_PATH to a rouse-exec whose path is";
  throw new RouseError("UNIT_VALUE_UNFIT", { setting: "Volume=", value: path, problem });
}
