package weir

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// jsonReader goes through a JSON text from its start to its end. It looks at the shape only as far as it must; whatever
// it hands on is checked by who takes it.
type jsonReader struct {
	text []byte
	at   int
}

var (
	errSyntax = errors.New("this is no JSON")
	errShape  = errors.New("expected something else")
)

// next is the first byte that is no space, which is not passed; 0 behind the last one.
func (r *jsonReader) next() byte {
	for ; r.at < len(r.text); r.at++ {
		switch c := r.text[r.at]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// pass passes one byte, which must be the next.
func (r *jsonReader) pass(c byte) error {
	if r.next() != c {
		return errSyntax
	}
	r.at++
	return nil
}

// null passes a null, if there is one.
func (r *jsonReader) null() bool {
	if r.next() == 'n' && bytes.HasPrefix(r.text[r.at:], []byte("null")) {
		r.at += len("null")
		return true
	}
	return false
}

// more passes what stands behind an entry, and says whether another one follows.
func (r *jsonReader) more(closing byte) (bool, error) {
	switch r.next() {
	case ',':
		r.at++
		return true, nil
	case closing:
		r.at++
		return false, nil
	default:
		return false, errSyntax
	}
}

// object calls member at the value of each member, with the key as it stands among those known. A null has no members.
func (r *jsonReader) object(known []string, member func(key string) error) error {
	if r.null() {
		return nil
	}
	if r.next() != '{' {
		return errShape
	}
	r.at++
	if r.next() == '}' {
		r.at++
		return nil
	}
	for {
		key, err := r.key(known)
		if err != nil {
			return err
		}
		if err := r.pass(':'); err != nil {
			return err
		}
		if err := member(key); err != nil {
			return err
		}
		if more, err := r.more('}'); !more || err != nil {
			return err
		}
	}
}

// key passes a key. As in encoding/json, the case of letters says nothing.
func (r *jsonReader) key(known []string) (string, error) {
	if r.next() != '"' {
		return "", errSyntax
	}
	raw, err := r.skip()
	if err != nil {
		return "", err
	}
	for _, name := range known {
		if len(raw) == len(name)+2 && string(raw[1:len(raw)-1]) == name {
			return name, nil
		}
	}
	var key string
	if err := json.Unmarshal(raw, &key); err != nil {
		return "", err
	}
	if at := slices.IndexFunc(known, func(name string) bool { return strings.EqualFold(name, key) }); at >= 0 {
		return known[at], nil
	}
	return key, nil
}

// array calls entry at each entry. A null is not present.
func (r *jsonReader) array(entry func() error) (present bool, err error) {
	if r.null() {
		return false, nil
	}
	if r.next() != '[' {
		return true, errShape
	}
	r.at++
	if r.next() == ']' {
		r.at++
		return true, nil
	}
	for {
		if err := entry(); err != nil {
			return true, err
		}
		if more, err := r.more(']'); !more || err != nil {
			return true, err
		}
	}
}

// column is an array of numbers: size learns how many entries it has before read is called at each that is not null.
// read says how long the entry is.
func (r *jsonReader) column(size func(rows int), read func(row int) (int, error)) error {
	if r.null() {
		return nil
	}
	if r.next() != '[' {
		return errShape
	}
	r.at++
	if r.next() == ']' {
		r.at++
		size(0)
		return nil
	}
	// Where only numbers stand, the next bracket ends the column and commas tell its rows.
	length := bytes.IndexByte(r.text[r.at:], ']')
	if length < 0 {
		return errSyntax
	}
	rows := bytes.Count(r.text[r.at:r.at+length], []byte(",")) + 1
	size(rows)
	for row := range rows {
		if !r.null() {
			length, err := read(row)
			if err != nil {
				return err
			}
			r.at += length
		}
		more, err := r.more(']')
		if err != nil {
			return err
		}
		if more != (row < rows-1) {
			return errSyntax
		}
	}
	return nil
}

// small reads a value that is not worth a reader of its own; nil passes it.
func (r *jsonReader) small(into any) error {
	raw, err := r.skip()
	if err != nil {
		return err
	}
	if into == nil {
		if !json.Valid(raw) {
			return errSyntax
		}
		return nil
	}
	return json.Unmarshal(raw, into)
}

// skip passes a value and returns its text, whose insides are not checked.
func (r *jsonReader) skip() ([]byte, error) {
	first := r.next()
	from := r.at
	switch first {
	case '"':
		return r.skipText()
	case '{', '[':
		depth := 0
		for r.at < len(r.text) {
			switch r.text[r.at] {
			case '"':
				if _, err := r.skipText(); err != nil {
					return nil, err
				}
				continue
			case '{', '[':
				depth++
			case '}', ']':
				depth--
			}
			if r.at++; depth == 0 {
				return r.text[from:r.at], nil
			}
		}
		return nil, errSyntax
	default:
		for r.at < len(r.text) && !strings.ContainsRune(" \t\r\n,:]}", rune(r.text[r.at])) {
			r.at++
		}
		if r.at == from {
			return nil, errSyntax
		}
		return r.text[from:r.at], nil
	}
}

func (r *jsonReader) skipText() ([]byte, error) {
	from := r.at
	for r.at++; ; r.at++ {
		length := bytes.IndexByte(r.text[r.at:], '"')
		if length < 0 {
			return nil, errSyntax
		}
		r.at += length
		backslashes := 0
		for r.text[r.at-1-backslashes] == '\\' {
			backslashes++
		}
		if backslashes%2 == 0 {
			r.at++
			return r.text[from:r.at], nil
		}
	}
}
