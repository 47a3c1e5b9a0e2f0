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

// classify gives the placeholder of a canonical segment, or "" when it may be a name.
func classify(s string) string {
	var digits, hexLetters, letters, capitals, dashes, dots, other, turns, changes int
	var before, beforeCase byte // class of the previous byte: 'd', 'l' or 0; and with capitals apart: 'd', 'l', 'u' or 0
	for i := 0; i < len(s); i++ {
		c, class := s[i], byte(0)
		switch {
		case c-'0' < 10:
			digits, class = digits+1, 'd'
		case c|0x20-'a' < 6:
			hexLetters, class = hexLetters+1, 'l'
		case c|0x20-'a' < 26:
			letters, class = letters+1, 'l'
		case c == '-':
			dashes++
		case c == '.':
			dots++
		case c == '_' || c == '=' || c == '+' || c == '~':
		default:
			other++
		}
		if class != before && class != 0 && before != 0 {
			turns++
		}
		before = class
		if c-'A' < 26 {
			capitals++
			class = 'u'
		}
		if class != beforeCase && class != 0 && beforeCase != 0 {
			changes++
		}
		beforeCase = class
	}
	n := len(s)
	switch {
	case n > longSegment:
		return holderToken
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
