package route

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// canonical brings a segment into the one form that all its spellings share (RFC 3986, 6.2.2): matrix parameters
// (";jsessionid=…") go, needless percent-encoding goes, needed percent-encoding is upper case, letters of any script
// stand as themselves, and what is neither (controls, spaces, braces, broken UTF-8) is percent-encoded. The result is
// valid UTF-8 and never holds '{', so no path can pretend to be a placeholder.
func canonical(segment string) string {
	if isPlain(segment) {
		return segment
	}
	segment, _, _ = strings.Cut(segment, ";")
	var out strings.Builder
	out.Grow(len(segment))
	var high []byte // a run of bytes from 0x80 up, not yet known to be text
	for i := 0; i < len(segment); i++ {
		c, encoded := segment[i], false
		if c == '%' && i+2 < len(segment) && isHex(segment[i+1]) && isHex(segment[i+2]) {
			c, encoded = unhex(segment[i+1])<<4|unhex(segment[i+2]), true
			i += 2
		}
		if c >= utf8.RuneSelf {
			high = append(high, c)
			continue
		}
		high = flush(&out, high)
		if decodable[c] || (pchar[c] && !encoded) {
			out.WriteByte(c)
		} else {
			percent(&out, c)
		}
	}
	flush(&out, high)
	return out.String()
}

// isPlain says that a segment is canonical already, as nearly all are.
func isPlain(segment string) bool {
	for i := 0; i < len(segment); i++ {
		if c := segment[i]; c >= utf8.RuneSelf || !pchar[c] {
			return false
		}
	}
	return true
}

func flush(out *strings.Builder, high []byte) []byte {
	for i := 0; i < len(high); {
		r, size := utf8.DecodeRune(high[i:])
		if r != utf8.RuneError && unicode.IsPrint(r) {
			out.WriteRune(r)
		} else {
			for _, c := range high[i : i+size] {
				percent(out, c)
			}
		}
		i += size
	}
	return high[:0]
}

func percent(out *strings.Builder, c byte) {
	const digits = "0123456789ABCDEF"
	out.WriteByte('%')
	out.WriteByte(digits[c>>4])
	out.WriteByte(digits[c&15])
}

func isHex(c byte) bool { return c-'0' < 10 || c|0x20-'a' < 6 }

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// decodable is RFC 3986's set of unreserved characters (2.3) and three that mean nothing of their own inside a path;
// pchar is what may stand in a segment (3.3) but for ';', which starts parameters.
var decodable, pchar = func() (d, p [128]bool) {
	for c := range byte(128) {
		d[c] = c-'0' < 10 || c|0x20-'a' < 26 || strings.IndexByte("-._~@:,", c) >= 0
		p[c] = d[c] || strings.IndexByte("!$&'()*+=", c) >= 0
	}
	return d, p
}()
