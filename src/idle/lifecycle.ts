export type State = "used" | "quiet" | "leaving" | "over";

/**
 * `used`: somebody is there. `quiet`: nobody is. `touched`: somebody was, for a moment. `due`: the idle time may
 * be over. `leave`: at a close look nobody is there, and no more are let in.
 */
export type Event = "used" | "quiet" | "touched" | "due" | "leave" | "cancel";

export type Action = "startClock" | "hurry" | "look" | "goAway" | "stop";

export type Step = readonly [next: State, action?: Action];

/** What is not in here changes nothing. From `leaving` no way leads back: the service manager knows of it. */
export const lifecycle: Readonly<Record<State, Partial<Record<Event, Step>>>> = {
  used: {
    quiet: ["quiet", "startClock"],
    cancel: ["over", "stop"],
  },
  quiet: {
    used: ["used"],
    touched: ["quiet", "startClock"],
    // A connection at rest has closed, perhaps the last that we waited for.
    quiet: ["quiet", "hurry"],
    due: ["quiet", "look"],
    leave: ["leaving", "goAway"],
    cancel: ["over", "stop"],
  },
  leaving: {},
  over: {},
};
