// server PORT: answers every GET on 127.0.0.1:PORT with "ok"; `server passed` serves the socket in LISTEN_FDS.
package main

import (
	"io"
	"log"
	"net"
	"net/http"
	"os"
)

func listen(place string) (net.Listener, error) {
	if place == "passed" {
		return net.FileListener(os.NewFile(3, "passed"))
	}
	return net.Listen("tcp", "127.0.0.1:"+place)
}

func main() {
	listener, err := listen(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "ok\n")
	})))
}
