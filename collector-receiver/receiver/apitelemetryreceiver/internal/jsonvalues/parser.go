// Package jsonvalues takes the numbers out of JSON documents, with the path that leads to each. It reads in one pass,
// builds no tree, and keeps nothing of the document but the numbers.
package jsonvalues

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"
	"unicode/utf8"
)

// Errors of Parse.
var (
	ErrSyntax   = errors.New("no JSON")
	ErrDepth    = errors.New("nested too deeply")
	ErrTooMany  = errors.New("too many values")
	errNoValue  = fmt.Errorf("%w: expected a value", ErrSyntax)
	errTrailing = fmt.Errorf("%w: something stands behind the document", ErrSyntax)
)

// Options bound a document and name its special members.
type Options struct {
	// MaxDepth is how deep objects and arrays may be nested.
	MaxDepth int
	// MaxValues is how many numbers there may be.
	MaxValues int
	// MaxPathLength bounds a path in bytes; what has a longer one is ignored.
	MaxPathLength int
	// Time lists members of the outermost objects that say when it was; the first in the list that is there counts.
	Time []string
	// Texts lists members of the outermost objects whose texts are wanted, such as a manufacturer's name.
	Texts []string
}

// Value is a number and the path to it: names joined by dots, with the index in arrays.
type Value struct {
	Path   string
	Number float64
}

// Sample is what one outermost object says: the document itself, or each element when it is an array of objects.
type Sample struct {
	// UnixNano is when it was; 0 when the document does not say.
	UnixNano int64
	Values   []Value
	// Texts are what Options.Texts asks for, empty where there is none.
	Texts []string
	// Ignored counts texts, nulls, and numbers that are not finite or whose path is too long.
	Ignored int
}

// Parser reads documents one after the other; what it returns is valid until the next.
type Parser struct {
	options Options
	samples []Sample
	used    int
	paths   map[string]string

	in    []byte
	at    int
	path  []byte
	total int
	// rank is the position in Options.Time of the member that gave the time of the sample at hand.
	rank int
}

// maxPaths bounds how many paths are remembered so that the same one needs no memory again.
const maxPaths = 10_000

// NewParser returns a parser.
func NewParser(options Options) *Parser {
	return &Parser{options: options, paths: map[string]string{}}
}

// Parse reads a document. A number alone has the empty path.
func (p *Parser) Parse(document []byte) ([]Sample, error) {
	p.in, p.at, p.used, p.total, p.path = document, 0, 0, 0, p.path[:0]
	defer func() { p.in = nil }()
	p.space()
	if err := p.document(); err != nil {
		return nil, err
	}
	p.space()
	if p.at != len(p.in) {
		return nil, errTrailing
	}
	return p.samples[:p.used], nil
}

// document reads the outermost value.
func (p *Parser) document() error {
	if p.peek() != '[' || !p.holdsObjects() {
		return p.value(p.begin(), 1)
	}
	if p.options.MaxDepth < 2 {
		return ErrDepth
	}
	p.at++
	for {
		p.space()
		p.path = p.path[:0]
		if err := p.value(p.begin(), 2); err != nil {
			return err
		}
		p.space()
		switch p.take() {
		case ',':
		case ']':
			return nil
		default:
			return errNoValue
		}
	}
}

// holdsObjects says whether the array that begins here begins with an object.
func (p *Parser) holdsObjects() bool {
	for at := p.at + 1; at < len(p.in); at++ {
		switch p.in[at] {
		case ' ', '\t', '\n', '\r':
		default:
			return p.in[at] == '{'
		}
	}
	return false
}

// begin begins a sample, in the memory of an earlier one.
func (p *Parser) begin() *Sample {
	if p.used == len(p.samples) {
		p.samples = append(p.samples, Sample{Texts: make([]string, len(p.options.Texts))})
	}
	s := &p.samples[p.used]
	p.used++
	s.UnixNano, s.Ignored, s.Values = 0, 0, s.Values[:0]
	clear(s.Texts)
	p.rank = len(p.options.Time)
	return s
}

func (p *Parser) value(s *Sample, depth int) error {
	switch c := p.peek(); c {
	case '{':
		return p.object(s, depth)
	case '[':
		return p.array(s, depth)
	case '"':
		_, _, err := p.text()
		s.Ignored++
		return err
	case 't':
		return p.boolean(s, "true", 1)
	case 'f':
		return p.boolean(s, "false", 0)
	case 'n':
		s.Ignored++
		return p.word("null")
	default:
		number, err := p.number()
		if err != nil {
			return err
		}
		return p.add(s, number)
	}
}

