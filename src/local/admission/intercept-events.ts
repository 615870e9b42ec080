import type { Server } from "node:http";

type Emit = (event: string | symbol, ...args: unknown[]) => boolean;

/** The events of a server while they are intercepted. */
export interface Interception {
  /** Emits an event to the listeners of the server. */
  readonly pass: Emit;
  /** Gives the server its own `emit` back. */
  remove(): void;
}

/**
 * Has `handle` called for every event that Node emits on the server, in place of the server's listeners. It does not
 * matter who listens, or since when.
 */
export function interceptEvents(
  server: Server,
  handle: (event: string | symbol, args: unknown[]) => boolean,
): Interception {
  const { emit } = server;
  const own = Object.getOwnPropertyDescriptor(server, "emit");
  const value: Emit = (event, ...args) => handle(event, args);
  Object.defineProperty(server, "emit", { value, configurable: true, writable: true });
  return {
    pass: (event, ...args) => Reflect.apply(emit, server, [event, ...args]) === true,
    remove() {
      Reflect.deleteProperty(server, "emit");
      if (own !== undefined) Object.defineProperty(server, "emit", own);
    },
  };
}
