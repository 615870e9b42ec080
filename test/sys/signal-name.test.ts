import { expect, test } from "vitest";
import { signalName } from "../../src/sys/processes/signal-name.js";

test.each([
  [9, "SIGKILL"],
  [15, "SIGTERM"],
  [37, "signal 37"],
])("signal %i is shown as %s", (number, name) => {
  expect(signalName(number)).toBe(name);
});