func (p *Parser) object(s *Sample, depth int) error {
	if depth > p.options.MaxDepth {
		return ErrDepth
	}
	outermost := len(p.path) == 0
	p.at++
	p.space()
	if p.peek() == '}' {
		p.at++
		return nil
	}
	length := len(p.path)
	for {
		p.space()
		name, escaped, err := p.text()
		if err != nil {
			return err
		}
		p.space()
		if p.take() != ':' {
			return errNoValue
		}
		p.space()
		taken := false
		if outermost && !escaped {
			if taken, err = p.special(s, name); err != nil {
				return err
			}
		}
		if !taken {
			if length > 0 {
				p.path = append(p.path, '.')
			}
			p.path = appendText(p.path, name, escaped)
			if err := p.value(s, depth+1); err != nil {
				return err
			}
			p.path = p.path[:length]
		}
		p.space()
		switch p.take() {
		case ',':
		case '}':
			return nil
		default:
			return errNoValue
		}
	}
}

func (p *Parser) array(s *Sample, depth int) error {
	if depth > p.options.MaxDepth {
		return ErrDepth
	}
	p.at++
	p.space()
	if p.peek() == ']' {
		p.at++
		return nil
	}
	length := len(p.path)
	for i := 0; ; i++ {
		if length > 0 {
			p.path = append(p.path, '.')
		}
		p.path = strconv.AppendInt(p.path, int64(i), 10)
		p.space()
		if err := p.value(s, depth+1); err != nil {
			return err
		}
		p.path = p.path[:length]
		p.space()
		switch p.take() {
		case ',':
		case ']':
			return nil
		default:
			return errNoValue
		}
	}
}

// special reads a member that is no measurement: a time, or a text that is asked for.
func (p *Parser) special(s *Sample, name []byte) (bool, error) {
	for i, wanted := range p.options.Time {
		if string(name) == wanted {
			return p.time(s, i)
		}
	}
	for i, wanted := range p.options.Texts {
		if string(name) == wanted && p.peek() == '"' {
			text, escaped, err := p.text()
			if err != nil {
				return false, err
			}
			if utf8.Valid(text) {
				s.Texts[i] = string(appendText(nil, text, escaped))
			}
			return true, nil
		}
	}
	return false, nil
}

// time reads a member that may be a time; one that cannot be read as such is a value like any other.
func (p *Parser) time(s *Sample, rank int) (bool, error) {
	start := p.at
	var nano int64
	var ok bool
	if p.peek() == '"' {
		text, _, err := p.text()
		if err != nil {
			return false, err
		}
		nano, ok = textTime(text)
	} else if c := p.peek(); c == '-' || (c >= '0' && c <= '9') {
		number, err := p.number()
		if err != nil {
			return false, err
		}
		nano, ok = UnixTime(number)
	}
	if !ok {
		p.at = start
		return false, nil
	}
	if rank < p.rank {
		p.rank, s.UnixNano = rank, nano
	}
	return true, nil
}

func (p *Parser) boolean(s *Sample, word string, number float64) error {
	if err := p.word(word); err != nil {
		return err
	}
	return p.add(s, number)
}

func (p *Parser) add(s *Sample, number float64) error {
	if math.IsInf(number, 0) || len(p.path) > p.options.MaxPathLength {
		s.Ignored++
		return nil
	}
	if p.total++; p.total > p.options.MaxValues {
		return ErrTooMany
	}
	path, ok := p.paths[string(p.path)]
	if !ok {
		if !utf8.Valid(p.path) {
			s.Ignored++
			return nil
		}
		path = string(p.path)
		if len(p.paths) < maxPaths {
			p.paths[path] = path
		}
	}
	s.Values = append(s.Values, Value{Path: path, Number: number})
	return nil
}

// UnixTime reads a number as a time since 1970: in seconds, milli-, micro- or nanoseconds, by its size. What is before
// 1973 or after 2262 is none.
func UnixTime(number float64) (unixNano int64, ok bool) {
	const from, to = 1e8, 9.2e9
	for _, unit := range [...]float64{1e9, 1e6, 1e3, 1} {
		if seconds := number * unit / 1e9; seconds >= from && seconds <= to {
			// A float64 has no room for nanoseconds beside seconds: whole and broken part go apart.
			if unit == 1e9 {
				whole, part := math.Modf(number)
				return int64(whole)*1e9 + int64(math.Round(part*1e6))*1e3, true
			}
			return int64(number) * int64(unit), true
		}
	}
	return 0, false
}

func textTime(text []byte) (int64, bool) {
	if len(text) < 19 || len(text) > 64 {
		return 0, false
	}
	// This reads RFC 3339 and takes no memory.
	var at time.Time
	err := at.UnmarshalText(text)
	for _, layout := range [...]string{"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999"} {
		if err != nil {
			at, err = time.Parse(layout, string(text))
		}
	}
	if err != nil || at.Year() < 1973 || at.Year() >= 2262 {
		return 0, false
	}
	return at.UnixNano(), true
}
