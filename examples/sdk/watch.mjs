import { fork } from "node:child_process";
import { watch } from "node:fs";
import { passedStdio } from "rouse";

const [program, folder = "."] = process.argv.slice(2);
const { stdio, env } = passedStdio();
let running;
const begin = () => {
  running = fork(program, { stdio, env: { ...process.env, ...env } });
  running.once("exit", () => {
    const isToBeginAgain = running.killed;
    running = undefined;
    if (isToBeginAgain) begin();
  });
};
begin();
// One save in an editor causes several events.
let saved;
watch(folder, () => {
  clearTimeout(saved);
  saved = setTimeout(() => (running ? running.kill() : begin()), 50);
});
