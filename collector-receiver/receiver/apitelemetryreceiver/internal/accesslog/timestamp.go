package accesslog

import (
	"strconv"
	"strings"
	"time"
)

// maxUnixSeconds is the last whole second that fits into int64 nanoseconds (11 April 2262).
const maxUnixSeconds = 9223372035

// ParseTime reads one timestamp: ISO 8601, nginx's and Apache's time_local, or a Unix time in seconds, milliseconds,
// microseconds or nanoseconds told apart by its size. It returns Unix nanoseconds. Instants outside 1970 to 2262 are
// refused: they are errors of the sender, and nothing behind could hold them.
func ParseTime(s string, loc *time.Location) (int64, bool) {
	if t, n, ok := clockTime(s, loc); ok && n == len(s) {
		return t, true
	}
	return unixTime(s)
}

// clockTime reads a time_local or an ISO 8601 time at the beginning of s and returns how many bytes it took.
func clockTime(s string, loc *time.Location) (t int64, n int, ok bool) {
	if len(s) > 2 && s[2] == '/' {
		return localTime(s, loc)
	}
	return isoTime(s, loc)
}

// localTime reads `17/May/2015:10:05:03 +0000`, with an optional fraction after the seconds and an optional zone.
func localTime(s string, loc *time.Location) (t int64, n int, ok bool) {
	if len(s) < 20 || s[6] != '/' || s[11] != ':' || s[14] != ':' || s[17] != ':' {
		return 0, 0, false
	}
	day, ok1 := twoDigits(s, 0)
	month := monthOf(s[3:6])
	year, ok2 := fourDigits(s, 7)
	hour, ok3 := twoDigits(s, 12)
	minute, ok4 := twoDigits(s, 15)
	second, ok5 := twoDigits(s, 18)
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || month == 0 {
		return 0, 0, false
	}
	nanos, n := fraction(s, 20)
	c := civil{year, month, day, hour, minute, second, nanos}
	if n < len(s) && s[n] == ' ' {
		if offset, end, found := zone(s, n+1); found {
			t, ok = c.unixNano(offset)
			return t, end, ok
		}
	}
	t, ok = c.in(loc)
	return t, n, ok
}

// isoTime reads `2016-04-15T20:17:00.310Z`; a space may stand for the T, a comma for the dot, and the zone may be missing.
func isoTime(s string, loc *time.Location) (t int64, n int, ok bool) {
	if len(s) < 19 || s[4] != '-' || s[7] != '-' || (s[10] != 'T' && s[10] != ' ' && s[10] != 't') || s[13] != ':' || s[16] != ':' {
		return 0, 0, false
	}
	year, ok1 := fourDigits(s, 0)
	month, ok2 := twoDigits(s, 5)
	day, ok3 := twoDigits(s, 8)
	hour, ok4 := twoDigits(s, 11)
	minute, ok5 := twoDigits(s, 14)
	second, ok6 := twoDigits(s, 17)
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || !ok6 {
		return 0, 0, false
	}
	nanos, n := fraction(s, 19)
	c := civil{year, month, day, hour, minute, second, nanos}
	at := n
	if at < len(s) && s[at] == ' ' {
		at++
	}
	if offset, end, found := zone(s, at); found {
		t, ok = c.unixNano(offset)
		return t, end, ok
	}
	t, ok = c.in(loc)
	return t, n, ok
}

// dateAndClock reads a UTC date and a time of day that stand apart, `2019-12-04` and `21:02:31`.
func dateAndClock(date, clock string) (int64, bool) {
	if len(date) != 10 || date[4] != '-' || date[7] != '-' || !isClock(clock) {
		return 0, false
	}
	year, ok1 := fourDigits(date, 0)
	month, ok2 := twoDigits(date, 5)
	day, ok3 := twoDigits(date, 8)
	hour, ok4 := twoDigits(clock, 0)
	minute, ok5 := twoDigits(clock, 3)
	second, ok6 := twoDigits(clock, 6)
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || !ok6 {
		return 0, false
	}
	return civil{year, month, day, hour, minute, second, 0}.unixNano(0)
}

// isClock says whether s has the form of a time of day, `21:02:31`.
func isClock(s string) bool { return len(s) == 8 && s[2] == ':' && s[5] == ':' }

// unixTime reads a number. Its size tells the unit: seconds stay below 1e11 until the year 5138.
func unixTime(s string) (int64, bool) {
	whole, frac, _ := strings.Cut(s, ".")
	if strings.ContainsAny(s, "eE") {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil || !(f >= 0 && f <= maxUnixSeconds) {
			return 0, false
		}
		return int64(f * 1e9), true
	}
	n, ok := digits(whole)
	if !ok {
		return 0, false
	}
	unit := int64(time.Second)
	switch {
	case n >= 1e17:
		unit = 1
	case n >= 1e14:
		unit = int64(time.Microsecond)
	case n >= 1e11:
		unit = int64(time.Millisecond)
	}
	if n/int64(time.Second/time.Duration(unit)) > maxUnixSeconds {
		return 0, false
	}
	t := n * unit
	for scale, i := unit/10, 0; i < len(frac); i++ {
		if !isDigit(frac[i]) {
			return 0, false
		}
		t += int64(frac[i]-'0') * scale
		scale /= 10
	}
	return t, true
}

