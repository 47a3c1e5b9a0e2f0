// Package envelope opens what clouds put around log lines when they push them over HTTP: requests of Amazon Data Firehose
// to an HTTP endpoint, and push messages of Google Cloud Pub/Sub. Both carry their data as base64. It is pure.
package envelope

import (
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
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
const gzipMagic = "\x1f\x8b"

// Unpack decodes base64 and what is packed with gzip in it, and writes at most limit bytes to w. path is what an error
// calls data. Other errors than a *FieldError and ErrTooLarge are those of w.
func Unpack(w io.Writer, path, data string, limit int64) (size int64, err error) {
	decoder := base64.NewDecoder(base64.StdEncoding, strings.NewReader(data))
	head := make([]byte, len(gzipMagic))
	n, err := io.ReadFull(decoder, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, notBase64(path, err)
	}
	start := strings.NewReader(string(head[:n]))
	if n < len(head) || string(head) != gzipMagic {
		return copyBounded(w, io.MultiReader(start, decoder), limit, func(err error) error { return notBase64(path, err) })
	}
	packed := func(err error) error {
		return &FieldError{path, "data that are whole when they are packed with gzip", err.Error()}
	}
	reader, err := gzip.NewReader(io.MultiReader(start, decoder))
	if err != nil {
		return 0, packed(err)
	}
	return copyBounded(w, reader, limit, packed)
}

func notBase64(path string, err error) error {
	// Where the decoder says that it is cannot be believed: it counts from its last refill.
	var corrupt base64.CorruptInputError
	if errors.As(err, &corrupt) {
		return &FieldError{path, "base64", "other characters"}
	}
	return &FieldError{path, "base64", err.Error()}
}

// copyBounded copies up to limit bytes; broken makes an error of the reader the caller's.
func copyBounded(w io.Writer, r io.Reader, limit int64, broken func(error) error) (int64, error) {
	var size int64
	var buffer [32 << 10]byte
	for {
		n, err := r.Read(buffer[:])
		if size += int64(n); size > limit {
			return size, fmt.Errorf("%w: over %d bytes", ErrTooLarge, limit)
		}
		if _, wrong := w.Write(buffer[:n]); wrong != nil {
			return size, wrong
		}
		switch {
		case errors.Is(err, io.EOF):
			return size, nil
		case err != nil:
			return size, broken(err)
		}
	}
}
