// Package mqtt keeps a subscriber connected to one broker, over MQTT 3.1.1 or 5. Messages are handed over in their order,
// and acknowledged when whoever took them says so. It knows nothing of what the messages mean.
package mqtt

import (
	"context"
	"net"
	"time"
)

// Version is a protocol level of MQTT.
type Version byte

// The protocol levels that are spoken.
const (
	Version311 Version = 4
	Version5   Version = 5
)

// Options say how to reach a broker and what to do there.
type Options struct {
	Version Version
	// Dial opens a connection to the broker.
	Dial func(ctx context.Context) (net.Conn, error)
	// ClientID names the session; two clients with one id would throw each other out.
	ClientID string
	Username string
	Password []byte
	// CleanStart begins without what an earlier session left behind.
	CleanStart bool
	// SessionExpiry is how long the broker keeps the session without a connection (MQTT 5 only).
	SessionExpiry time.Duration
	// ReceiveMaximum bounds the unacknowledged messages on the way (MQTT 5 only; with 3.1.1 the broker has a bound).
	ReceiveMaximum uint16
	// MaxPacketSize bounds packets in bytes. Of a longer message the end is cut off, so that it can be acknowledged.
	MaxPacketSize int
	KeepAlive     time.Duration
	// Timeout bounds connecting, subscribing, and each write.
	Timeout       time.Duration
	Subscriptions []Subscription
	// Will is what the broker says when the connection is lost; it is said as well at an orderly end.
	Will *Publication
	// Birth is said after each connecting.
	Birth *Publication
	// FirstWait and LastWait bound the wait before another try; it doubles.
	FirstWait, LastWait time.Duration
	// OnMessage takes a message. It is called in order, one at a time, and may wait; ctx ends with the connection. After
	// that Ack has no effect, and the broker sends the message again.
	OnMessage func(ctx context.Context, m Message)
	// OnUp is called when the client is connected and subscribed; resumed says that the broker had kept the session.
	OnUp func(resumed bool)
	// OnDown is called when a connection is lost, or could not be made.
	OnDown func(err error)
}

// Subscription is a topic filter and the highest quality of service that is wanted.
type Subscription struct {
	Filter string
	QoS    byte
}

// Publication is a message to send.
type Publication struct {
	Topic   string
	Payload []byte
	QoS     byte
	Retain  bool
}

// Message is a message that was received.
type Message struct {
	Topic   string
	Payload []byte
	QoS     byte
	// Retained: the broker had kept the message and sends it because of a subscription.
	Retained bool
	// Duplicate: the broker sent the message before, and heard no acknowledgement.
	Duplicate bool
	// Ack acknowledges the message. Messages are acknowledged in the order in which they came.
	Ack func()
}
