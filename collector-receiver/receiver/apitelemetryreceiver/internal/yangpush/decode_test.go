package yangpush

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDecodeKeepsNumbersAndOrder(t *testing.T) {
	const text = `{"b":18446744073709551615,"m:a":[1.50,"x",true,false,null],"e":[null],"n":null,"o":{}}`
	v, err := Decode([]byte(text), generous)
	require.NoError(t, err)
	if got := v.JSON(); got != text {
		t.Errorf("written again as %s", got)
	}
	a, ok := v.Get("a")
	require.True(t, ok)
	assert.Equal(t, Array, a.Kind)
	assert.Equal(t, "m", v.Members[1].Module)
	e, _ := v.Get("e")
	assert.Equal(t, Empty, e.Kind)
	_, ok = v.Get("z")
	assert.False(t, ok)
}

func TestDecodeRefuses(t *testing.T) {
	tight := Limits{Depth: 3, Values: 5}
	for text, want := range map[string]string{
		``:                       "EOF",
		`{`:                      "byte 1",
		`{"a"`:                   "EOF",
		`{"a":`:                  "EOF",
		`[1`:                     "EOF",
		`{"a":1} x`:              "expected the end",
		`{} {}`:                  "expected the end",
		`[[[[1]]]]`:              "over the limit: deeper than 3",
		`[1,2,3,4,5]`:            "over the limit: more than 5 values",
		`{"a":01}`:               "byte",
		`{"a":"` + "\x01" + `"}`: "byte",
	} {
		_, err := Decode([]byte(text), tight)
		require.ErrorContains(t, err, want, text)
	}
}

func TestReadMessageRefuses(t *testing.T) {
	const good = `"eventTime":"2026-01-01T00:00:00Z"`
	for text, want := range map[string]string{
		`[]`:                                 "expected an object with ietf-https-notif:notification",
		`{"a":{},"b":{}}`:                    "expected an object with ietf-https-notif:notification",
		`{"x:other":{}}`:                     `found "other"`,
		`{"x:notification":1}`:               "expected an object",
		`{"x:notification":[]}`:              "expected 1 to",
		`{"x:notification":{}}`:              "eventTime: expected a date and time, found nothing",
		`{"x:notification":{"eventTime":5}}`: `found "5"`,
		`{"x:notification":{` + good + `}}`:  "beside eventTime",
		`{"x:notification":{"eventTime":"1969-01-01T00:00:00Z","a:b":{}}}`: "eventTime: expected a date",
		`{"x:notification":{"eventTime":"9999-01-01T00:00:00Z","a:b":{}}}`: "eventTime: expected a date",
		`{"x:envelope":{"event-time":"yesterday"}}`:                        "event-time: expected a date",
		`{"x:envelope":{"event-time":"2026-01-01T00:00:00Z"}}`:             "contents: expected one notification",
		`{"x:bundled-message":{}}`:                                         "expected notifications in the bundled-message",
	} {
		_, err := ReadMessage([]byte(text), generous)
		require.ErrorContains(t, err, want, text)
	}
	many := `{"x:notification":[` + strings.Repeat(`{`+good+`,"a:b":{}},`, maxBundled) + `{` + good + `,"a:b":{}}]}`
	_, err := ReadMessage([]byte(many), Limits{Depth: 9, Values: 1 << 20})
	require.ErrorContains(t, err, "found 10001")
}

func TestReadBundle(t *testing.T) {
	const text = `{"m:bundled-message":{"bundled-message-header":{"message-id":1},"notification-message":[` +
		`{"event-time":"2026-01-01T00:00:00Z","a:b":{"c":1}}]}}`
	got, err := ReadMessage([]byte(text), generous)
	require.NoError(t, err)
	require.Len(t, got, 1)
	assert.Equal(t, "a", got[0].Module)
}

func TestPushesRefuse(t *testing.T) {
	read := func(content string) *Notification {
		v, err := Decode([]byte(content), generous)
		require.NoError(t, err)
		return &Notification{Module: ModulePush, Content: v}
	}
	for content, want := range map[string]string{
		`{}`:                    "id: expected the id of a subscription",
		`{"id":-1}`:             "id: expected",
		`{"id":4294967296}`:     "id: expected",
		`{"id":1}`:              "expected datastore-contents",
		`{"subscription-id":1}`: "expected datastore-contents",
	} {
		_, err := read(content).Update()
		require.ErrorContains(t, err, want, content)
	}
	for content, want := range map[string]string{
		`{}`:       "id: expected",
		`{"id":1}`: "expected datastore-changes",
		`{"id":1,"datastore-changes":{"yang-patch":{"edit":[{"target":"x"}]}}}`: `edit 1: target: expected a path that begins with a slash, found "x"`,
	} {
		_, err := read(content).Change()
		require.ErrorContains(t, err, want, content)
	}
	n := read(`{"id":1}`)
	n.Module, n.Name = ModuleSubscribed, "something"
	_, ok := n.Lifecycle()
	assert.False(t, ok)
	n.Name = "replay-completed"
	event, ok := n.Lifecycle()
	assert.True(t, ok)
	assert.Equal(t, "replay-completed", event.Event)
	n = read(`{}`)
	n.Module, n.Name = ModuleSubscribed, "subscription-started"
	_, ok = n.Lifecycle()
	assert.False(t, ok)
}