// civil is a date and a time of day.
type civil struct{ year, month, day, hour, minute, second, nanos int }

func (c civil) valid() bool {
	return c.year >= 1969 && c.year <= 2262 && c.month >= 1 && c.month <= 12 && c.day >= 1 && c.day <= daysIn(c.year, c.month) &&
		c.hour <= 23 && c.minute <= 59 && c.second <= 60
}

// unixNano turns c, east of Greenwich by offset seconds, into Unix nanoseconds. A leap second is the second after it.
func (c civil) unixNano(offset int) (int64, bool) {
	if !c.valid() {
		return 0, false
	}
	seconds := daysSinceEpoch(c.year, c.month, c.day)*86400 + int64(c.hour*3600+c.minute*60+c.second-offset)
	if seconds < 0 || seconds > maxUnixSeconds {
		return 0, false
	}
	return seconds*int64(time.Second) + int64(c.nanos), true
}

// in reads c as local time of loc.
func (c civil) in(loc *time.Location) (int64, bool) {
	if loc == nil || loc == time.UTC || !c.valid() {
		return c.unixNano(0)
	}
	_, offset := time.Date(c.year, time.Month(c.month), c.day, c.hour, c.minute, c.second, 0, loc).Zone()
	return c.unixNano(offset)
}

// daysSinceEpoch is Howard Hinnant's days_from_civil (chrono-compatible low-level date algorithms).
func daysSinceEpoch(year, month, day int) int64 {
	if month <= 2 {
		year--
	}
	era := year / 400
	yearOfEra := year - era*400
	shifted := month - 3
	if shifted < 0 {
		shifted += 12
	}
	dayOfYear := (153*shifted+2)/5 + day - 1
	dayOfEra := yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear
	return int64(era*146097 + dayOfEra - 719468)
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// monthOf returns 1 to 12 for an English three-letter month, 0 for anything else.
func monthOf(s string) int {
	switch s {
	case "Jan":
		return 1
	case "Feb":
		return 2
	case "Mar":
		return 3
	case "Apr":
		return 4
	case "May":
		return 5
	case "Jun":
		return 6
	case "Jul":
		return 7
	case "Aug":
		return 8
	case "Sep":
		return 9
	case "Oct":
		return 10
	case "Nov":
		return 11
	case "Dec":
		return 12
	}
	return 0
}

// fraction reads `.123` at i and returns nanoseconds and the index behind it; digits beyond nanoseconds are read over.
func fraction(s string, i int) (nanos, end int) {
	if i+1 >= len(s) || (s[i] != '.' && s[i] != ',') || !isDigit(s[i+1]) {
		return 0, i
	}
	scale := 100_000_000
	for i++; i < len(s) && isDigit(s[i]); i++ {
		nanos += int(s[i]-'0') * scale
		scale /= 10
	}
	return nanos, i
}

// zone reads Z, ±hh, ±hhmm or ±hh:mm at i and returns seconds east of Greenwich.
func zone(s string, i int) (offset, end int, ok bool) {
	if i >= len(s) {
		return 0, i, false
	}
	if s[i] == 'Z' || s[i] == 'z' {
		return 0, i + 1, true
	}
	if s[i] != '+' && s[i] != '-' {
		return 0, i, false
	}
	hours, ok := twoDigits(s, i+1)
	if !ok || hours > 23 {
		return 0, i, false
	}
	end = i + 3
	rest := end
	if rest < len(s) && s[rest] == ':' {
		rest++
	}
	minutes, ok := twoDigits(s, rest)
	if ok && minutes <= 59 {
		end = rest + 2
	} else {
		minutes = 0
	}
	offset = hours*3600 + minutes*60
	if s[i] == '-' {
		offset = -offset
	}
	return offset, end, true
}

func twoDigits(s string, i int) (int, bool) {
	if i+2 > len(s) || !isDigit(s[i]) || !isDigit(s[i+1]) {
		return 0, false
	}
	return int(s[i]-'0')*10 + int(s[i+1]-'0'), true
}

func fourDigits(s string, i int) (int, bool) {
	high, ok1 := twoDigits(s, i)
	low, ok2 := twoDigits(s, i+2)
	return high*100 + low, ok1 && ok2
}

// digits reads an unsigned decimal number of at most 18 digits; 19 digits are read when they fit.
func digits(s string) (int64, bool) {
	if s == "" || len(s) > 19 {
		return 0, false
	}
	var n int64
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return 0, false
		}
		n = n*10 + int64(s[i]-'0')
		if n < 0 {
			return 0, false
		}
	}
	return n, true
}
