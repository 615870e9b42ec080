import { askHttp, type Facts, type From } from "./facts.js";
import { dialled, type Place, placesOf, type Spot } from "./places.js";
import { Run, type Server } from "./server.js";
import { type ServeOptions, type Service, serve, type Way } from "./service.js";

/** A server that runs, or sleeps, and how it is asked. */
export interface Started {
  service: Service;
  run: Run;
  /** One for each socket that the server asks for. */
  asks: ((from?: From) => Promise<Facts>)[];
}

/** Starts a server, with another command line than the catalog's where one is given. */
export async function startServer(
  { ask = askHttp, ...server }: Pick<Server, "command" | "ask">,
  spots: readonly Spot[],
  way: Way = "LISTEN_FDS",
  options: ServeOptions = {},
): Promise<Started> {
  const places = await placesOf(spots);
  const run = new Run(places);
  const sockets = places.map(({ passed }) => passed);
  const service = await serve(way, sockets, await server.command(run), options);
  const askAt =
    (place: Place) =>
    (from: From = {}) => {
      const asking = { from, kind: place.kind, folder: run.folder };
      return service.explain(ask(dialled(place), asking));
    };
  return { service, run, asks: places.filter(({ asked }) => asked !== undefined).map(askAt) };
}
