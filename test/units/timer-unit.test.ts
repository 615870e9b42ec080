import { expect, test } from "vitest";
import { parseAddress } from "../../src/address/parse-address.js";
import { planContainer } from "../../src/units/plan-container.js";
import { planUnits } from "../../src/units/plan-units.js";

const rules = { busy: { hours: ["Mon..Fri 09:00-18:00", "22:00-06:00"] } };
const own = {
  ...({ name: "my web", scope: "user", systemdVersion: 252, maps: [], idle: 60_000_000 } as const),
  ...{ addresses: [parseAddress("127.0.0.1:80")], rouseExec: "/rouse-exec", command: ["/web"] },
};

test("hours in which a service stays awake have a timer", () => {
  const plan = { ...own, workingDirectory: "/", environment: [], origin: "rouse add" };
  expect(planUnits(plan).map(({ name }) => name)).toEqual([
    "my\\x20web.socket",
    "my\\x20web.service",
  ]);
  const [, timer, service] = planUnits({ ...plan, rules });
  expect(timer?.name).toBe("my\\x20web-awake.timer");
  expect(timer?.text).toContain(
    `[Unit]
Description=my web, the hours in which it stays awake

[Timer]
OnCalendar=Mon..Fri 09:00
OnCalendar=22:00
AccuracySec=1s
Unit=my\\x20web.service

[Install]
WantedBy=timers.target

[X-Rouse]
`,
  );
  expect(service?.text).toContain(` "--awake=Mon..Fri 09:00-18:00" --awake=22:00-06:00 `);
});

test("so have those of a container", () => {
  const plan = {
    ...own,
    image: "localhost/web",
    isRoot: true,
    origin: "rouse podman",
    name: "web",
  };
  const { units, container } = planContainer({ ...plan, rules });
  expect(units.map(({ name }) => name)).toEqual(["web.socket", "web-awake.timer"]);
  expect(units[1]?.text).toContain("Unit=web.service\n");
  expect(container.text).toContain(` "--awake=Mon..Fri 09:00-18:00" --awake=22:00-06:00 `);
});
