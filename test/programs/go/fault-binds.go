// fault-binds ADDR COUNT: binds ADDR COUNT times, one after the other, while goroutines keep every thread busy, so
// that Go's runtime preempts by SIGURG all the time. Prints "begins", how many binds succeeded, and the first error, and stays.
package main

import (
	"fmt"
	"net"
	"os"
	"runtime"
	"strconv"
)

func spin() {
	for n := 0; ; n++ {
		_ = n
	}
}

func main() {
	count, _ := strconv.Atoi(os.Args[2])
	for i := 0; i < 4*runtime.NumCPU(); i++ {
		go spin()
	}
	fmt.Println("begins")
	good, failure := 0, error(nil)
	for i := 0; i < count; i++ {
		listener, err := net.Listen("tcp", os.Args[1])
		if err == nil {
			good++
			listener.Close()
		} else if failure == nil {
			failure = err
		}
	}
	fmt.Println(good, "of", count, failure)
	select {}
}
