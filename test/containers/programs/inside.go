// inside ADDR...: serves on each address, such as :80 or /path, and tells about its container, as JSON.
// GET /exit/N ends it, /signal/N has it ended by a signal, /handle/N has SIGTERM end it with that status,
// /orphan leaves a process without a parent until /release.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

var orphanInput io.WriteCloser

func status(pid string) map[string]string {
	text, _ := os.ReadFile("/proc/" + pid + "/status")
	said := map[string]string{}
	for _, line := range strings.Split(string(text), "\n") {
		key, value, _ := strings.Cut(line, ":")
		said[key] = strings.TrimSpace(value)
	}
	return said
}

func processes() []map[string]string {
	found := []map[string]string{}
	folders, _ := filepath.Glob("/proc/[0-9]*")
	for _, folder := range folders {
		said := status(filepath.Base(folder))
		found = append(found, map[string]string{
			"name": said["Name"], "pid": said["Pid"], "parent": said["PPid"], "state": said["State"],
			"filters": said["Seccomp_filters"],
		})
	}
	return found
}

func passedToProgram() []string {
	found := []string{}
	for _, pair := range os.Environ() {
		if strings.HasPrefix(pair, "LISTEN_") {
			found = append(found, pair)
		}
	}
	return found
}

// The parent of the orphan ends at once.
func orphan() {
	reader, writer, err := os.Pipe()
	if err != nil {
		log.Fatal(err)
	}
	parent := exec.Command("/proc/self/exe", "--parent")
	parent.Stdin, orphanInput = reader, writer
	if err := parent.Run(); err != nil {
		log.Fatal(err)
	}
	reader.Close()
}

func answer(w http.ResponseWriter, r *http.Request) {
	verb, argument, _ := strings.Cut(r.URL.Path[1:], "/")
	var number int
	fmt.Sscan(argument, &number)
	switch verb {
	case "exit":
		os.Exit(number)
	case "signal":
		syscall.Kill(os.Getpid(), syscall.Signal(number))
	case "handle":
		asked := make(chan os.Signal, 1)
		signal.Notify(asked, syscall.SIGTERM)
		go func() { <-asked; os.Exit(number) }()
	case "orphan":
		orphan()
	case "release":
		orphanInput.Close()
	}
	json.NewEncoder(w).Encode(map[string]any{"peer": r.RemoteAddr, "processes": processes(),
		"passed": passedToProgram()})
}

func serve(address string) {
	network := "tcp"
	if strings.HasPrefix(address, "/") {
		network = "unix"
	}
	listener, err := net.Listen(network, address)
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.Serve(listener, http.HandlerFunc(answer)))
}

func main() {
	switch os.Args[1] {
	case "--parent":
		child := exec.Command("/proc/self/exe", "--orphan")
		child.Stdin = os.Stdin
		if err := child.Start(); err != nil {
			log.Fatal(err)
		}
	case "--orphan":
		io.Copy(io.Discard, os.Stdin)
	default:
		for _, address := range os.Args[1:] {
			go serve(address)
		}
		select {}
	}
}
