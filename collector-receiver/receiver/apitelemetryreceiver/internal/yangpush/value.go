package yangpush

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Kind is what a value is.
type Kind uint8

// The kinds of RFC 7951. Empty is a leaf of type empty, written [null]; Null is what JSON has and RFC 7951 has not.
const (
	Null Kind = iota
	Object
	Array
	String
	NumberKind
	Bool
	Empty
)

// Value is a node of a tree of JSON data. The zero value is null.
type Value struct {
	Kind Kind
	// Text is a string, a number as it was written, or true or false.
	Text string
	// Members are those of an object, in their order.
	Members []Member
	// Items are those of an array.
	Items []Value
}

// Member is one member of an object.
type Member struct {
	// Module is what stands before the colon of the name; empty where the parent's module holds.
	Module string
	Name   string
	Value  Value
}

// Limits bound what is read of one message.
type Limits struct {
	// Depth is how many objects and arrays may stand inside each other.
	Depth int
	// Values is how many values there may be in all.
	Values int
}

// ErrLimit says that a message is larger than Limits allow.
var ErrLimit = errors.New("over the limit")

// Decode reads one JSON text and nothing behind it. Its errors say what is wrong, and for a person where.
func Decode(text []byte, limits Limits) (Value, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	d := treeDecoder{decoder: decoder, limits: limits}
	token, err := decoder.Token()
	if err != nil {
		return Value{}, d.broken(err)
	}
	v, err := d.value(token, 1)
	if err != nil {
		return Value{}, err
	}
	if _, err = decoder.Token(); !errors.Is(err, io.EOF) {
		return Value{}, fmt.Errorf("byte %d: expected the end of the text", decoder.InputOffset())
	}
	return v, nil
}

type treeDecoder struct {
	decoder *json.Decoder
	limits  Limits
	values  int
}

func (d *treeDecoder) broken(err error) error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("byte %d: %w", d.decoder.InputOffset(), err)
}

func (d *treeDecoder) value(token json.Token, depth int) (Value, error) {
	if d.values++; d.values > d.limits.Values {
		return Value{}, fmt.Errorf("%w: more than %d values", ErrLimit, d.limits.Values)
	}
	switch t := token.(type) {
	case string:
		return Value{Kind: String, Text: t}, nil
	case json.Number:
		return Value{Kind: NumberKind, Text: t.String()}, nil
	case bool:
		if t {
			return Value{Kind: Bool, Text: "true"}, nil
		}
		return Value{Kind: Bool, Text: "false"}, nil
	case json.Delim:
		if depth > d.limits.Depth {
			return Value{}, fmt.Errorf("%w: deeper than %d", ErrLimit, d.limits.Depth)
		}
		if t == '{' {
			return d.object(depth)
		}
		return d.array(depth)
	}
	return Value{}, nil
}

func (d *treeDecoder) object(depth int) (Value, error) {
	v := Value{Kind: Object}
	for {
		token, err := d.decoder.Token()
		if err != nil {
			return Value{}, d.broken(err)
		}
		name, ok := token.(string)
		if !ok {
			return v, nil
		}
		if token, err = d.decoder.Token(); err != nil {
			return Value{}, d.broken(err)
		}
		inner, err := d.value(token, depth+1)
		if err != nil {
			return Value{}, err
		}
		module, local := splitName(name)
		v.Members = append(v.Members, Member{Module: module, Name: local, Value: inner})
	}
}

func (d *treeDecoder) array(depth int) (Value, error) {
	v := Value{Kind: Array}
	for {
		token, err := d.decoder.Token()
		if err != nil {
			return Value{}, d.broken(err)
		}
		if token == json.Delim(']') {
			break
		}
		inner, err := d.value(token, depth+1)
		if err != nil {
			return Value{}, err
		}
		v.Items = append(v.Items, inner)
	}
	if len(v.Items) == 1 && v.Items[0].Kind == Null {
		return Value{Kind: Empty}, nil
	}
	return v, nil
}

// splitName divides "module:name"; without a colon the module is empty.
func splitName(name string) (module, local string) {
	if module, local, ok := strings.Cut(name, ":"); ok {
		return module, local
	}
	return "", name
}

// Get returns the member of an object with a name, whatever its module.
func (v Value) Get(name string) (Value, bool) {
	for i := range v.Members {
		if v.Members[i].Name == name {
			return v.Members[i].Value, true
		}
	}
	return Value{}, false
}

// text returns the text of a member that is a leaf, or nothing.
func (v Value) text(name string) string {
	m, _ := v.Get(name)
	return m.Text
}

// JSON writes the value again.
func (v Value) JSON() string {
	var out strings.Builder
	v.write(&out)
	return out.String()
}

func (v Value) write(out *strings.Builder) {
	switch v.Kind {
	case Object:
		out.WriteByte('{')
		for i, m := range v.Members {
			if i > 0 {
				out.WriteByte(',')
			}
			name := m.Name
			if m.Module != "" {
				name = m.Module + ":" + name
			}
			writeString(out, name)
			out.WriteByte(':')
			m.Value.write(out)
		}
		out.WriteByte('}')
	case Array:
		out.WriteByte('[')
		for i, item := range v.Items {
			if i > 0 {
				out.WriteByte(',')
			}
			item.write(out)
		}
		out.WriteByte(']')
	case String:
		writeString(out, v.Text)
	case NumberKind, Bool:
		out.WriteString(v.Text)
	case Empty:
		out.WriteString("[null]")
	default:
		out.WriteString("null")
	}
}

func writeString(out *strings.Builder, s string) {
	quoted, _ := json.Marshal(s) // a string can always be written
	out.Write(quoted)
}
