package mqttbroker

import (
	"sync"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// Peer is another client of the broker: a device, or somebody who listens.
type Peer struct {
	t      testing.TB
	client paho.Client
}

// Peer connects another client, past the door.
func (b *Broker) Peer(id string, change func(*paho.ClientOptions)) *Peer {
	b.t.Helper()
	options := paho.NewClientOptions().AddBroker("tcp://" + b.Direct).SetClientID(id).SetAutoReconnect(true).SetOrderMatters(true)
	options.SetMaxReconnectInterval(50 * time.Millisecond)
	if change != nil {
		change(options)
	}
	p := &Peer{t: b.t, client: paho.NewClient(options)}
	p.done(p.client.Connect())
	b.t.Cleanup(p.Leave)
	return p
}

// Leave disconnects.
func (p *Peer) Leave() { p.client.Disconnect(50) }

func (p *Peer) done(token paho.Token) {
	p.t.Helper()
	if !token.WaitTimeout(readyWithin) {
		p.t.Fatal("the broker does not answer")
	}
	if err := token.Error(); err != nil {
		p.t.Fatal(err)
	}
}

// Publish sends a message, and waits until the broker has it.
func (p *Peer) Publish(topic string, payload []byte, qos byte, retain bool) {
	p.t.Helper()
	p.done(p.client.Publish(topic, qos, retain, payload))
}

// Said is what was heard, topic and payload, in its order.
type Said struct {
	mu   sync.Mutex
	said []string
}

// Listen keeps what is said.
func (p *Peer) Listen(filter string) *Said {
	p.t.Helper()
	s := &Said{}
	p.done(p.client.Subscribe(filter, 1, func(_ paho.Client, m paho.Message) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.said = append(s.said, m.Topic()+" "+string(m.Payload()))
	}))
	return s
}

// All is what was heard so far.
func (s *Said) All() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.said...)
}
