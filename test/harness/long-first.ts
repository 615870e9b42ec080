import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Each takes more than 25 seconds. Most of them are short files: they run tables that stand elsewhere. */
const long = [
  /systemd\/killed/,
  /servers\/(matrix|daemons)/,
  /matching\//,
  /build\/fuzz/,
  /holders\/(in-vain|left-out)/,
  /convert\/services/,
  /sleep\/race/,
  /containers\/podman/,
  /idle\/(at-rest|in-use)/,
  /adopt\/own-traffic/,
];

function isLong({ moduleId }: TestSpecification): boolean {
  return long.some((pattern) => pattern.test(moduleId));
}

/**
 * Starts the long files first, so that no worker has much to do when the others have finished. vitest knows that from
 * the last run; on a clean checkout there was none, and it would start the biggest files first.
 */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
