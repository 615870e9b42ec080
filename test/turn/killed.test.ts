import { expect, test } from "vitest";
import { isAlive } from "../harness/procs.js";
import { until } from "../harness/until.js";
import { Group, type Member } from "./group.js";

async function newGroup() {
  const group = new Group();
  const holder = await group.add("holder", "tcp", [], { end: 1.5 });
  const second = await group.add("second", "unix");
  const third = await group.add("third", "tcp");
  return { group, holder, second, third };
}

const queue = async (member: Member) => {
  const asked = member.ask();
  await member.queued();
  return { asked };
};

test("the turn of a rouse-exec that is killed is over when its program has ended", async () => {
  const { group, holder, second } = await newGroup();
  const client = await holder.hold();
  const { asked } = await queue(second);
  const { program_pid: pid } = await holder.reported(({ connections }) => connections === 1);
  process.kill(holder.running.pid, "SIGKILL");
  await asked;
  expect(isAlive(pid ?? 0)).toBe(false);
  client.destroy();
  expect(group.violations).toEqual([]);
  await until(() => group.tickets.length === 1, { what: "the ticket of the dead to go" });
});

test("one that waits and is killed keeps nobody from its turn", async () => {
  const { group, holder, second, third } = await newGroup();
  const client = await holder.hold();
  const lost = await second.say("ask");
  await second.queued();
  const { asked } = await queue(third);
  process.kill(second.running.pid, "SIGKILL");
  await second.running.exit();
  lost.destroy();
  client.destroy();
  await asked;
  expect(group.violations).toEqual([]);
  expect(group.runs).toEqual([holder.address, third.address]);
});

test("a program that is killed gives the turn to the next one", async () => {
  const { group, holder, second } = await newGroup();
  const client = await holder.hold();
  const { asked } = await queue(second);
  const { program_pid: pid } = await holder.reported(({ connections }) => connections === 1);
  process.kill(pid ?? 0, "SIGKILL");
  await asked;
  client.destroy();
  expect(group.violations).toEqual([]);
});
