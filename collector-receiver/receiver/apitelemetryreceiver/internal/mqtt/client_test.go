package mqtt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/mqttbroker"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// subscriber is a client with what it got.
type subscriber struct {
	t       *testing.T
	options Options
	client  *Client
	end     context.CancelFunc
	running sync.WaitGroup

	mu       sync.Mutex
	messages []Message
	up, down int
	resumed  bool
	why      error
	ack      bool
}

func subscribe(t *testing.T, address string, change func(*Options)) *subscriber {
	t.Helper()
	s := &subscriber{t: t, ack: true}
	s.options = Options{
		Version: Version5,
		Dial: func(ctx context.Context) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "tcp", address)
		},
		ClientID: "weir", SessionExpiry: time.Hour, ReceiveMaximum: 100, MaxPacketSize: 1 << 20, KeepAlive: time.Minute, Timeout: 2 * time.Second,
		Subscriptions: []Subscription{{Filter: "a/#", QoS: 1}}, FirstWait: 10 * time.Millisecond, LastWait: 50 * time.Millisecond,
		OnMessage: func(_ context.Context, m Message) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.messages = append(s.messages, m)
			if s.ack {
				m.Ack()
			}
		},
		OnUp: func(resumed bool) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.up++
			s.resumed = resumed
		},
		OnDown: func(err error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.down++
			s.why = err
		},
	}
	if change != nil {
		change(&s.options)
	}
	s.start()
	t.Cleanup(s.stop)
	return s
}

func (s *subscriber) start() {
	ctx, cancel := context.WithCancel(context.Background())
	s.end = cancel
	s.client = New(s.options)
	s.running.Go(func() { s.client.Run(ctx) })
}

func (s *subscriber) stop() {
	s.end()
	s.running.Wait()
}

func (s *subscriber) locked(do func() bool) func() bool {
	return func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return do()
	}
}

func (s *subscriber) eventually(what string, do func() bool) {
	s.t.Helper()
	require.Eventually(s.t, s.locked(do), 10*time.Second, 5*time.Millisecond, what)
}

func (s *subscriber) isUp(times int) {
	s.t.Helper()
	s.eventually("connected", func() bool { return s.up >= times })
}

func (s *subscriber) payloads() []string {
	var out []string
	for _, m := range s.messages {
		out = append(out, string(m.Payload))
	}
	return out
}

func both(t *testing.T, test func(t *testing.T, version Version)) {
	t.Helper()
	for name, version := range map[string]Version{"3.1.1": Version311, "5": Version5} {
		t.Run(name, func(t *testing.T) { test(t, version) })
	}
}

func TestMessagesComeInOrderAndAreAcknowledged(t *testing.T) {
	both(t, func(t *testing.T, version Version) {
		t.Helper()
		broker := mqttbroker.Start(t)
		device := broker.Peer("device", nil)
		s := subscribe(t, broker.Address, func(o *Options) { o.Version = version })
		s.isUp(1)
		var want []string
		for i := range 500 {
			want = append(want, fmt.Sprint(i))
			device.Publish("a/b", []byte(want[i]), 1, false)
		}
		s.eventually("all", func() bool { return len(s.messages) == 500 })
		assert.Equal(t, want, s.payloads())
		time.Sleep(300 * time.Millisecond)
		broker.Break()
		s.isUp(2)
		time.Sleep(50 * time.Millisecond)
		assert.Len(t, s.payloads(), 500, "what was acknowledged does not come again")
		assert.Equal(t, Message{Topic: "a/b", QoS: 1}, Message{Topic: s.messages[0].Topic, QoS: s.messages[0].QoS})
	})
}

func TestWhatWasNotAcknowledgedComesAgain(t *testing.T) {
	for _, qos := range []byte{1, 2} {
		both(t, func(t *testing.T, version Version) {
			t.Helper()
			broker := mqttbroker.Start(t)
			device := broker.Peer("device", nil)
			s := subscribe(t, broker.Address, func(o *Options) { o.Version, o.Subscriptions[0].QoS = version, qos })
			s.isUp(1)
			s.ack = false
			device.Publish("a/b", []byte("one"), qos, false)
			device.Publish("a/b", []byte("two"), qos, false)
			s.eventually("both", func() bool { return len(s.messages) == 2 })
			s.locked(func() bool { s.messages[0].Ack(); return true })()
			time.Sleep(50 * time.Millisecond)
			broker.Break()
			s.isUp(2)
			s.eventually("again", func() bool { return len(s.messages) >= 3 })
			assert.True(t, s.resumed)
			last := s.messages[len(s.messages)-1]
			assert.Equal(t, "two", string(last.Payload))
			assert.True(t, last.Duplicate)
			// An acknowledgement for the connection that was lost has no effect, and harms nothing.
			s.messages[1].Ack()
			last.Ack()
		})
	}
}

