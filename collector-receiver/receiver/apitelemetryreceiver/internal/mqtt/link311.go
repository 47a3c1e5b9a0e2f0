package mqtt

import (
	"context"
	"fmt"
	"net"
	"net/url"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// leaveTime is how long the library may take to say goodbye, in milliseconds.
const leaveTime = 200

// link311 is a connection in MQTT 3.1.1.
type link311 struct {
	client  paho.Client
	guard   *guard
	options *Options
	loss
}

func connect311(ctx context.Context, g *guard, options *Options) (link, bool, error) {
	l := &link311{guard: g, options: options}
	o := paho.NewClientOptions()
	o.AddBroker("tcp://broker:1883") // named for the library's sake: the connection is made already
	o.SetCustomOpenConnectionFn(func(*url.URL, paho.ClientOptions) (net.Conn, error) { return g, nil })
	o.SetProtocolVersion(uint(Version311))
	o.SetClientID(options.ClientID)
	o.SetUsername(options.Username)
	o.SetPassword(string(options.Password))
	o.SetCleanSession(options.CleanStart)
	o.SetKeepAlive(options.KeepAlive)
	o.SetPingTimeout(options.Timeout)
	o.SetConnectTimeout(options.Timeout)
	o.SetWriteTimeout(options.Timeout)
	o.SetAutoReconnect(false)
	o.SetConnectRetry(false)
	o.SetAutoAckDisabled(true)
	o.SetOrderMatters(true)
	o.SetDefaultPublishHandler(l.receive)
	o.SetConnectionLostHandler(func(_ paho.Client, err error) { l.because(err) })
	if w := options.Will; w != nil {
		o.SetBinaryWill(w.Topic, w.Payload, w.QoS, w.Retain)
	}
	l.client = paho.NewClient(o)
	token := l.client.Connect()
	if err := wait(ctx, token); err != nil {
		l.client.Disconnect(0)
		return nil, false, fmt.Errorf("connecting: %w", err)
	}
	connected, ok := token.(*paho.ConnectToken)
	return l, ok && connected.SessionPresent(), nil
}

func (l *link311) receive(_ paho.Client, m paho.Message) {
	l.options.OnMessage(l.guard.done, Message{
		Topic: m.Topic(), Payload: m.Payload(), QoS: m.Qos(), Retained: m.Retained(), Duplicate: m.Duplicate(), Ack: m.Ack,
	})
}

func (l *link311) subscribe(ctx context.Context) error {
	filters := map[string]byte{}
	for _, s := range l.options.Subscriptions {
		filters[s.Filter] = s.QoS
	}
	token := l.client.SubscribeMultiple(filters, nil)
	if err := wait(ctx, token); err != nil {
		return fmt.Errorf("subscribing: %w", err)
	}
	if granted, ok := token.(*paho.SubscribeToken); ok {
		for filter, qos := range granted.Result() {
			if qos&0x80 != 0 {
				return fmt.Errorf("subscribing: the broker refuses %q", filter)
			}
		}
	}
	return nil
}

func (l *link311) publish(ctx context.Context, p Publication) error {
	return wait(ctx, l.client.Publish(p.Topic, p.QoS, p.Retain, p.Payload))
}

func (l *link311) lost() <-chan struct{} { return l.guard.done.Done() }

func (l *link311) end() {
	l.client.Disconnect(leaveTime)
	_ = l.guard.Close()
}

func wait(ctx context.Context, token paho.Token) error {
	select {
	case <-token.Done():
		return token.Error()
	case <-ctx.Done():
		return ctx.Err()
	}
}
