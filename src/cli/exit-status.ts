/** The status of our own failures; 126 and 127 are those of every shell, and the others those of the command that runs. */
export const failure = 125;
