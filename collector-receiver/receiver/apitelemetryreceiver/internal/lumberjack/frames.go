// Package lumberjack reads windows of events as Filebeat and Logstash send them: version 2 of the Lumberjack protocol
// (JSON events) and version 1 (pairs), plain or compressed. Specification: PROTOCOL.md of logstash-input-beats. It knows
// no connection: what is read comes from an io.Reader, acknowledgements are bytes to be written. Nothing is set aside on
// the word of the peer about a length; memory grows with what has arrived.
package lumberjack

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Types of frames. Each begins with a version, '1' or '2', and a type.
const (
	typeWindow     = 'W'
	typeJSON       = 'J'
	typeData       = 'D'
	typeCompressed = 'C'
	typeAck        = 'A'
)

// Versions of the protocol, as they stand in frames.
const (
	Version1 byte = '1'
	Version2 byte = '2'
)

// AppendAck adds to frame the acknowledgement of all events of a window up to a sequence number. The number 0 only says
// that somebody is at work.
func AppendAck(frame []byte, version byte, sequence uint32) []byte {
	return binary.BigEndian.AppendUint32(append(frame, version, typeAck), sequence)
}

// Limits bound what is read.
type Limits struct {
	// Frame bounds the payload of a frame in bytes: an event, or the packed bytes of a compressed frame.
	Frame int
	// Events and Size, in bytes unpacked, bound a batch: what is over goes into the next one.
	Events, Size int
	// Reserve, which may be nil, is asked for room for what has arrived, packed bytes included; without it reading ends with
	// ErrNoRoom.
	Reserve func(n int) bool
}

func (l *Limits) reserve(b *Batch, n int) error {
	if l.Reserve == nil {
		return nil
	}
	if !l.Reserve(n) {
		return ErrNoRoom
	}
	b.Held += n
	return nil
}

// ErrNoRoom says that Limits.Reserve refused; nothing is wrong with what the peer sent.
var ErrNoRoom = errors.New("no room")

// Error is what is wrong with what a peer sent. There is no way back into step with it.
type Error struct {
	tooLarge bool
	text     string
}

func (e *Error) Error() string { return e.text }

// OverLimit says that it is over a limit, not broken.
func (e *Error) OverLimit() bool { return e.tooLarge }

func malformed(format string, args ...any) error { return &Error{text: fmt.Sprintf(format, args...)} }

func tooLarge(what string, n uint64, limit int) error {
	return &Error{tooLarge: true, text: fmt.Sprintf("expected %s of at most %d bytes, found %d announced", what, limit, n)}
}
