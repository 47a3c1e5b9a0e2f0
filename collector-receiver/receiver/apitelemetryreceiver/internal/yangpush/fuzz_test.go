package yangpush

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// perValue is what a value may cost in memory at most, in bytes, with what the decoder needs beside it.
const perValue = 1500

func seeds(f *testing.F) {
	f.Helper()
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		f.Fatal("no examples", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"a:notification":{"eventTime":"2026-01-01T00:00:00Z","ietf-yang-push:push-change-update":{"id":1,"datastore-changes":{"yang-patch":{"edit":[{"operation":"merge","target":"/m:a=%2F,b[c='d']/e","value":{"m:e":[[1]]}}]}}}}}`))
}

// FuzzMessage reads any bytes as a message and walks what is in it: no panic, and no more memory than the limits allow.
func FuzzMessage(f *testing.F) {
	seeds(f)
	limits := Limits{Depth: 16, Values: 2_000}
	f.Fuzz(func(t *testing.T, text []byte) {
		rules := testRules(t)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		notifications, err := ReadMessage(text, limits)
		if err == nil {
			for i := range notifications {
				walkAll(rules, &notifications[i])
			}
		}
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > uint64(1<<20+30*len(text)+perValue*limits.Values) {
			t.Errorf("%d bytes allocated for a message of %d", used, len(text))
		}
	})
}

func walkAll(rules *Rules, n *Notification) {
	ignore := func(l *Leaf) { l.Value.Number() }
	n.Lifecycle()
	if u, err := n.Update(); err == nil {
		rules.Walk(nil, u.Contents, ignore)
	}
	if c, err := n.Change(); err == nil {
		for i := range c.Edits {
			rules.WalkEdit(&c.Edits[i], ignore)
			rules.Locate(c.Edits[i].Target)
		}
	}
}

// FuzzPath reads any text as a path. What it writes of one can be read again, and is the same.
func FuzzPath(f *testing.F) {
	for _, text := range []string{"/", "/m:a/b", "/m:a=x,y%2C/b", `/m:a[k='x'][l="y'"]/c`, "/a[b='c']d"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		path, err := ParsePath(text)
		if err != nil {
			return
		}
		if len(path) > maxPathSteps {
			t.Errorf("%d steps", len(path))
		}
		_ = path.String()
	})
}
