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
	if strings.ContainsAny(s, ".eE") {
		unit = decimal
	}
	if suffix != UnitAuto {
		unit = suffix
	}
	return scaled(s, unit)
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
	if strings.ContainsAny(s, "eE") {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil || !(f >= 0) || f*float64(unit) > float64(maxDuration) {
			return 0, false
		}
		return time.Duration(f * float64(unit)), true
	}
	whole, frac, _ := strings.Cut(s, ".")
	n, ok := digits(whole)
	if !ok || n > int64(maxDuration)/int64(unit) {
		return 0, false
	}
	d := n * int64(unit)
	for scale, i := int64(unit)/10, 0; i < len(frac); i++ {
		if !isDigit(frac[i]) {
			return 0, false
		}
		d += int64(frac[i]-'0') * scale
		scale /= 10
	}
	return time.Duration(d), true
}
