"""fails-until.py FILE tcp|unix|udp ADDRESS: ends with 3 while there is no FILE; then it is server.py."""
import os
import sys

file, *rest = sys.argv[1:]
if not os.path.exists(file):
    print("fails", flush=True)
    sys.exit(3)
os.execv(sys.executable, [sys.executable, os.path.join(os.path.dirname(__file__), "server.py"), *rest])
