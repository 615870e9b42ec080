// adopt-http ADDR...: net/http on each address, such as :80, 127.0.0.1:80 or /path; answers with facts, as JSON.
package main

import (
	"encoding/json"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
)

func listen(address string) (net.Listener, error) {
	if strings.HasPrefix(address, "/") {
		return net.Listen("unix", address)
	}
	return net.Listen("tcp", address)
}

func serve(address string) {
	listener, err := listen(address)
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		json.NewEncoder(w).Encode(map[string]any{"address": address, "pid": os.Getpid(), "peer": r.RemoteAddr})
	})))
}

func main() {
	for _, address := range os.Args[1:] {
		go serve(address)
	}
	select {}
}
