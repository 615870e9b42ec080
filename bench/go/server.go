// server PORT: answers every GET on 127.0.0.1:PORT with "ok"; `server passed` serves the socket in LISTEN_FDS.
// `server PORT 300ms` loads for so long, and answers by 503 until then.
package main

import (
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"time"
)

func listen(place string) (net.Listener, error) {
	if place == "passed" {
		return net.FileListener(os.NewFile(3, "passed"))
	}
	return net.Listen("tcp", "127.0.0.1:"+place)
}

func loadTime() time.Duration {
	if len(os.Args) < 3 {
		return 0
	}
	duration, err := time.ParseDuration(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	return duration
}

func main() {
	loaded := time.Now().Add(loadTime())
	listener, err := listen(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if time.Now().Before(loaded) {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		io.WriteString(w, "ok\n")
	})))
}
