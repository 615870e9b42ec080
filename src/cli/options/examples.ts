/** Command lines with all that a command needs at least, for the messages about a part that is missing. */
export const addExample = "rouse add web --listen 8080 -- python3 -m http.server 8080";
export const listenExample = "rouse listen 8080 -- python3 -m http.server 8080";
export const podmanExample = "rouse podman web --image docker.io/traefik/whoami --listen 8080";
export const probeExample = "rouse probe -- python3 -m http.server 8080";
