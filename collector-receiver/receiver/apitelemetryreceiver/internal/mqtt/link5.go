package mqtt

import (
	"context"
	"fmt"
	"time"

	"github.com/eclipse/paho.golang/paho"
)

// ackInterval is how often the library looks for acknowledgements to send.
const ackInterval = 5 * time.Millisecond

// link5 is a connection in MQTT 5.
type link5 struct {
	client  *paho.Client
	guard   *guard
	options *Options
	loss
}

func connect5(ctx context.Context, g *guard, options *Options) (link, bool, error) {
	l := &link5{guard: g, options: options}
	l.client = paho.NewClient(paho.ClientConfig{
		ClientID:                   options.ClientID,
		Conn:                       g,
		PacketTimeout:              options.Timeout,
		EnableManualAcknowledgment: true,
		SendAcksInterval:           ackInterval,
		OnPublishReceived:          []func(paho.PublishReceived) (bool, error){l.receive},
		OnClientError:              l.because,
		OnServerDisconnect: func(d *paho.Disconnect) {
			l.because(fmt.Errorf("the broker ends the connection with reason 0x%02x%s", d.ReasonCode, reasonText(d.Properties)))
		},
	})
	connack, err := l.client.Connect(ctx, l.connectPacket())
	if err != nil {
		if connack != nil {
			err = fmt.Errorf("%w (reason 0x%02x)", err, connack.ReasonCode)
		}
		return nil, false, fmt.Errorf("connecting: %w", err)
	}
	return l, connack.SessionPresent, nil
}

func (l *link5) connectPacket() *paho.Connect {
	o := l.options
	expiry, receive, largest := uint32(o.SessionExpiry/time.Second), o.ReceiveMaximum, uint32(o.MaxPacketSize)
	c := &paho.Connect{
		ClientID: o.ClientID, KeepAlive: uint16(o.KeepAlive / time.Second), CleanStart: o.CleanStart,
		Username: o.Username, UsernameFlag: o.Username != "", Password: o.Password, PasswordFlag: len(o.Password) > 0,
		Properties: &paho.ConnectProperties{
			SessionExpiryInterval: &expiry, ReceiveMaximum: &receive, MaximumPacketSize: &largest, RequestProblemInfo: true,
		},
	}
	if w := o.Will; w != nil {
		c.WillMessage = &paho.WillMessage{Topic: w.Topic, Payload: w.Payload, QoS: w.QoS, Retain: w.Retain}
		c.WillProperties = &paho.WillProperties{}
	}
	return c
}

func (l *link5) receive(p paho.PublishReceived) (bool, error) {
	m := p.Packet
	l.options.OnMessage(l.guard.done, Message{
		Topic: m.Topic, Payload: m.Payload, QoS: m.QoS, Retained: m.Retain, Duplicate: m.Duplicate(),
		// The library forgets what waits for an acknowledgement when the connection ends; so does the broker.
		Ack: func() { _ = l.client.Ack(m) },
	})
	return true, nil
}

func (l *link5) subscribe(ctx context.Context) error {
	s := &paho.Subscribe{}
	for _, subscription := range l.options.Subscriptions {
		s.Subscriptions = append(s.Subscriptions, paho.SubscribeOptions{Topic: subscription.Filter, QoS: subscription.QoS})
	}
	granted, err := l.client.Subscribe(ctx, s)
	if granted != nil {
		for i, reason := range granted.Reasons {
			if reason >= 0x80 && i < len(s.Subscriptions) {
				return fmt.Errorf("subscribing: the broker refuses %q with reason 0x%02x", s.Subscriptions[i].Topic, reason)
			}
		}
	}
	if err != nil {
		return fmt.Errorf("subscribing: %w", err)
	}
	return nil
}

func (l *link5) publish(ctx context.Context, p Publication) error {
	_, err := l.client.Publish(ctx, &paho.Publish{Topic: p.Topic, Payload: p.Payload, QoS: p.QoS, Retain: p.Retain})
	return err
}

func (l *link5) lost() <-chan struct{} { return l.guard.done.Done() }

func (l *link5) end() {
	_ = l.client.Disconnect(&paho.Disconnect{ReasonCode: 0})
	_ = l.guard.Close()
	select {
	case <-l.client.Done():
	case <-time.After(l.options.Timeout):
	}
}

func reasonText(p *paho.DisconnectProperties) string {
	if p == nil || p.ReasonString == "" {
		return ""
	}
	return ": " + p.ReasonString
}
