package orderedstorageextension

import (
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// Fields of the message PersistentMetadata. Source: exporter/exporterhelper/internal/queue/meta.proto, v0.155.0; the
// generated code is internal to its module.
const (
	fieldItems      protowire.Number = 1
	fieldBytes      protowire.Number = 2
	fieldRead       protowire.Number = 3
	fieldWrite      protowire.Number = 4
	fieldDispatched protowire.Number = 5
)

// queue is the metadata of a persistent queue.
type queue struct {
	// items and size are bit patterns of sfixed64, passed on.
	items, size uint64
	// read is the index of the next request to read, write that of the next one to append.
	read, write uint64
	// dispatched are the indices of the requests that were read and not yet done with.
	dispatched []uint64
}

// parseQueue returns errUnknownQueue when there is a field that it does not know: rewriting would lose it.
func parseQueue(message []byte) (*queue, error) {
	parsed := &queue{}
	for len(message) > 0 {
		field, wire, n := protowire.ConsumeTag(message)
		if n < 0 {
			return nil, fmt.Errorf("%w: %w", errUnknownQueue, protowire.ParseError(n))
		}
		message = message[n:]
		values := message
		switch {
		case wire == protowire.Fixed64Type:
			_, n = protowire.ConsumeFixed64(message)
			values = message[:max(n, 0)]
		case wire == protowire.BytesType && field == fieldDispatched:
			values, n = protowire.ConsumeBytes(message)
		default:
			return nil, fmt.Errorf("%w: field %d of wire type %d", errUnknownQueue, field, wire)
		}
		if n < 0 {
			return nil, fmt.Errorf("%w: %w", errUnknownQueue, protowire.ParseError(n))
		}
		message = message[n:]
		for len(values) > 0 {
			value, n := protowire.ConsumeFixed64(values)
			if n < 0 || !parsed.take(field, value) {
				return nil, fmt.Errorf("%w: field %d", errUnknownQueue, field)
			}
			values = values[n:]
		}
	}
	return parsed, nil
}

func (q *queue) take(field protowire.Number, value uint64) bool {
	switch field {
	case fieldItems:
		q.items = value
	case fieldBytes:
		q.size = value
	case fieldRead:
		q.read = value
	case fieldWrite:
		q.write = value
	case fieldDispatched:
		q.dispatched = append(q.dispatched, value)
	default:
		return false
	}
	return true
}

// bytes is the message; nothing may be dispatched any more.
func (q *queue) bytes() []byte {
	var message []byte
	add := func(field protowire.Number, value uint64) {
		message = protowire.AppendFixed64(protowire.AppendTag(message, field, protowire.Fixed64Type), value)
	}
	add(fieldItems, q.items)
	add(fieldBytes, q.size)
	add(fieldRead, q.read)
	add(fieldWrite, q.write)
	return message
}
