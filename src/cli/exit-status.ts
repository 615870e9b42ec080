/** The status of our own failures; 126 and 127 are those of every shell, and the others those of the command that runs. */
export const failure = 125;

/** Thrown by a command that has printed everything, to end with this status. */
export class ExitStatus extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`exit status ${status}`);
    this.status = status;
  }
}
