import type { Guard } from "../rouse-exec/command-line.js";
import type { Sandbox } from "../units/plan-types.js";
import type { ReadyDefinition } from "./parse-ready.js";
import type { RuleDefinitions } from "./parse-rules.js";

/**
 * A service as its owner writes it, whether on a command line or in a file: no text is read yet and no path is found.
 * `listen` has at least one entry, and `command` at least one word.
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

/** A service whose program runs in a container. */
export interface ContainerDefinition extends SocketDefinition {
  name: string;
  image: string;
  /** Arguments of the program, instead of those that the image has. */
  args?: readonly string[] | undefined;
}

/** A program that runs in the foreground, without a service manager. */
export interface ForegroundDefinition extends SocketDefinition {
  command: readonly string[];
}

/** The sockets of a service, when it sleeps, and what its clients wait for. */
interface SocketDefinition {
  /** ADDR each. */
  listen: readonly string[];
  /** BIND=NAME each. */
  maps?: readonly string[];
  /** A SPAN. */
  idle?: string | undefined;
  withoutGuards?: readonly Guard[];
  ready?: ReadyDefinition;
  rules?: RuleDefinitions;
}
