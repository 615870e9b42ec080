/** After how long without a connection a service sleeps, unless it is said: a span. */
export const defaultIdle = "10min";
