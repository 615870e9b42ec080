/** Ours; below it are those of the command that runs, 126 and 127 as every shell has them. */
export const failure = 125;
