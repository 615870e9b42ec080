import { quote } from "./quote.js";

/** Errors about podman, its Quadlet, and the images of containers. */
export const podmanErrors = {
  PODMAN_MISSING: (_: object) => "cannot run podman: it is not on PATH; install it",
  PODMAN_TOO_OLD: ({ version }: { version: string }) =>
    `cannot make the service with Quadlet: podman has it since version 4.4, and this is version ${version}; docs/containers.md ` +
    "has the units to write by hand",
  QUADLET_MISSING: ({ looked }: { looked: string[] }) =>
    `cannot find Quadlet, which makes services of containers: looked at ${looked.join(", ")}; install the complete ` +
    "podman package",
  QUADLET_REFUSED: ({ unit, problem }: { unit: string; problem: string }) =>
    `Quadlet makes no service of ${quote(unit)}: it says ${problem}`,
  IMAGE_MALFORMED: ({ image }: { image: string }) =>
    `cannot read the image ${quote(image)}: expected a name such as docker.io/library/redis:7 or localhost/web`,
  IMAGE_UNKNOWN: ({ image, problem }: { image: string; problem: string }) =>
    `cannot look at the image ${quote(image)}: ${problem}; run \`podman pull ${image}\` first, as the user of the service`,
  IMAGE_WITHOUT_PROGRAM: ({ image }: { image: string }) =>
    `no program to run: the image ${quote(image)} names none; put -- and the command at the end`,
  IMAGE_UNFIT: ({ image, problem }: { image: string; problem: string }) =>
    `rouse-exec cannot work in a container of ${quote(image)}: ${problem}`,
};
