// Package envelope opens what clouds put around log lines when they push them over HTTP: requests of Amazon Data Firehose
// to an HTTP endpoint, and push messages of Google Cloud Pub/Sub. Both carry their data as base64. It is pure.
package envelope

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

// FieldError says which member of an envelope is not as its service writes it.
type FieldError struct {
	// Path is the member, such as records[3].data.
	Path string
	// Expected and Found say what should stand there and what does.
	Expected, Found string
}

func (e *FieldError) Error() string {
	return e.Path + ": expected " + e.Expected + ", found " + e.Found
}

// ErrTooLarge says that data are larger unpacked than the caller has room for.
var ErrTooLarge = errors.New("the unpacked data are too large")

// read reads one JSON object and names the member that is of another type.
func read(text string, into any) error {
	err := json.Unmarshal([]byte(text), into)
	var wrongType *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrongType):
		path := wrongType.Field
		if path == "" {
			path = "body"
		}
		return &FieldError{path, kindName(wrongType.Type.Kind().String()), wrongType.Value}
	}
	return &FieldError{"body", "a JSON object", err.Error()}
}

// kindName says in JSON's words what Go calls otherwise.
func kindName(kind string) string {
	switch kind {
	case "struct", "map":
		return "an object"
	case "slice":
		return "an array"
	case "int64":
		return "a number"
	}
	return "a " + kind
}

// gzipMagic opens data that are packed with gzip (RFC 1952), as subscriptions of CloudWatch Logs are.
var gzipMagic = []byte{0x1f, 0x8b}

// unpackers are readers of gzip and room to copy, which are larger than most of what they read.
var unpackers = sync.Pool{New: func() any { return new(unpacker) }}

type unpacker struct {
	gzip   gzip.Reader
	source bytes.Reader
	buffer [32 << 10]byte
}

// Unpack decodes base64 and what is packed with gzip in it, and writes at most limit bytes to w. path is what an error
// calls data. Other errors than a *FieldError and ErrTooLarge are those of w.
func Unpack(w io.Writer, path, data string, limit int64) (size int64, err error) {
	raw, err := base64.StdEncoding.DecodeString(data)
	switch {
	case err != nil:
		return 0, &FieldError{path, "base64", "something else"}
	case bytes.HasPrefix(raw, gzipMagic):
		u := unpackers.Get().(*unpacker)
		defer unpackers.Put(u)
		u.source.Reset(raw)
		return u.copy(w, path, limit)
	case int64(len(raw)) > limit:
		return 0, tooLarge(limit)
	}
	n, err := w.Write(raw)
	return int64(n), err
}

func tooLarge(limit int64) error { return fmt.Errorf("%w: over %d bytes", ErrTooLarge, limit) }

// copy writes what is packed, as long as it is within the limit.
func (u *unpacker) copy(w io.Writer, path string, limit int64) (size int64, err error) {
	err = u.gzip.Reset(&u.source)
	for n := 0; err == nil; {
		n, err = u.gzip.Read(u.buffer[:])
		if size += int64(n); size > limit {
			return size, tooLarge(limit)
		}
		if _, wrong := w.Write(u.buffer[:n]); wrong != nil {
			return size, wrong
		}
	}
	if errors.Is(err, io.EOF) {
		return size, nil
	}
	return size, &FieldError{path, "data that are whole when they are packed with gzip", err.Error()}
}