func TestTheBrokerKeepsMessagesMeanwhile(t *testing.T) {
	both(t, func(t *testing.T, version Version) {
		t.Helper()
		broker := mqttbroker.Start(t)
		device := broker.Peer("device", nil)
		s := subscribe(t, broker.Address, func(o *Options) { o.Version = version })
		s.isUp(1)
		s.stop()
		for i := range 50 {
			device.Publish("a/b", fmt.Append(nil, i), 1, false)
		}
		s.start()
		s.eventually("all", func() bool { return len(s.messages) == 50 })
		s.isUp(2)
		assert.True(t, s.resumed)
	})
}

func TestAMessageThatIsTooLargeIsCutAndCanBeAcknowledged(t *testing.T) {
	both(t, func(t *testing.T, version Version) {
		t.Helper()
		broker := mqttbroker.Start(t)
		device := broker.Peer("device", nil)
		s := subscribe(t, broker.Address, func(o *Options) { o.Version, o.MaxPacketSize = version, 200_000 })
		s.isUp(1)
		device.Publish("a/large", bytes.Repeat([]byte{'x'}, 900_000), 1, false)
		device.Publish("a/small", []byte("small"), 1, false)
		s.eventually("the small one", func() bool { return len(s.messages) > 0 && s.messages[len(s.messages)-1].Topic == "a/small" })
		if len(s.messages) == 2 {
			// A broker of MQTT 5 is told the limit, and does not send it at all.
			assert.Greater(t, len(s.messages[0].Payload), 190_000)
			assert.Less(t, len(s.messages[0].Payload), 200_000)
		}
		assert.Equal(t, 1, s.up)
	})
}

func TestWhoDoesNotTakeHoldsTheBrokerBack(t *testing.T) {
	both(t, func(t *testing.T, version Version) {
		t.Helper()
		broker := mqttbroker.Start(t)
		device := broker.Peer("device", nil)
		taking := make(chan struct{})
		var got sync.WaitGroup
		got.Add(200)
		s := subscribe(t, broker.Address, func(o *Options) {
			o.Version = version
			o.OnMessage = func(ctx context.Context, m Message) {
				select {
				case <-taking:
					m.Ack()
					got.Done()
				case <-ctx.Done():
				}
			}
		})
		s.isUp(1)
		for i := range 200 {
			device.Publish("a/b", fmt.Append(nil, i), 1, false)
		}
		time.Sleep(50 * time.Millisecond)
		close(taking)
		done := make(chan struct{})
		go func() { got.Wait(); close(done) }()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			t.Fatal("not all messages came")
		}
	})
}

func TestWhoWaitsForRoomIsReleasedWithTheConnection(t *testing.T) {
	both(t, func(t *testing.T, version Version) {
		t.Helper()
		broker := mqttbroker.Start(t)
		device := broker.Peer("device", nil)
		s := subscribe(t, broker.Address, func(o *Options) {
			o.Version = version
			o.OnMessage = func(ctx context.Context, _ Message) { <-ctx.Done() }
		})
		s.isUp(1)
		device.Publish("a/b", []byte("x"), 1, false)
		time.Sleep(20 * time.Millisecond)
		broker.Break()
		s.isUp(2)
	})
}

func TestWillBirthAndPublish(t *testing.T) {
	both(t, func(t *testing.T, version Version) {
		t.Helper()
		broker := mqttbroker.Start(t)
		said := broker.Peer("listener", nil).Listen("s/#")
		heard := func(want ...string) {
			t.Helper()
			require.Eventually(t, func() bool { return assert.ObjectsAreEqual(want, said.All()) }, 5*time.Second, 5*time.Millisecond, "%v", want)
		}
		s := subscribe(t, broker.Address, func(o *Options) {
			o.Version = version
			o.Birth = &Publication{Topic: "s/state", Payload: []byte("here"), QoS: 1, Retain: true}
			o.Will = &Publication{Topic: "s/state", Payload: []byte("gone"), QoS: 1, Retain: true}
		})
		s.isUp(1)
		require.NoError(t, s.client.Publish(t.Context(), Publication{Topic: "s/command", Payload: []byte("go")}))
		heard("s/state here", "s/command go")
		broker.Break()
		s.isUp(2)
		heard("s/state here", "s/command go", "s/state gone", "s/state here")
		s.stop()
		heard("s/state here", "s/command go", "s/state gone", "s/state here", "s/state gone")
		require.ErrorIs(t, s.client.Publish(t.Context(), Publication{Topic: "s/x"}), ErrNotConnected)
	})
}

