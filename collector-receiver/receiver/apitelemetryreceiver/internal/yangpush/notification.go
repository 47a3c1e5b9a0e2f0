package yangpush

import (
	"errors"
	"fmt"
	"time"
)

// Notification is one notification as a node sent it.
type Notification struct {
	// Time is when the node made it.
	Time time.Time
	// Hostname is the node's own name for itself; only the envelope of draft-ietf-netconf-notif-envelope has one.
	Hostname string
	// Module and Name say what it is, such as ietf-yang-push and push-update.
	Module, Name string
	// Content is the body of it, an object.
	Content Value
}

// Names of what notifications come in: that of draft-ietf-netconf-https-notif, which RFC 8040 and RFC 5277 have under
// other modules, and the newer envelope. In a bundle a list of them stands under the same name.
const (
	wrapNotification = "notification"
	wrapEnvelope     = "envelope"
	wrapBundle       = "bundled-message"
)

// maxBundled bounds the notifications of one message.
const maxBundled = 10_000

// ReadMessage reads the body of one message: a notification, an envelope, or several bundled.
func ReadMessage(body []byte, limits Limits) ([]Notification, error) {
	root, err := Decode(body, limits)
	if err != nil {
		return nil, err
	}
	if root.Kind != Object || len(root.Members) != 1 {
		return nil, errors.New("expected an object with ietf-https-notif:notification and nothing else")
	}
	m := root.Members[0]
	if m.Name == wrapBundle {
		return readBundle(m.Value)
	}
	return readAll(m.Name, m.Value)
}

// readBundle reads several notifications behind one header, which is not needed.
func readBundle(v Value) ([]Notification, error) {
	for _, m := range v.Members {
		if m.Name == wrapNotification || m.Name == "notification-message" {
			return readAll(wrapNotification, m.Value)
		}
	}
	return nil, errors.New("expected notifications in the bundled-message")
}

func readAll(wrap string, v Value) ([]Notification, error) {
	items := []Value{v}
	if v.Kind == Array {
		items = v.Items
	}
	if len(items) == 0 || len(items) > maxBundled {
		return nil, fmt.Errorf("expected 1 to %d notifications, found %d", maxBundled, len(items))
	}
	out := make([]Notification, 0, len(items))
	for i, item := range items {
		n, err := readOne(wrap, item)
		if err != nil {
			return nil, fmt.Errorf("notification %d: %w", i+1, err)
		}
		out = append(out, n)
	}
	return out, nil
}

func readOne(wrap string, v Value) (Notification, error) {
	if v.Kind != Object {
		return Notification{}, errors.New("expected an object")
	}
	switch wrap {
	case wrapNotification:
		return readNotification(v)
	case wrapEnvelope:
		return readEnvelope(v)
	}
	return Notification{}, fmt.Errorf("expected ietf-https-notif:notification, found %.100q", wrap)
}

func readNotification(v Value) (Notification, error) {
	var n Notification
	var content *Member
	for i := range v.Members {
		m := &v.Members[i]
		switch {
		case m.Name == "eventTime" || m.Name == "event-time":
			at, err := readTime(m.Name, m.Value)
			if err != nil {
				return n, err
			}
			n.Time = at
		case m.Value.Kind == Object && content == nil:
			content = m
		}
	}
	return n.with(content)
}

// readEnvelope reads the envelope that takes the place of the header of RFC 5277: event-time, hostname, contents.
func readEnvelope(v Value) (Notification, error) {
	n := Notification{Hostname: v.text("hostname")}
	stamp, _ := v.Get("event-time")
	at, err := readTime("event-time", stamp)
	if err != nil {
		return n, err
	}
	n.Time = at
	contents, _ := v.Get("contents")
	if len(contents.Members) != 1 {
		return n, errors.New("contents: expected one notification")
	}
	return n.with(&contents.Members[0])
}

func (n Notification) with(content *Member) (Notification, error) {
	if n.Time.IsZero() {
		return n, errors.New("eventTime: expected a date and time, found nothing")
	}
	if content == nil || content.Value.Kind != Object {
		return n, errors.New("expected an object with the notification beside eventTime")
	}
	n.Module, n.Name, n.Content = content.Module, content.Name, content.Value
	return n, nil
}

// firstTime and lastTime bound what fits into int64 nanoseconds and is no clock that was never set.
var (
	firstTime = time.Unix(0, 0)
	lastTime  = time.Unix(0, 1<<63-1)
)

func readTime(name string, v Value) (time.Time, error) {
	at, err := time.Parse(time.RFC3339Nano, v.Text)
	if err != nil || !at.After(firstTime) || at.After(lastTime) {
		return time.Time{}, fmt.Errorf("%s: expected a date and time such as 2026-11-22T10:00:00Z, found %.64q", name, v.Text)
	}
	return at, nil
}
