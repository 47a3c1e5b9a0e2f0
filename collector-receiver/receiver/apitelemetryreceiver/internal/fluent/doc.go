// Package fluent reads and answers the forward protocol of Fluentd and Fluent Bit, version 1: messages in all four carrier
// modes, acknowledgements, the handshake with a shared key. Specification: Forward Protocol Specification v1 of Fluentd's
// wiki, and MessagePack. It knows no connection beyond an io.Reader, and nothing is set aside on the word of the peer about
// a length; memory grows with what has arrived.
package fluent

import (
	"errors"
	"fmt"
)

// Error is what is wrong with what a peer sent. There is no way back into step with it.
type Error struct {
	tooLarge bool
	text     string
}

func (e *Error) Error() string { return e.text }

// OverLimit says that it is over a limit, not broken.
func (e *Error) OverLimit() bool { return e.tooLarge }

func malformed(format string, args ...any) error { return &Error{text: fmt.Sprintf(format, args...)} }

func tooLarge(what string, limit int) error {
	return &Error{tooLarge: true, text: fmt.Sprintf("expected %s of at most %d bytes, found more", what, limit)}
}

// ErrNoRoom says that Limits.Reserve refused; nothing is wrong with what the peer sent.
var ErrNoRoom = errors.New("no room")
