package accesslog

import (
	"strconv"
	"strings"
	"time"
)

// Unit is the unit of a duration that is written as a bare number.
type Unit int64

// The units. UnitAuto applies the usual unit of each format: a number with a decimal point is seconds (nginx's
// $request_time, Caddy), a whole number microseconds in text formats (Apache's %D) and milliseconds in JSON (Envoy).
const (
	UnitAuto        Unit = 0
	UnitNanosecond       = Unit(time.Nanosecond)
	UnitMicrosecond      = Unit(time.Microsecond)
	UnitMillisecond      = Unit(time.Millisecond)
	UnitSecond           = Unit(time.Second)
)

// maxDuration bounds what is believed: a longer "duration" is some other number.
const maxDuration = 7 * 24 * time.Hour

// UnitByName returns the unit for auto, ns, us, ms or s.
func UnitByName(name string) (Unit, bool) {
	switch name {
	case "auto", "":
		return UnitAuto, true
	case "ns":
		return UnitNanosecond, true
	case "us":
		return UnitMicrosecond, true
	case "ms":
		return UnitMillisecond, true
	case "s":
		return UnitSecond, true
	}
	return 0, false
}

// parseDuration reads a number with an optional unit behind it (`12ms`, `0.004`, `1.2e-05`). Bare numbers with a decimal
// point or an exponent are in units of decimal, whole ones in units of whole.
func parseDuration(s string, decimal, whole Unit) (time.Duration, bool) {
	s, suffix := cutUnit(s)
	unit := whole
	switch {
	case suffix != UnitAuto:
		unit = suffix
	case !isWhole(s):
		unit = decimal
	}
	return scaled(s, unit)
}

// isWhole says whether s has neither a decimal point nor an exponent.
func isWhole(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] == '.' || s[i] == 'e' || s[i] == 'E' {
			return false
		}
	}
	return true
}

// cutUnit splits `12ms` into its number and its unit; UnitAuto when there is none.
func cutUnit(s string) (string, Unit) {
	n := len(s)
	if n < 2 || s[n-1] != 's' {
		return s, UnitAuto
	}
	switch {
	case s[n-2] == 'm':
		return s[:n-2], UnitMillisecond
	case s[n-2] == 'u':
		return s[:n-2], UnitMicrosecond
	case s[n-2] == 'n':
		return s[:n-2], UnitNanosecond
	case strings.HasSuffix(s, "µs"):
		return strings.TrimSuffix(s, "µs"), UnitMicrosecond
	}
	return s[:n-1], UnitSecond
}

// scaled multiplies a non-negative decimal number with a unit, exactly as long as it has no exponent.
func scaled(s string, unit Unit) (time.Duration, bool) {
	limit := int64(maxDuration) / int64(unit)
	var n int64
	i := 0
	for ; i < len(s) && isDigit(s[i]); i++ {
		if n = n*10 + int64(s[i]-'0'); n > limit {
			return 0, false
		}
	}
	if i == 0 {
		return 0, false
	}
	d := n * int64(unit)
	if i == len(s) {
		return time.Duration(d), true
	}
	if s[i] == '.' {
		scale := int64(unit) / 10
		for i++; i < len(s) && isDigit(s[i]); i++ {
			d += int64(s[i]-'0') * scale
			scale /= 10
		}
	}
	if i == len(s) {
		return time.Duration(d), true
	}
	return exponential(s, unit)
}

// exponential reads what scaled cannot: numbers such as 1.2e-05.
func exponential(s string, unit Unit) (time.Duration, bool) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || !(f >= 0) || f*float64(unit) > float64(maxDuration) {
		return 0, false
	}
	return time.Duration(f * float64(unit)), true
}
