// Command centrifuge serves rooms by the library that Centrifugo is made of, for the bench: commands come as lines of
// JSON on standard input (see line-worker.ts), and it ends with its input.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/centrifugal/centrifuge"
)

type command struct {
	ID        int     `json:"id"`
	Do        string  `json:"do"`
	Rooms     int     `json:"rooms"`
	PerSecond float64 `json:"perSecond"`
	Seconds   float64 `json:"seconds"`
	Bytes     int     `json:"bytes"`
}

type connectData struct {
	Room string `json:"room"`
}

const markChars = 18

func main() {
	// As the servers in Node: what is measured is what viewers hold, not what was left uncollected.
	collect := make(chan os.Signal, 1)
	signal.Notify(collect, syscall.SIGUSR2)
	go func() {
		for range collect {
			debug.FreeOSMemory()
		}
	}()
	node, err := centrifuge.New(centrifuge.Config{})
	if err != nil {
		fail(err)
	}
	node.OnConnecting(func(_ context.Context, e centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
		var data connectData
		if err := json.Unmarshal(e.Data, &data); err != nil {
			return centrifuge.ConnectReply{}, centrifuge.ErrorBadRequest
		}
		return centrifuge.ConnectReply{
			Credentials:   &centrifuge.Credentials{},
			Subscriptions: map[string]centrifuge.SubscribeOptions{data.Room: {}},
			// The driver answers no pings of its own: none must fall due while it measures.
			PingPongConfig: &centrifuge.PingPongConfig{PingInterval: 10 * time.Minute, PongTimeout: time.Minute},
		}, nil
	})
	if err := node.Run(); err != nil {
		fail(err)
	}
	out := bufio.NewWriter(os.Stdout)
	answer := func(id int, key string, value int) {
		fmt.Fprintf(out, `{"id":%d,"ok":true,%q:%d}`+"\n", id, key, value)
		out.Flush()
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var c command
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			fail(err)
		}
		switch c.Do {
		case "listen":
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				fail(err)
			}
			mux := http.NewServeMux()
			mux.Handle("/connection/websocket", centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{}))
			go func() { fail(http.Serve(listener, mux)) }()
			answer(c.ID, "port", listener.Addr().(*net.TCPAddr).Port)
		case "publish":
			answer(c.ID, "sent", publish(node, c))
		}
	}
}

// publish sends the asked number of events, evenly spread, as paced.ts does.
func publish(node *centrifuge.Node, c command) int {
	total := int(c.PerSecond*c.Seconds + 0.5)
	rest := strings.Repeat("x", max(0, c.Bytes-markChars))
	started := time.Now()
	for sent := 0; sent < total; {
		due := min(total, int(time.Since(started).Seconds()*c.PerSecond)+1)
		for ; sent < due; sent++ {
			event := fmt.Sprintf(`"~t%016d%s"`, time.Now().UnixMicro(), rest)
			if _, err := node.Publish(fmt.Sprint(sent%c.Rooms), []byte(event)); err != nil {
				fail(err)
			}
		}
		time.Sleep(time.Millisecond)
	}
	return total
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "centrifuge:", err)
	os.Exit(1)
}
