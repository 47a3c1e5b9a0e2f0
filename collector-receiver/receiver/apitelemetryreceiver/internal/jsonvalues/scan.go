package jsonvalues

import (
	"strconv"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/jsontext"
)

// peek returns the byte at hand, 0 at the end.
func (p *Parser) peek() byte {
	if p.at < len(p.in) {
		return p.in[p.at]
	}
	return 0
}

// take returns the byte at hand and goes on, 0 at the end.
func (p *Parser) take() byte {
	c := p.peek()
	p.at++
	return c
}

func (p *Parser) space() {
	for p.at < len(p.in) {
		switch p.in[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

func (p *Parser) word(word string) error {
	if len(p.in)-p.at < len(word) || string(p.in[p.at:p.at+len(word)]) != word {
		return errNoValue
	}
	p.at += len(word)
	return nil
}

// number reads a number as RFC 8259, 6 has it.
func (p *Parser) number() (float64, error) {
	start := p.at
	if p.peek() == '-' {
		p.at++
	}
	switch c := p.peek(); {
	case c == '0':
		p.at++
	case c >= '1' && c <= '9':
		p.digits()
	default:
		return 0, errNoValue
	}
	if p.peek() == '.' {
		p.at++
		if p.digits() == 0 {
			return 0, errNoValue
		}
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		p.at++
		if c := p.peek(); c == '+' || c == '-' {
			p.at++
		}
		if p.digits() == 0 {
			return 0, errNoValue
		}
	}
	// What is too large comes back as infinite, which is no error here.
	number, _ := strconv.ParseFloat(string(p.in[start:p.at]), 64)
	return number, nil
}

func (p *Parser) digits() int {
	start := p.at
	for p.at < len(p.in) && p.in[p.at] >= '0' && p.in[p.at] <= '9' {
		p.at++
	}
	return p.at - start
}

// text reads a string and returns it as it stands there, without the quotes.
func (p *Parser) text() (raw []byte, escaped bool, err error) {
	if p.take() != '"' {
		return nil, false, errNoValue
	}
	start := p.at
	for p.at < len(p.in) {
		switch c := p.in[p.at]; {
		case c == '"':
			raw = p.in[start:p.at]
			p.at++
			return raw, escaped, nil
		case c == '\\':
			escaped = true
			p.at++
			if !p.escape() {
				return nil, false, errNoValue
			}
		case c < ' ':
			return nil, false, errNoValue
		default:
			p.at++
		}
	}
	return nil, false, errNoValue
}

// escape reads what stands behind a backslash.
func (p *Parser) escape() bool {
	switch p.take() {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return true
	case 'u':
		_, ok := jsontext.Hex4(p.in[p.at:])
		p.at += 4
		return ok
	}
	return false
}

// appendText appends a string that text has read, with its escapes resolved; text has checked them.
func appendText(to, raw []byte, escaped bool) []byte {
	if !escaped {
		return append(to, raw...)
	}
	to, _ = jsontext.AppendUnescaped(to, string(raw))
	return to
}
