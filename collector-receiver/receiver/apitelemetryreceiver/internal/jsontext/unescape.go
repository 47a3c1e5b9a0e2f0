// Package jsontext resolves the escapes of JSON strings (RFC 8259, section 7), for the scanners of this module: that of log
// records, which wants substrings of a line and forgives odd numbers, and that of measurements, which wants numbers from
// bytes and forgives nothing.
package jsontext

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// AppendUnescaped appends what stands between the quotes of a string, with its escapes resolved; false when one of them
// is none. Lone surrogates become U+FFFD.
func AppendUnescaped(out []byte, raw string) ([]byte, bool) {
	for i := 0; i < len(raw); i++ {
		plain := strings.IndexByte(raw[i:], '\\')
		if plain < 0 {
			return append(out, raw[i:]...), true
		}
		out = append(out, raw[i:i+plain]...)
		i += plain + 1
		if i == len(raw) {
			return out, false
		}
		switch raw[i] {
		case '"', '\\', '/':
			out = append(out, raw[i])
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case 'u':
			c, ok := Hex4(raw[i+1:])
			if !ok {
				return out, false
			}
			i += 4
			if utf16.IsSurrogate(c) {
				low, found := rune(utf8.RuneError), false
				if strings.HasPrefix(raw[i+1:], `\u`) {
					low, found = Hex4(raw[i+3:])
				}
				if c = utf16.DecodeRune(c, low); found && c != utf8.RuneError {
					i += 6
				}
			}
			out = utf8.AppendRune(out, c)
		default:
			return out, false
		}
	}
	return out, true
}

// Hex4 reads the four digits at the head of s; false when they are not there.
func Hex4[Text string | []byte](s Text) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	var c rune
	for i := range 4 {
		c <<= 4
		switch b := s[i]; {
		case b-'0' <= 9:
			c |= rune(b - '0')
		case b-'a' < 6:
			c |= rune(b-'a') + 10
		case b-'A' < 6:
			c |= rune(b-'A') + 10
		default:
			return 0, false
		}
	}
	return c, true
}
