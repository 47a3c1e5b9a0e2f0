package syslog

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

const (
	// countDigits is how many digits the length of a message may have (RFC 5425, 4.3.1, sets no bound).
	countDigits = 9
	// streamBuffer is how much of a stream is read at a time.
	streamBuffer = 64 << 10
)

// ErrFrame says that a stream is not made of messages: a length without the space behind it.
var ErrFrame = errors.New("expected a message that begins with its length and a space, or one that ends with a line feed (RFC 6587)")

// Frames reads the messages of a stream: with their length in front (RFC 6587, 3.4.1; RFC 5425) or with a line feed behind
// (3.4.2), each as it comes: a length begins with a digit, a message with '<'.
type Frames struct {
	from *bufio.Reader
	most int
	text []byte
}

// NewFrames reads messages of at most so many bytes; of longer ones the beginning.
func NewFrames(from io.Reader, most int) *Frames {
	return &Frames{from: bufio.NewReaderSize(from, streamBuffer), most: most}
}

// Await waits for the first byte of a message.
func (f *Frames) Await() error {
	_, err := f.from.Peek(1)
	return err
}

// Ready says whether a whole message is there without waiting.
func (f *Frames) Ready() bool {
	there, _ := f.from.Peek(f.from.Buffered())
	if len(there) == 0 {
		return false
	}
	if !counted(there[0]) {
		return bytes.IndexByte(there, '\n') >= 0
	}
	n := 0
	for i, c := range there {
		if c == ' ' {
			return len(there)-i-1 >= n
		}
		if c < '0' || c > '9' || i == countDigits {
			return true // an error can be told at once
		}
		n = n*10 + int(c-'0')
	}
	return false
}

// Next reads a message; cut says that only its beginning was kept. A message that the end of the stream cuts is the last
// one where lines are messages. The text lasts until the next call.
func (f *Frames) Next() (text []byte, cut bool, err error) {
	first, err := f.from.Peek(1)
	if err != nil {
		return nil, false, err
	}
	if counted(first[0]) {
		return f.nextCounted()
	}
	return f.nextLine()
}

func counted(first byte) bool { return first >= '1' && first <= '9' }

func (f *Frames) nextCounted() (text []byte, cut bool, err error) {
	n := 0
	for i := 0; ; i++ {
		c, err := f.from.ReadByte()
		if err != nil {
			return nil, false, unexpected(err)
		}
		if c == ' ' {
			break
		}
		if c < '0' || c > '9' || i == countDigits {
			return nil, false, ErrFrame
		}
		n = n*10 + int(c-'0')
	}
	kept := min(n, f.most)
	if cap(f.text) < kept {
		f.text = make([]byte, 0, min(f.most, max(kept, 2*cap(f.text))))
	}
	f.text = f.text[:kept]
	if _, err := io.ReadFull(f.from, f.text); err != nil {
		return nil, false, unexpected(err)
	}
	if _, err := f.from.Discard(n - kept); err != nil {
		return nil, false, unexpected(err)
	}
	return bytes.TrimRight(f.text, "\r\n\x00"), n > kept, nil
}

func (f *Frames) nextLine() (text []byte, cut bool, err error) {
	f.text = f.text[:0]
	for {
		part, err := f.from.ReadSlice('\n')
		room := f.most - len(f.text)
		content := part
		if err == nil {
			content = part[:len(part)-1]
		}
		if len(content) > room {
			content, cut = content[:max(0, room)], true
		}
		f.text = append(f.text, content...)
		switch {
		case err == nil, errors.Is(err, io.EOF) && len(f.text) > 0:
			return bytes.TrimRight(f.text, "\r\x00"), cut, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, false, err
		}
	}
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
