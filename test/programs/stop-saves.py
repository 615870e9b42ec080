"""stop-saves.py PORT: serves one connection after another on 127.0.0.1:PORT in a thread, while the main thread waits for
signals. At SIGTERM it saves for three seconds in another thread, and ends; at a second one it says so, and ends at once."""
import os, signal, socket, sys, threading, time

signals = 0


def save():
    time.sleep(3)
    print("saved", flush=True)
    os._exit(0)


def stop(*_):
    global signals
    signals += 1
    if signals > 1:
        print("cut off", flush=True)
        os._exit(1)
    threading.Thread(target=save).start()


def serve(server):
    while True:
        client, _ = server.accept()
        client.recv(1000)
        client.sendall(b"HTTP/1.0 200 OK\r\n\r\nhello")
        client.close()


signal.signal(signal.SIGTERM, stop)
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
threading.Thread(target=serve, args=(server,), daemon=True).start()
while True:
    signal.pause()
