/** What a server can listen on: the columns of the compatibility table. */
export const shapes = ["one TCP", "several TCP", "unix", "UDP"] as const;
export type Shape = (typeof shapes)[number];
