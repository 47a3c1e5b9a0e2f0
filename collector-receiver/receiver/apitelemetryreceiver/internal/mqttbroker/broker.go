// Package mqttbroker runs a Mosquitto for tests (Debian: mosquitto), behind a door that can be slammed.
package mqttbroker

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// readyWithin is how long a broker may take to start.
const readyWithin = 10 * time.Second

// Broker is a broker on loopback.
type Broker struct {
	// Address is that of the door; Direct is that of the broker itself.
	Address, Direct string

	t       testing.TB
	binary  string
	folder  string
	command *exec.Cmd

	mu    sync.Mutex
	conns map[net.Conn]bool
	open  bool
}

// Start starts a broker that ends with the test. settings are lines of mosquitto.conf beyond the listener; without one
// that says who may come, everybody may.
func Start(tb testing.TB, settings ...string) *Broker {
	tb.Helper()
	binary, err := exec.LookPath("mosquitto")
	if err != nil {
		binary = "/usr/sbin/mosquitto" // Debian's place, which is not on everybody's path
	}
	b := &Broker{t: tb, binary: binary, folder: tb.TempDir(), conns: map[net.Conn]bool{}, open: true, Direct: freeAddress(tb)}
	_, port, _ := net.SplitHostPort(b.Direct)
	config := "listener " + port + " 127.0.0.1\npersistence true\npersistence_location " + b.folder + "/\nmax_queued_messages 0\n"
	if len(settings) == 0 {
		settings = []string{"allow_anonymous true"}
	}
	for _, line := range settings {
		config += line + "\n"
	}
	// As root, Mosquitto would become somebody who may not write here.
	if os.Getuid() == 0 {
		config = "user root\n" + config
	}
	if err := os.WriteFile(b.config(), []byte(config), 0o600); err != nil {
		tb.Fatal(err)
	}
	b.Run()
	tb.Cleanup(b.Stop)
	b.serveDoor()
	return b
}

func (b *Broker) config() string { return filepath.Join(b.folder, "mosquitto.conf") }

// Run starts the broker after a Stop or Kill, with what it had stored.
func (b *Broker) Run() {
	b.t.Helper()
	b.command = exec.Command(b.binary, "-c", b.config()) //nolint:gosec // a test
	output, err := os.OpenFile(filepath.Join(b.folder, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = output.Close() }()
	b.command.Stdout, b.command.Stderr = output, output
	if err := b.command.Start(); err != nil {
		b.t.Fatalf("%v: the tests need Mosquitto (Debian: apt-get install mosquitto)", err)
	}
	for end := time.Now().Add(readyWithin); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		conn, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", b.Direct)
		if err == nil {
			_ = conn.Close()
			return
		}
	}
	log, _ := os.ReadFile(filepath.Join(b.folder, "log"))
	b.t.Fatalf("Mosquitto did not start:\n%s", log)
}

// Stop ends the broker, which stores what it has.
func (b *Broker) Stop() { b.end(os.Interrupt) }

func (b *Broker) end(signal os.Signal) {
	if b.command == nil {
		return
	}
	_ = b.command.Process.Signal(signal)
	_ = b.command.Wait()
	b.command = nil
}

// serveDoor passes on connections to the broker.
func (b *Broker) serveDoor() {
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.t.Fatal(err)
	}
	b.Address = listener.Addr().String()
	var serving sync.WaitGroup
	b.t.Cleanup(func() {
		_ = listener.Close()
		b.Break()
		serving.Wait()
	})
	serving.Go(func() {
		for {
			outer, err := listener.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err != nil {
				continue
			}
			inner, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", b.Direct)
			if err != nil || !b.keep(outer, inner) {
				_ = outer.Close()
				if err == nil {
					_ = inner.Close()
				}
				continue
			}
			pass := func(to, from net.Conn) {
				_, _ = io.Copy(to, from)
				_ = to.Close()
				_ = from.Close()
			}
			serving.Go(func() { pass(outer, inner) })
			serving.Go(func() { pass(inner, outer) })
		}
	})
}

func (b *Broker) keep(conns ...net.Conn) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, conn := range conns {
		b.conns[conn] = true
	}
	return b.open
}

// Break breaks all connections through the door; Open says whether it lets others in.
func (b *Broker) Break() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for conn := range b.conns {
		_ = conn.Close()
		delete(b.conns, conn)
	}
}

// Open opens or closes the door for new connections.
func (b *Broker) Open(open bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open = open
}

func freeAddress(tb testing.TB) string {
	tb.Helper()
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}
