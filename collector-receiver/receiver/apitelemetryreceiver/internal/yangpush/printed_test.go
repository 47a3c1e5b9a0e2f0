package yangpush

import (
	"context"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPrintedExamples reads what RFCs and drafts print; testdata/printed says where.
func TestPrintedExamples(t *testing.T) { compareFolder(t, "testdata/printed") }

// TestExamplesThatArePrintedWrong has what is no JSON refused, and read once it is mended.
func TestExamplesThatArePrintedWrong(t *testing.T) {
	h, _ := newHandler(func(context.Context, string, []Notification) error { return nil })
	for file, mend := range map[string]struct{ wrong, right, event string }{
		"rfc8650-figure-12": {"subscriptions/22\"\n", "subscriptions/22\",\n", "modified"},
		"rfc8650-figure-13": {"39,", "39", "completed"},
	} {
		text, err := os.ReadFile("testdata/printed/" + file + ".broken.json")
		require.NoError(t, err)
		answer := ask(h, http.MethodPost, "/yang-push/edge-1/relay-notification", "application/json", string(text))
		assert.Equal(t, http.StatusBadRequest, answer.Code)
		assert.Contains(t, answer.Body.String(), "malformed-message")
		require.Contains(t, string(text), mend.wrong)
		notifications, err := ReadMessage([]byte(strings.Replace(string(text), mend.wrong, mend.right, 1)), generous)
		require.NoError(t, err)
		event, ok := notifications[0].Lifecycle()
		assert.True(t, ok)
		assert.Equal(t, Lifecycle{Subscription: 39, Event: mend.event}, event)
	}
}

// TestThePrintedExchange is that of draft-ietf-netconf-https-notif, section 4.3.
func TestThePrintedExchange(t *testing.T) {
	text, err := os.ReadFile("testdata/printed/https-notif-section-4.3.json")
	require.NoError(t, err)
	h, _ := newHandler(func(context.Context, string, []Notification) error { return nil })
	h.Path = "/some"
	answer := ask(h, http.MethodPost, "/some/path/relay-notification", "application/json", string(text))
	assert.Equal(t, http.StatusNoContent, answer.Code)
	assert.Empty(t, answer.Body.String())
}

func TestAContainerInAnArray(t *testing.T) {
	for text, unkeyed := range map[string]int{
		`{"m:a":[{"c":{"b":1}}]}`:                      0,
		`{"m:a":[{"c":[{"name":"x"}],"d":{"b":1}}]}`:   0,
		`{"m:a":[{"b":1}]}`:                            1, // a list that nobody knows the keys of
		`{"m:a":[{"b":1,"c":{"b":1}}]}`:                1,
		`{"m:a":[{"b":["x"]}]}`:                        1,
		`{"m:a":[{}]}`:                                 1,
		`{"m:a":[{"c":{"b":1}},{"c":{"b":2}}]}`:        2,
		`{"m:a":{"c":[{"d":{"b":1}}]}}`:                1, // not at the root
		`{"m:a":[{"c":[{"name":"x"},{"other":"y"}]}]}`: 1,
	} {
		tree, err := Decode([]byte(text), generous)
		require.NoError(t, err)
		assert.Equal(t, unkeyed, testRules(t).Walk(nil, tree, func(*Leaf) {}), text)
	}
}
