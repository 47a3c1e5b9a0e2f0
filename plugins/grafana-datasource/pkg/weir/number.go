package weir

import (
	"errors"
	"math"
	"strconv"
)

var (
	errNumber = errors.New("expected a number")
	errWhole  = errors.New("expected a whole number")
)

// exactPowers are the powers of ten that a float64 holds without loss.
var exactPowers = [...]float64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

const (
	// exactMantissa is the first whole number that a float64 may round.
	exactMantissa = 1 << 53
	// mostDigits always fit into 64 bits.
	mostDigits = 19
)

func isDigit(c byte) bool { return c-'0' <= 9 }

// float reads the JSON number at the start of the text and says how long it is. Numbers with a mantissa and a power of
// ten that both are exact (all that were written for 32 bits, most others) take one division, which rounds as the
// standard requires (Clinger 1990, "How to read floating point numbers accurately"); the rest goes to strconv.
func float(text []byte) (float64, int, error) {
	at := 0
	negative := len(text) > 0 && text[0] == '-'
	if negative {
		at = 1
	}
	first := at
	var mantissa uint64
	for at < len(text) && isDigit(text[at]) {
		mantissa = mantissa*10 + uint64(text[at]-'0')
		at++
	}
	digits := at - first
	if digits == 0 || (digits > 1 && text[first] == '0') {
		return 0, 0, errNumber
	}
	exponent := 0
	if at < len(text) && text[at] == '.' {
		at++
		from := at
		for at < len(text) && isDigit(text[at]) {
			mantissa = mantissa*10 + uint64(text[at]-'0')
			at++
		}
		if at == from {
			return 0, 0, errNumber
		}
		exponent = from - at
		digits -= exponent
	}
	plain := digits <= mostDigits
	if at < len(text) && text[at]|0x20 == 'e' {
		plain = false
		if at++; at < len(text) && (text[at] == '+' || text[at] == '-') {
			at++
		}
		from := at
		for at < len(text) && isDigit(text[at]) {
			at++
		}
		if at == from {
			return 0, 0, errNumber
		}
	}
	if !plain || mantissa >= exactMantissa || -exponent >= len(exactPowers) {
		value, err := strconv.ParseFloat(string(text[:at]), 64)
		return value, at, err
	}
	value := float64(mantissa) / exactPowers[-exponent]
	if negative {
		value = -value
	}
	return value, at, nil
}

// whole reads the JSON number without fraction or exponent at the start of the text, and says how long it is.
func whole(text []byte) (int64, int, error) {
	at := 0
	negative := len(text) > 0 && text[0] == '-'
	if negative {
		at = 1
	}
	first := at
	var value uint64
	for at < len(text) && isDigit(text[at]) {
		value = value*10 + uint64(text[at]-'0')
		at++
	}
	digits := at - first
	if digits == 0 || (digits > 1 && text[first] == '0') {
		return 0, 0, errWhole
	}
	limit := uint64(math.MaxInt64)
	if negative {
		limit++
	}
	if digits > mostDigits || value > limit || (at < len(text) && (text[at] == '.' || text[at]|0x20 == 'e')) {
		return 0, 0, errWhole
	}
	if negative {
		return -int64(value), at, nil
	}
	return int64(value), at, nil
}
