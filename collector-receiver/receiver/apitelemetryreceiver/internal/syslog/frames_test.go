package syslog

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func messages(t *testing.T, from io.Reader, most int) (texts []string, cuts int, err error) {
	t.Helper()
	f := NewFrames(from, most)
	for {
		text, cut, err := f.Next()
		if err != nil {
			return texts, cuts, err
		}
		texts = append(texts, string(text))
		if cut {
			cuts++
		}
	}
}

func TestFrames(t *testing.T) {
	for name, c := range map[string]struct {
		stream string
		want   []string
		cuts   int
		err    error
	}{
		"lines":                        {"<13>a\n<13>b\r\n", []string{"<13>a", "<13>b"}, 0, io.EOF},
		"a line without its end":       {"<13>a\n<13>b", []string{"<13>a", "<13>b"}, 0, io.EOF},
		"counted":                      {"5 <13>a6 <13>b\n", []string{"<13>a", "<13>b"}, 0, io.EOF},
		"a line feed within":           {"8 <13>a\nb\n<13>c\n", []string{"<13>a\nb", "<13>c"}, 0, io.EOF},
		"both":                         {"<13>a\n5 <13>b<13>c\n", []string{"<13>a", "<13>b", "<13>c"}, 0, io.EOF},
		"long line":                    {"<13>" + strings.Repeat("x", 200) + "\n<13>b\n", []string{"<13>" + strings.Repeat("x", 60), "<13>b"}, 1, io.EOF},
		"long counted":                 {"204 <13>" + strings.Repeat("x", 200) + "5 <13>b", []string{"<13>" + strings.Repeat("x", 60), "<13>b"}, 1, io.EOF},
		"RFC 5425's count of 4 GB":     {"4294967296 <13>a", nil, 0, ErrFrame},
		"a count of nearly 1 GB":       {"999999999 <13>a", nil, 0, io.ErrUnexpectedEOF},
		"letters for a count":          {"5x <13>a", nil, 0, ErrFrame},
		"a count and nothing":          {"5", nil, 0, io.ErrUnexpectedEOF},
		"no priority":                  {"hello\n", []string{"hello"}, 0, io.EOF},
		"empty lines":                  {"\n\n<13>a\n", []string{"", "", "<13>a"}, 0, io.EOF},
		"NUL as the end (some C code)": {"<13>a\x00\n", []string{"<13>a"}, 0, io.EOF},
	} {
		for _, from := range []io.Reader{strings.NewReader(c.stream), iotest.OneByteReader(strings.NewReader(c.stream))} {
			texts, cuts, err := messages(t, from, 64)
			assert.Equal(t, c.want, texts, name)
			assert.Equal(t, c.cuts, cuts, name)
			assert.ErrorIs(t, err, c.err, name)
		}
	}
}

func TestFramesReady(t *testing.T) {
	for stream, want := range map[string]bool{
		"<13>a": false, "<13>a\n": true, "5 <13>": false, "5 <13>a": true, "12": false, "5x": true, "": false,
	} {
		f := NewFrames(strings.NewReader(stream), 64)
		_ = f.Await()
		assert.Equal(t, want, f.Ready(), "%q", stream)
	}
}

func TestFramesLineOverTheBuffer(t *testing.T) {
	long := "<13>" + strings.Repeat("x", 3*streamBuffer)
	texts, cuts, err := messages(t, strings.NewReader(long+"\n<13>b\n"), 4*streamBuffer)
	require.ErrorIs(t, err, io.EOF)
	assert.Equal(t, []string{long, "<13>b"}, texts)
	assert.Zero(t, cuts)
}

// FuzzFrames checks that any stream ends, and that what is kept is within the limit.
func FuzzFrames(f *testing.F) {
	for _, seed := range []string{"<13>a\n", "5 <13>a", "999999999 x", "1", "0 a\n", "\n", "7 <13>a\n<13>b\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, stream string) {
		frames := NewFrames(strings.NewReader(stream), 32)
		total := 0
		for {
			text, _, err := frames.Next()
			if err != nil {
				if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, ErrFrame) {
					t.Fatal(err)
				}
				break
			}
			if total += len(text); len(text) > 32 || total > len(stream) || cap(frames.text) > 64 {
				t.Fatalf("%d bytes, %d in all, room for %d", len(text), total, cap(frames.text))
			}
		}
	})
}
