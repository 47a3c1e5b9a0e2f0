package fluent

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"strconv"
)

// maxDepth bounds the nesting that is written.
const maxDepth = 64

// AppendJSON writes a record as JSON, for people; it stops adding members when there are limit bytes.
func AppendJSON(out []byte, record string, limit int) []byte {
	out, _ = appendJSON(out, NewCursor(record), limit, 0)
	return out
}

func appendJSON(out []byte, c *Cursor, limit, depth int) ([]byte, error) {
	v, err := c.Next()
	if err != nil {
		return out, err
	}
	switch v.Kind {
	case Array, Map:
		return appendElements(out, c, v, limit, depth)
	case Text:
		text, _ := json.Marshal(v.Text)
		return append(out, text...), nil
	case Int:
		return strconv.AppendInt(out, v.Int, 10), nil
	case Bool:
		return strconv.AppendBool(out, v.Int == 1), nil
	case Float:
		if !math.IsNaN(v.Float) && !math.IsInf(v.Float, 0) {
			return strconv.AppendFloat(out, v.Float, 'g', -1, 64), nil
		}
	case Ext:
		return append(base64.StdEncoding.AppendEncode(append(out, '"'), []byte(v.Text)), '"'), nil
	}
	return append(out, "null"...), nil
}

func appendElements(out []byte, c *Cursor, v Value, limit, depth int) ([]byte, error) {
	brackets := "[]"
	if v.Kind == Map {
		brackets = "{}"
	}
	if depth >= maxDepth {
		return append(out, "null"...), c.Skip(v)
	}
	out = append(out, brackets[0])
	for i := range v.Len {
		if len(out) >= limit {
			left := v
			left.Len -= i
			return append(out, brackets[1]), c.Skip(left)
		}
		if i > 0 {
			out = append(out, ',')
		}
		if v.Kind == Map {
			key, err := c.Next()
			if err == nil {
				err = c.Skip(key)
			}
			if err != nil {
				return out, err
			}
			name, _ := json.Marshal(key.Text)
			out = append(append(out, name...), ':')
		}
		var err error
		if out, err = appendJSON(out, c, limit, depth+1); err != nil {
			return out, err
		}
	}
	return append(out, brackets[1]), nil
}
