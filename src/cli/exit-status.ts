/** Ours; below it are those of the command that runs, 126 and 127 as every shell has them. */
export const failure = 125;

/** Thrown by a command that has said all there is to say, to end with this status. */
export class ExitStatus extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`exit status ${status}`);
    this.status = status;
  }
}
