/** For every server of WSGI applications; it answers with facts. */
export const wsgiApplication = `
import json, os

def application(environ, start_response):
    facts = {"pid": os.getpid()}
    host, port = environ.get("REMOTE_ADDR"), environ.get("REMOTE_PORT")
    if host and port:
        facts["peer"] = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    start_response("200 OK", [])
    return [json.dumps(facts).encode()]
`;
