package accesslog

import (
	"fmt"
	"strings"
)

// JSONError says where a JSON array is broken.
type JSONError struct {
	// Offset in bytes from the beginning of the text.
	Offset int
}

func (e *JSONError) Error() string {
	return fmt.Sprintf("the JSON array is broken at byte %d", e.Offset)
}

// SplitLines calls each with every line that is not blank, without its line end, until each returns an error.
func SplitLines(text string, each func(line string) error) error {
	for text != "" {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		line = strings.TrimSuffix(line, "\r")
		if isBlank(line) {
			continue
		}
		if err := each(line); err != nil {
			return err
		}
	}
	return nil
}

// SplitJSON calls each with the text of every element of a JSON array, or of every value where values follow each other
// (one object, or one object a line), or with the records within such a value when it is an envelope. A broken array is a *JSONError; outside an array, everything from the first broken
// value on is taken line by line, so that hostile text is not scanned to its end again and again.
func SplitJSON(text string, each func(value string) error) error {
	given := each
	each = func(value string) error { return unwrapped(value, given) }
	j := jsonScanner{text: text}
	if j.peek() == '[' {
		return splitArray(&j, each)
	}
	for {
		j.space()
		if j.at == len(text) {
			return nil
		}
		start := j.at
		if !j.skip(0) {
			return SplitLines(text[start:], each)
		}
		if err := each(text[start:j.at]); err != nil {
			return err
		}
	}
}

func splitArray(j *jsonScanner, each func(value string) error) error {
	var failed error
	ok := j.array(func() bool {
		j.space()
		start := j.at
		if !j.skip(1) {
			return false
		}
		failed = each(j.text[start:j.at])
		return failed == nil
	})
	if failed != nil {
		return failed
	}
	if j.space(); !ok || j.at != len(j.text) {
		return &JSONError{Offset: min(j.at, len(j.text))}
	}
	return nil
}

func isBlank(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] != ' ' && s[i] != '\t' && s[i] != '\r' {
			return false
		}
	}
	return true
}
