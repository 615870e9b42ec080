// adopt-http ADDR...: net/http on each address, such as :80, 127.0.0.1:80 or /path; answers with facts, as JSON.
// With LOADED=FILE in its environment, by status 503 until that file is there; with EXITS=1 it handles SIGTERM, by exiting.
package main

import (
	"encoding/json"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
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
		if isLoading() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		json.NewEncoder(w).Encode(map[string]any{"address": address, "pid": os.Getpid(), "peer": r.RemoteAddr})
	})))
}

func isLoading() bool {
	loaded := os.Getenv("LOADED")
	_, err := os.Stat(loaded)
	return loaded != "" && err != nil
}

func exitWhenTold() {
	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGTERM)
	<-told
	os.Exit(0)
}

func main() {
	if os.Getenv("EXITS") != "" {
		go exitWhenTold()
	}
	for _, address := range os.Args[1:] {
		go serve(address)
	}
	select {}
}
