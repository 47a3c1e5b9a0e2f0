package sourcepartitionerextension

import (
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
)

// Numbers of fields, which metrics, logs and traces have in common (opentelemetry-proto 1.x): the resources of a message,
// the resource of one of these, its attributes, key and value of an attribute, and text as a value.
const (
	resourcesField  = 1
	resourceField   = 1
	attributesField = 1
	keyField        = 1
	valueField      = 2
	textField       = 1
)

// identity is what a resource says of itself.
type identity struct{ emitter, source, environment, namespace, service string }

// keyOf is the key of a message in OTLP: who speaks in it, after its first resource. Partials and heartbeats of a collector
// are its emitter's; lines and their heartbeats are their source's: a heartbeat says "everything up to here", so it must not
// overtake anything of the same speaker. The rest is its service's. Nil when the message cannot be read.
func keyOf(message []byte) []byte {
	resources, ok := field(message, resourcesField)
	if !ok {
		return nil
	}
	resource, _ := field(resources, resourceField)
	id, ok := readIdentity(resource)
	if !ok {
		return nil
	}
	switch {
	case id.emitter != "":
		return []byte("emitter/" + id.emitter)
	case id.source != "":
		return []byte("source/" + id.source)
	}
	return []byte("service/" + id.environment + "/" + id.namespace + "/" + id.service)
}

func readIdentity(resource []byte) (id identity, ok bool) {
	ok = fields(resource, func(number protowire.Number, attribute []byte) bool {
		if number != attributesField {
			return true
		}
		name, _ := field(attribute, keyField)
		var to *string
		switch string(name) {
		case weirattr.EmitterID:
			to = &id.emitter
		case weirattr.SourceID:
			to = &id.source
		case "deployment.environment.name":
			to = &id.environment
		case "service.namespace":
			to = &id.namespace
		case "service.name":
			to = &id.service
		default:
			return true
		}
		value, _ := field(attribute, valueField)
		text, _ := field(value, textField)
		*to = string(text)
		return true
	})
	return id, ok
}

// field finds the first field of a number, which is text or a message.
func field(message []byte, wanted protowire.Number) (found []byte, ok bool) {
	fields(message, func(number protowire.Number, value []byte) bool {
		if number == wanted {
			found, ok = value, true
		}
		return !ok
	})
	return found, ok
}

// fields calls each with the fields that are text or messages, until it returns false. It returns false when the message is
// broken before that.
func fields(message []byte, each func(number protowire.Number, value []byte) bool) bool {
	for len(message) > 0 {
		number, kind, size := protowire.ConsumeTag(message)
		if size < 0 {
			return false
		}
		message = message[size:]
		if kind != protowire.BytesType {
			if size = protowire.ConsumeFieldValue(number, kind, message); size < 0 {
				return false
			}
			message = message[size:]
			continue
		}
		value, size := protowire.ConsumeBytes(message)
		if size < 0 {
			return false
		}
		if !each(number, value) {
			return true
		}
		message = message[size:]
	}
	return true
}
