export type State = "used" | "quiet" | "leaving" | "over";

/**
 * `used`: a client is connected. `quiet`: none is. `touched`: a client was there for a moment. `due`: the idle time may
 * be over. `leave`: an exact check has found no client, and no more are accepted.
 */
export type Event = "used" | "quiet" | "touched" | "due" | "leave" | "cancel";

export type Action = "startClock" | "hurry" | "look" | "goAway" | "stop";

type Step = readonly [next: State, action?: Action];

/** An event without an entry changes nothing. `leaving` is final, because the service manager has been told. */
export const lifecycle: Readonly<Record<State, Partial<Record<Event, Step>>>> = {
  used: {
    quiet: ["quiet", "startClock"],
    cancel: ["over", "stop"],
  },
  quiet: {
    used: ["used"],
    touched: ["quiet", "startClock"],
    // A resting connection has closed, perhaps the last one that we waited for.
    quiet: ["quiet", "hurry"],
    due: ["quiet", "look"],
    leave: ["leaving", "goAway"],
    cancel: ["over", "stop"],
  },
  leaving: {},
  over: {},
};
