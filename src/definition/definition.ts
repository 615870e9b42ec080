import type { Sandbox } from "../units/types.js";

/**
 * A service as its owner writes it, whether on a command line or in a file: no text is read yet and no path is found.
 * `listen` has one entry at least, `command` one word.
 */
export interface ServiceDefinition extends SocketDefinition {
  name: string;
  /** The program and its arguments. */
  command: readonly string[];
  /** Where the program runs; relative to our own folder, which is the default. */
  workingDirectory?: string | undefined;
  /** `NAME=VALUE` each. */
  environment?: readonly string[];
  sandbox?: Sandbox | undefined;
  runAs?: string | undefined;
}

/** The same of a program in a container. */
export interface ContainerDefinition extends SocketDefinition {
  name: string;
  image: string;
  /** What the program gets in place of the arguments that the image has. */
  args?: readonly string[] | undefined;
}

/** The same of a program in the foreground. */
export interface ForegroundDefinition extends SocketDefinition {
  command: readonly string[];
}

/** The sockets of a service, and when it sleeps. */
interface SocketDefinition {
  /** ADDR each. */
  listen: readonly string[];
  /** BIND=NAME each. */
  maps?: readonly string[];
  /** A SPAN. */
  idle?: string | undefined;
}
