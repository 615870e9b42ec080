/** Listens when a promise of the top level is settled, by a module that is imported then. */
await new Promise((resolve) => setTimeout(resolve, 20));
await import("./plain.mjs");
