/** For every server of WSGI applications; it answers with facts; with LOADED=FILE in its environment, by 503 until that file is there. */
export const wsgiApplication = `
import json, os

def application(environ, start_response):
    facts = {"pid": os.getpid()}
    host, port = environ.get("REMOTE_ADDR"), environ.get("REMOTE_PORT")
    if host and port:
        facts["peer"] = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    loaded = os.environ.get("LOADED")
    is_loading = loaded and not os.path.exists(loaded)
    start_response("503 Loading" if is_loading else "200 OK", [])
    return [json.dumps(facts).encode()]
`;
