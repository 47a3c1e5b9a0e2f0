// Command shipper sends the lines of its standard input to the receiver through the official client of a protocol, in
// windows, as they come, each again and again until it is acknowledged. After each window it writes the number of lines
// acknowledged so far; it ends when all are.
//
//	shipper lumberjack|fluent host:port lines-a-window < access.log
package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

	lumberjack "github.com/elastic/go-lumber/client/v2"
	"github.com/fluent/fluent-logger-golang/fluent"
)

// retryAfter is the pause after a failure.
const retryAfter = 50 * time.Millisecond

// answerWithin bounds the wait for an acknowledgement; what blocks longer is sent again.
const answerWithin = 10 * time.Second

// sender sends one window; the error says that it is not acknowledged.
type sender func(from int, lines []string) error

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "shipper:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("expected lumberjack or fluent, host:port and lines a window, found %q", args)
	}
	size, err := strconv.Atoi(args[2])
	if err != nil || size < 1 {
		return fmt.Errorf("expected lines a window, found %q", args[2])
	}
	send, err := senderFor(args[0], args[1])
	if err != nil {
		return err
	}
	scanner := bufio.NewScanner(os.Stdin)
	for from := 0; ; {
		var lines []string
		for len(lines) < size && scanner.Scan() {
			lines = append(lines, scanner.Text())
		}
		if len(lines) == 0 {
			return scanner.Err()
		}
		for send(from, lines) != nil {
			time.Sleep(retryAfter)
		}
		from += len(lines)
		fmt.Println(from)
	}
}

func senderFor(protocol, address string) (sender, error) {
	switch protocol {
	case "lumberjack":
		return overLumberjack(address), nil
	case "fluent":
		return overFluent(address)
	}
	return nil, fmt.Errorf("expected lumberjack or fluent, found %q", protocol)
}

// overLumberjack sends events as Filebeat makes them: the client is the one that Filebeat has.
func overLumberjack(address string) sender {
	var client *lumberjack.SyncClient
	read := time.Now().UTC() // Filebeat keeps the time of reading from one try to the next
	return func(from int, lines []string) error {
		var err error
		if client == nil {
			if client, err = lumberjack.SyncDial(address, lumberjack.Timeout(answerWithin), lumberjack.CompressionLevel(3)); err != nil {
				client = nil
				return err
			}
		}
		events := make([]any, len(lines))
		for i, line := range lines {
			events[i] = map[string]any{
				"@timestamp": read.Format("2006-01-02T15:04:05.000Z"), "message": line,
				"log":    map[string]any{"offset": (from + i) * 100, "file": map[string]any{"path": "/var/log/nginx/access.log"}},
				"fields": map[string]any{"service": "by-lumberjack"}, "host": map[string]any{"name": "web-1"},
				"agent": map[string]any{"type": "filebeat", "version": "8.15.0"},
			}
		}
		if _, err = client.Send(events); err != nil {
			_ = client.Close()
			client = nil
		}
		return err
	}
}

// overFluent sends messages of one line each, as the client does, and waits for the acknowledgement of each. Within a window
// it begins again behind the last line that was acknowledged.
func overFluent(address string) (sender, error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		return nil, err
	}
	var client *fluent.Fluent
	done := 0
	return func(from int, lines []string) error {
		for done < from+len(lines) {
			if client == nil {
				// The client itself sends a message again with the chunk that it had.
				if client, err = fluent.New(fluent.Config{
					FluentHost: host, FluentPort: port, RequestAck: true, SubSecondPrecision: true, ReadTimeout: answerWithin,
					WriteTimeout: answerWithin, MaxRetry: 1000, RetryWait: 50, MaxRetryWait: 200,
				}); err != nil {
					client = nil
					return err
				}
			}
			record := map[string]string{"log": lines[done-from], "container_name": "/by-fluent"}
			if err := client.Post("shop.access", record); err != nil {
				return err
			}
			done++
		}
		return nil
	}, nil
}
