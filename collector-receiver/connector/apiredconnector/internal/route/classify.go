package route

import "strings"

// Placeholders for segments whose own shape tells that they are values, not names.
const (
	holderID    = "{id}"
	holderUUID  = "{uuid}"
	holderHex   = "{hex}"
	holderDate  = "{date}"
	holderToken = "{token}"
	holderEmail = "{email}"
	holderIP    = "{ip}"
	// holderParam stands for values that only their number gave away.
	holderParam = "{param}"
	// holderRest stands for what lies beyond a limit.
	holderRest = "{...}"
)

const (
	longSegment = 64 // bytes; nothing that long is a name
	shortHex    = 8  // digits: a short commit id, a CRC
	longHex     = 16 // digits from which letters alone are enough
	tokenLength = 16 // characters, about 90 bits of base64
	tokenTurns  = 3  // changes between letter and digit that no word or version number has
	idDigits    = 4  // digits at the end of a short word that make it a number with a prefix
	idPrefix    = 12

	// Letters and digits that change places as no word has it: codes of capitals and digits (PIJ90N7), codes of small
	// letters and digits, and ids in base62 by how much of them changes case or kind, in tenths of their length.
	shortCode      = 6
	codeTurns      = 2
	smallCodeTurns = 4
	shortMixed     = 10
	shortMixedPart = 6
	longMixedPart  = 4
)

// Classes of bytes. The loop over a segment looks up and adds and never branches: the bytes of an id cannot be foreseen.
const (
	otherByte = iota
	digit
	smallHex
	small
	capitalHex
	capital
	dash
	dot
	joint
	classes
)

// classOf gives the class of a byte; turn and change say whether a pair of classes is one between letter and digit, and
// one where small letters and capitals count as different, too.
var (
	classOf      [256]uint8
	turn, change [classes][classes]uint8
)

func init() {
	for c := range classOf {
		switch {
		case '0' <= c && c <= '9':
			classOf[c] = digit
		case 'a' <= c && c <= 'f':
			classOf[c] = smallHex
		case 'a' <= c && c <= 'z':
			classOf[c] = small
		case 'A' <= c && c <= 'F':
			classOf[c] = capitalHex
		case 'A' <= c && c <= 'Z':
			classOf[c] = capital
		case c == '-':
			classOf[c] = dash
		case c == '.':
			classOf[c] = dot
		case strings.IndexByte("_=+~", byte(c)) >= 0:
			classOf[c] = joint
		}
	}
	kind := [classes]uint8{digit: 1, smallHex: 2, small: 2, capitalHex: 3, capital: 3}
	for a, before := range kind {
		for b, now := range kind {
			if before == 0 || now == 0 || before == now {
				continue
			}
			change[a][b] = 1
			if before == 1 || now == 1 {
				turn[a][b] = 1
			}
		}
	}
}

// classify gives the placeholder of a canonical segment, or "" when it may be a name.
func classify(s string) string {
	if len(s) > longSegment {
		return holderToken
	}
	var count [classes]int
	turns, changes, before := 0, 0, uint8(otherByte)
	for i := 0; i < len(s); i++ {
		class := classOf[s[i]]
		count[class]++
		turns += int(turn[before][class])
		changes += int(change[before][class])
		before = class
	}
	digits, hexLetters, dashes, dots, other := count[digit], count[smallHex]+count[capitalHex], count[dash], count[dot], count[otherByte]
	capitals := count[capitalHex] + count[capital]
	n := len(s)
	switch {
	case digits == n:
		return holderID
	case digits+hexLetters == n && (n >= shortHex && digits > 0 || n >= longHex):
		return holderHex
	case other > 0 && isEmail(s):
		return holderEmail
	case digits >= 6 && isDate(s):
		return holderDate
	case other == 0 && capitals > 0 && capitals < n-digits && changes*10 >= n*longMixedPart && n >= tokenLength:
		return holderToken
	case digits == 0 || other > 0:
		return ""
	case n == 36 && dashes == 4 && digits+hexLetters == 32 && isUUID(s):
		return holderUUID
	case digits+dashes == n && dashes == 1 && s[0] == '-':
		return holderID
	case dots == 3 && digits+dots == n:
		return holderIP
	case n > 2+shortHex-1 && s[:2] == "0x" && digits+hexLetters == n-1:
		return holderHex
	case n >= tokenLength && turns >= tokenTurns:
		return holderToken
	case dashes+dots == 0 && n >= shortMixed && capitals > 0 && capitals+digits < n && changes*10 >= n*shortMixedPart:
		return holderToken
	case n >= shortCode && capitals+digits == n && turns >= codeTurns:
		return holderID
	case n >= shortCode && capitals+dashes+dots == 0 && turns >= smallCodeTurns:
		return holderID
	case isNumbered(s):
		return holderID
	}
	return ""
}

func isUUID(s string) bool { return s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' }

// isDate knows YYYY-MM-DD and YYYY-MM, also with a time behind them.
func isDate(s string) bool {
	return len(s) >= 7 && areDigits(s[:4]) && s[4] == '-' && (s[5] == '0' || s[5] == '1') && areDigits(s[6:7]) &&
		(len(s) == 7 || len(s) >= 10 && s[7] == '-' && areDigits(s[8:10]))
}

// isNumbered knows "order-10001", "ORD10001" and their like: a short word, then at least four digits. Years and names
// of standards look the same and are worth less than one route for each order.
func isNumbered(s string) bool {
	end := len(s)
	for end > 0 && s[end-1]-'0' < 10 {
		end--
	}
	if len(s)-end < idDigits {
		return false
	}
	prefix := strings.TrimRight(s[:end], "-_.:")
	return prefix != "" && len(prefix) <= idPrefix && end-len(prefix) <= 1 && isWord(prefix) && !strings.ContainsAny(prefix, "0123456789")
}

func isEmail(s string) bool {
	at := strings.IndexByte(s, '@')
	return at > 0 && strings.IndexByte(s[at+1:], '.') > 0 && strings.IndexByte(s[at+1:], '@') < 0
}

func areDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i]-'0' >= 10 {
			return false
		}
	}
	return true
}
