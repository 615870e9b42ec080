/** Imported first: what is to happen in ten seconds happens in a fifth of one. */
const { setTimeout: later } = globalThis;
globalThis.setTimeout = (act, delay, ...rest) =>
  later(act, delay === 10_000 ? 200 : delay, ...rest);