func TestParsePath(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "/",
		"/":                             "/",
		"/m:a/b":                        "/m:a/b",
		"/m:a=x,y%2Cz/b":                "/m:a[='x'][='y,z']/b",
		"/m:a[k='x/y'][n:l=\"it's\"]/b": `/m:a[k='x/y'][l="it's"]/b`,
		"/m:a=x":                        "/m:a[='x']",
	} {
		got, err := ParsePath(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got.String())
	}
	for text, want := range map[string]string{
		"a":                        "begins with a slash",
		"//":                       "name between slashes",
		"/a/":                      "name between slashes",
		"/a=%zz":                   "key of a",
		"/a[k]":                    "expected name='value'",
		"/a[k=":                    "expected name='value'",
		"/a[k=x]":                  "expected name='value'",
		"/a[k='x":                  "quote and a bracket",
		"/a[k='x'":                 "quote and a bracket",
		"/a[k='x']b":               "expected a slash behind a",
		strings.Repeat("/a", 65):   "at most 64 steps",
		strings.Repeat("/a", 4096): "at most 4096 bytes",
	} {
		_, err := ParsePath(text)
		require.ErrorContains(t, err, want, text)
	}
}

func TestPatterns(t *testing.T) {
	match := func(pattern, path string) bool {
		patterns, err := ParsePatterns(pattern)
		require.NoError(t, err)
		for _, p := range patterns {
			if p.Match(strings.Split(strings.TrimPrefix(path, "/"), "/")) {
				return true
			}
		}
		return false
	}
	assert.True(t, match("/a:b/c/*", "/a:b/c/d"))
	assert.False(t, match("/a:b/c/*", "/a:b/c"))
	assert.False(t, match("/a:b/c/*", "/a:b/c/d/e"))
	assert.True(t, match("/a:b/**/d", "/a:b/d"))
	assert.True(t, match("/a:b/**/d", "/a:b/x/y/d"))
	assert.True(t, match("/**", "/x"))
	assert.True(t, match("/a:{b,c}/{d,e}-*", "/a:c/d-x"))
	assert.False(t, match("/a:{b,c}/{d,e}-*", "/a:c/f-x"))
	for text, want := range map[string]string{
		"":                                     "expected a path",
		"a":                                    "expected a path",
		"/":                                    "expected a path",
		"/a//b":                                "name between slashes",
		"/a/[":                                 "syntax error",
		"/a{b":                                 "closing brace",
		"/" + strings.Repeat("{a,b}", 7):       "at most 64 alternatives",
		"/" + strings.Repeat("a", 2*1024*1024): "expected a path",
	} {
		_, err := ParsePatterns(text)
		require.ErrorContains(t, err, want)
	}
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string]Number{
		`0`: {true, 0, 0}, `-7`: {true, -7, -7}, `"42"`: {true, 42, 42}, `"-0.5"`: {Float: -0.5}, `"+1"`: {true, 1, 1},
		`"18446744073709551615"`: {Float: 18446744073709551615}, `1e3`: {Float: 1000}, `true`: {true, 1, 1}, `false`: {true, 0, 0},
	} {
		v, err := Decode([]byte(text), generous)
		require.NoError(t, err)
		got, ok := v.Number()
		require.True(t, ok, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{`""`, `"-"`, `"007"`, `"1."`, `".5"`, `"1.2.3"`, `"1e3"`, `"0x10"`, `"up"`, `[1]`, `{}`, `null`, `[null]`, `1e999`, `"` + strings.Repeat("9", 50) + `"`} {
		v, err := Decode([]byte(text), generous)
		require.NoError(t, err)
		_, ok := v.Number()
		assert.False(t, ok, text)
	}
}

func TestListsWithoutAKeyAreCounted(t *testing.T) {
	v, err := Decode([]byte(`{"m:a":{"list":[{"x":1},{"x":2}],"named":[{"named-id":3,"x":4}],"empty":[]}}`), generous)
	require.NoError(t, err)
	var seen []string
	rules := &Rules{}
	unkeyed := rules.Walk(nil, v, func(l *Leaf) { seen = append(seen, l.Path.String()) })
	assert.Equal(t, 2, unkeyed)
	assert.Equal(t, []string{"/m:a/named[named-id='3']/x"}, seen)
}

func TestKeysByPlace(t *testing.T) {
	list, err := ParsePattern("/m:a/list")
	require.NoError(t, err)
	rules := &Rules{Keys: []KeyRule{{list, []string{"k", "l"}}}}
	path, err := ParsePath("/m:a/list=1,2/x")
	require.NoError(t, err)
	named, _ := rules.Locate(path)
	assert.Equal(t, "/m:a/list[k='1'][l='2']/x", named.String())
	v, err := Decode([]byte(`{"m:a":{"list":[{"k":1,"x":5},{"k":1,"l":{"x":1}}]}}`), generous)
	require.NoError(t, err)
	assert.Equal(t, 2, rules.Walk(nil, v, func(*Leaf) { t.Fail() }), "entries without all their keys")
}

func TestManySchemaPathsAreNotRemembered(t *testing.T) {
	rules := &Rules{}
	for i := range maxKnown + 10 {
		rules.of(strings.Repeat("/a", 1+i%3) + string(rune('a'+i%26)) + strings.Repeat("x", i/26%800))
	}
	assert.LessOrEqual(t, len(rules.known), maxKnown)
}
