package yangpush

import (
	"math"
	"strconv"
)

// maxNumberLength bounds a number in characters: no type of RFC 7950 needs more than 20.
const maxNumberLength = 40

// Number is the value of a leaf as a number.
type Number struct {
	// IsInt says whether Int holds it; Float does in any case.
	IsInt bool
	Int   int64
	Float float64
}

// Number reads a leaf as a number: numbers, booleans as 0 and 1, and the strings that RFC 7951 makes of int64, uint64
// and decimal64. Any other text is none.
func (v Value) Number() (Number, bool) {
	switch v.Kind {
	case Bool:
		if v.Text == "true" {
			return Number{IsInt: true, Int: 1, Float: 1}, true
		}
		return Number{IsInt: true}, true
	case String:
		if !isYangNumber(v.Text) {
			return Number{}, false
		}
	case NumberKind:
	default:
		return Number{}, false
	}
	if i, err := strconv.ParseInt(v.Text, 10, 64); err == nil {
		return Number{IsInt: true, Int: i, Float: float64(i)}, true
	}
	f, err := strconv.ParseFloat(v.Text, 64)
	if err != nil || math.IsInf(f, 0) || len(v.Text) > maxNumberLength {
		return Number{}, false
	}
	return Number{Float: f}, true
}

// isYangNumber says whether a text is an integer or a decimal as RFC 7950 writes them: digits, at most one point with
// digits on both sides, at most one sign. A leading zero is no number, but a name such as 007.
func isYangNumber(s string) bool {
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	if len(s) == 0 || len(s) > maxNumberLength || (s[0] == '0' && len(s) > 1 && s[1] != '.') {
		return false
	}
	digits, points := 0, 0
	for i := range len(s) {
		switch {
		case s[i] >= '0' && s[i] <= '9':
			digits++
		case s[i] == '.' && i > 0 && i < len(s)-1:
			points++
		default:
			return false
		}
	}
	return digits > 0 && points <= 1
}
