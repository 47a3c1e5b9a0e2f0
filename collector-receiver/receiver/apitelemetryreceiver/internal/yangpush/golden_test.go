package yangpush

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the files that tests compare with")

var generous = Limits{Depth: 64, Values: 100_000}

// testRules are rules in the manner of the receiver's defaults.
func testRules(tb testing.TB) *Rules {
	tb.Helper()
	p := func(s string) Pattern {
		pattern, err := ParsePattern(s)
		require.NoError(tb, err)
		return pattern
	}
	return &Rules{
		Counters: []CounterRule{
			{p("/ietf-interfaces:interfaces/interface/statistics/*-octets"), "By"},
			{p("/ietf-interfaces:interfaces/interface/statistics/*"), "{packet}"},
		},
		Enumerations: []EnumerationRule{{p("/**/oper-status"), map[string]int64{"up": 1, "down": 2, "lower-layer-down": 7}}},
		Keys:         []KeyRule{{p("/**/ietf-ip:ipv4/neighbor"), []string{"ip"}}},
		Interfaces:   []Pattern{p("/ietf-interfaces:interfaces/interface")},
		Ignore:       []Pattern{p("/**/if-index")},
	}
}

func TestExamples(t *testing.T) { compareFolder(t, "testdata") }

// compareFolder reads every message of a folder and compares it with the text beside it. Files of the name *.broken.json are none.
func compareFolder(t *testing.T, folder string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	require.NoError(t, err)
	files = slices.DeleteFunc(files, func(file string) bool { return strings.HasSuffix(file, ".broken.json") })
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			notifications, err := ReadMessage(text, generous)
			require.NoError(t, err)
			got := describe(t, notifications)
			golden := strings.TrimSuffix(file, ".json") + ".txt"
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			assert.Equal(t, string(want), got)
		})
	}
}

// describe writes notifications as lines that people can read.
func describe(t *testing.T, notifications []Notification) string {
	t.Helper()
	rules := testRules(t)
	var out strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	leaf := func(l *Leaf) {
		number, isNumber := l.Value.Number()
		line("  %s = %s%s%s%s%s%s", l.Path, l.Value.JSON(),
			when(isNumber, fmt.Sprintf("  number %v", number.Float)), when(l.Counter, "  counter "+l.Unit),
			when(l.Values != nil, fmt.Sprintf("  enumeration %d", l.Values[l.Value.Text])),
			when(l.Interface > 0, fmt.Sprintf("  interface in step %d", l.Interface)),
			when(!l.Since.IsZero(), "  since "+l.Since.UTC().Format("2006-01-02T15:04:05Z")))
	}
	for i := range notifications {
		n := &notifications[i]
		line("%s %s:%s%s", n.Time.UTC().Format("2006-01-02T15:04:05.000Z"), n.Module, n.Name, when(n.Hostname != "", " from "+n.Hostname))
		event, ok := n.Lifecycle()
		switch {
		case ok:
			line("  subscription %d %s %s", event.Subscription, event.Event, event.Reason)
		case n.IsUpdate():
			u, err := n.Update()
			require.NoError(t, err)
			line("  subscription %d", u.Subscription)
			line("  %d entries without a key", rules.Walk(nil, u.Contents, leaf))
		case n.IsChange():
			c, err := n.Change()
			require.NoError(t, err)
			line("  subscription %d%s", c.Subscription, when(c.Incomplete, " incomplete"))
			for _, edit := range c.Edits {
				target, _ := rules.Locate(edit.Target)
				line("  %s %s", edit.Operation, target)
				rules.WalkEdit(&edit, leaf)
			}
		default:
			line("  %s", n.Content.JSON())
		}
	}
	return out.String()
}

func when(yes bool, text string) string {
	if yes {
		return text
	}
	return ""
}
