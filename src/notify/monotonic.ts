/** CLOCK_MONOTONIC in microseconds, as MONOTONIC_USEC wants it. */
export function monotonicUsec(): bigint {
  return process.hrtime.bigint() / 1000n;
}
