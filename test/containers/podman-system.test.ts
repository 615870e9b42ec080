import { describePodman } from "./podman-command.js";

describePodman("system");
