package envelope

import (
	"crypto/sha256"
	"encoding/hex"
)

// PubSubData names the data of a message.
const PubSubData = "message.data"

// PubSub is a push message of Google Cloud Pub/Sub, in the wrapped form.
type PubSub struct {
	// ID tells the message apart from all others of its topic, however often it is delivered.
	ID string
	// Subscription is the full name of who pushes.
	Subscription string
	// Attributes are those of the message.
	Attributes map[string]string
	// Data are still base64; empty when the message has only attributes.
	Data string
}

// ReadPubSub reads the body of a push. Its errors are *FieldError.
func ReadPubSub(text string) (PubSub, error) {
	var body struct {
		Message *struct {
			Attributes map[string]string `json:"attributes"`
			Data       string            `json:"data"`
			ID         string            `json:"messageId"`
			SnakeID    string            `json:"message_id"`
		} `json:"message"`
		Subscription string `json:"subscription"`
	}
	if err := read(text, &body); err != nil {
		return PubSub{}, err
	}
	if body.Message == nil {
		return PubSub{}, &FieldError{"message", "an object", "nothing"}
	}
	id := body.Message.ID
	if id == "" {
		id = body.Message.SnakeID
	}
	if id == "" {
		return PubSub{}, &FieldError{"message.messageId", "the id of the message", "nothing"}
	}
	return PubSub{ID: id, Subscription: body.Subscription, Attributes: body.Message.Attributes, Data: body.Message.Data}, nil
}

// keyBytes is how much of a subscription's hash makes part of a key.
const keyBytes = 8

// Key tells the delivery apart from all others of all subscriptions: the message's id and a hash of the subscription.
func (p *PubSub) Key() string {
	sum := sha256.Sum256([]byte(p.Subscription))
	return p.ID + "-" + hex.EncodeToString(sum[:keyBytes])
}
