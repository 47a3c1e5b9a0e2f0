package weir

import (
	"errors"
	"math"
	"math/bits"
	"strconv"
)

var (
	errNumber = errors.New("expected a number")
	errWhole  = errors.New("expected a whole number")
)

// tens are the powers of ten that fit into 64 bits; a float64 holds each without loss.
var (
	tens = [...]uint64{
		1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
	}
	exactTens = [len(tens)]float64{
		1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
	}
)

const (
	// exactMantissa is the first whole number that a float64 may round.
	exactMantissa = 1 << 53
	// mostDigits always fit into 64 bits.
	mostDigits = 19
)

func isDigit(c byte) bool { return c-'0' <= 9 }

// float reads the JSON number at the start of the text and says how long it is. Numbers of up to 19 digits without an
// exponent are one division; where a float64 holds both sides, that rounds as the standard requires (Clinger 1990, "How to
// read floating point numbers accurately"), else whole numbers are divided. The rest goes to strconv.
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
	if !plain || -exponent >= len(tens) {
		value, err := strconv.ParseFloat(string(text[:at]), 64)
		return value, at, err
	}
	var value float64
	if mantissa < exactMantissa {
		value = float64(int64(mantissa)) / exactTens[-exponent]
	} else {
		value = quotient(mantissa, tens[-exponent])
	}
	if negative {
		value = -value
	}
	return value, at, nil
}

// quotient of two whole numbers that are not 0, rounded to the nearest float64, halves to the even one.
func quotient(dividend, divisor uint64) float64 {
	// Both are shifted so far that they begin with a one; then so does their quotient, after at most one shift more.
	up, down := bits.LeadingZeros64(dividend), bits.LeadingZeros64(divisor)
	dividend, divisor = dividend<<up, divisor<<down
	exponent := down - up - 64
	high, low := dividend, uint64(0)
	if high >= divisor {
		high, low = dividend>>1, dividend<<63
		exponent++
	}
	whole, rest := bits.Div64(high, low, divisor)
	const lost, half = 64 - 53, 1 << (64 - 53 - 1)
	mantissa, behind := whole>>lost, whole&(1<<lost-1)
	if behind > half || behind == half && (rest != 0 || mantissa&1 == 1) {
		mantissa++
	}
	const bias, place = 1023, 52
	return float64(mantissa) * math.Float64frombits(uint64(exponent+lost+bias)<<place)
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
