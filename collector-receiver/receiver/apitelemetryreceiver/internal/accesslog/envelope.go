package accesslog

import "strings"

// envelopeHead is how much of a value is looked at for the member that holds the records.
const envelopeHead = 1024

// envelopes are the members under which services send many records in one object: Azure Monitor's resource logs
// (`records`), subscriptions of CloudWatch Logs (`logEvents`).
var envelopes = [...]string{"records", "logEvents"}

// unwrapped calls each with every record within value when that is an envelope, else with value itself.
func unwrapped(value string, each func(value string) error) error {
	head := value[:min(len(value), envelopeHead)]
	for _, name := range envelopes {
		i := strings.Index(head, name)
		if i <= 0 || head[i-1] != '"' {
			continue
		}
		if inner, ok := member(value, name); ok {
			if isControl(head) {
				return nil
			}
			return eachElement(inner, each)
		}
	}
	return each(value)
}

// isControl knows the messages by which CloudWatch Logs looks whether who it sends to is there: they hold no log.
func isControl(head string) bool {
	const kind = `"messageType"`
	_, rest, ok := strings.Cut(head, kind)
	if !ok {
		return false
	}
	return strings.HasPrefix(strings.TrimLeft(rest, ": \t\r\n"), `"CONTROL_MESSAGE"`)
}

// member returns the array of objects that an object has under a name.
func member(value, name string) (array string, found bool) {
	j := jsonScanner{text: value}
	ok := j.object(func(key string) bool {
		start := j.at
		if !j.skip(1) {
			return false
		}
		if text := strings.TrimLeft(value[start:j.at], " \t\r\n"); key == name && !found && isArrayOfObjects(text) {
			array, found = text, true
		}
		return true
	})
	j.space()
	return array, found && ok && j.at == len(value)
}

func isArrayOfObjects(text string) bool {
	return text != "" && text[0] == '[' && strings.HasPrefix(strings.TrimLeft(text[1:], " \t\r\n"), "{")
}

func eachElement(array string, each func(value string) error) error {
	j := jsonScanner{text: array}
	return splitArray(&j, each)
}

// SplitJSONLines calls each with every line that is not blank, or with the records in it when it is an envelope.
func SplitJSONLines(text string, each func(value string) error) error {
	return SplitLines(text, func(line string) error { return unwrapped(line, each) })
}

// IsDirective knows the lines with which files in W3C's extended format say what follows: they are no records. CloudFront
// puts two of them in front of every file.
func IsDirective(line string) bool {
	if line == "" || line[0] != '#' {
		return false
	}
	for _, name := range [...]string{"#Version:", "#Fields:", "#Software:", "#Date:", "#Start-Date:", "#End-Date:", "#Remark:"} {
		if strings.HasPrefix(line, name) {
			return true
		}
	}
	return false
}