func TestRetainedMessagesAreMarked(t *testing.T) {
	both(t, func(t *testing.T, version Version) {
		t.Helper()
		broker := mqttbroker.Start(t)
		device := broker.Peer("device", nil)
		device.Publish("a/b", []byte("old"), 1, true)
		s := subscribe(t, broker.Address, func(o *Options) { o.Version = version })
		s.eventually("old", func() bool { return len(s.messages) == 1 })
		assert.True(t, s.messages[0].Retained)
		device.Publish("a/b", []byte("new"), 1, true)
		s.eventually("new", func() bool { return len(s.messages) == 2 })
		assert.False(t, s.messages[1].Retained)
	})
}

func TestWrongPassword(t *testing.T) {
	both(t, func(t *testing.T, version Version) {
		t.Helper()
		passwords := filepath.Join(t.TempDir(), "passwords")
		require.NoError(t, exec.Command("mosquitto_passwd", "-b", "-c", passwords, "weir", "right").Run())
		broker := mqttbroker.Start(t, "allow_anonymous false", "password_file "+passwords)
		with := func(password string) *subscriber {
			return subscribe(t, broker.Address, func(o *Options) {
				o.Version, o.Username, o.Password = version, "weir", []byte(password)
			})
		}
		wrong := with("wrong")
		wrong.eventually("refused", func() bool { return wrong.why != nil })
		require.ErrorContains(t, wrong.why, "connecting")
		assert.Zero(t, wrong.up)
		wrong.stop()
		with("right").isUp(1)
	})
}

// readPacket reads a packet of less than 128 bytes, and returns what is behind its fixed header.
func readPacket(conn net.Conn) []byte {
	head := make([]byte, 2)
	if _, err := io.ReadFull(conn, head); err != nil {
		return nil
	}
	body := make([]byte, head[1])
	_, _ = io.ReadFull(conn, body)
	return body
}

func TestASubscriptionThatIsRefused(t *testing.T) {
	both(t, func(t *testing.T, version Version) {
		t.Helper()
		listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
		require.NoError(t, err)
		var serving sync.WaitGroup
		serving.Go(func() {
			for {
				conn, err := listener.Accept()
				if err != nil {
					return
				}
				connack, suback := []byte{0x20, 2, 0, 0}, []byte{0x90, 3, 0, 1, 0x80}
				if version == Version5 {
					connack, suback = []byte{0x20, 3, 0, 0, 0}, []byte{0x90, 4, 0, 1, 0, 0x87}
				}
				readPacket(conn)
				_, _ = conn.Write(connack)
				copy(suback[2:4], readPacket(conn))
				_, _ = conn.Write(suback)
				readPacket(conn)
				_ = conn.Close()
			}
		})
		s := subscribe(t, listener.Addr().String(), func(o *Options) { o.Version = version })
		s.eventually("refused", func() bool { return s.why != nil })
		require.ErrorContains(t, s.why, `the broker refuses "a/#"`)
		assert.Zero(t, s.up)
		s.stop()
		require.NoError(t, listener.Close())
		serving.Wait()
	})
}

// A listener that accepts and says nothing, or nonsense, must neither hang nor end the client.
func TestNoBroker(t *testing.T) {
	both(t, func(t *testing.T, version Version) {
		t.Helper()
		for what, answer := range map[string][]byte{
			"silence": nil, "HTTP": []byte("HTTP/1.1 400 Bad Request\r\n\r\n"), "a huge CONNACK": {0x20, 0xff, 0xff, 0xff, 0x7f},
			"a broken length": {0x20, 0xff, 0xff, 0xff, 0xff, 0xff},
		} {
			listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
			require.NoError(t, err)
			var serving sync.WaitGroup
			serving.Go(func() {
				for {
					conn, err := listener.Accept()
					if errors.Is(err, net.ErrClosed) {
						return
					}
					if err == nil {
						_, _ = conn.Write(answer)
						serving.Go(func() {
							_, _ = conn.Read(make([]byte, 1000))
							_, _ = conn.Read(make([]byte, 1000))
							_ = conn.Close()
						})
					}
				}
			})
			s := subscribe(t, listener.Addr().String(), func(o *Options) { o.Version, o.Timeout = version, 100*time.Millisecond })
			s.eventually(what, func() bool { return s.down >= 2 })
			s.stop()
			require.NoError(t, listener.Close())
			serving.Wait()
			assert.Zero(t, s.up)
		}
	})
}
