package mqtttopic

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTemplates(t *testing.T) {
	tests := []struct {
		template, filter, topic string
		want                    []string
	}{
		{"factory/{site}/{device}/{metric}", "factory/+/+/+", "factory/ulm/press-1/oil.temp", []string{"ulm", "press-1", "oil.temp"}},
		{"factory/{site}/{device}/{metric}", "factory/+/+/+", "factory/ulm/press-1", nil},
		{"factory/{site}/{device}/{metric}", "factory/+/+/+", "factory/ulm/press-1/a/b", nil},
		{"factory/{site}/{device}/{metric}", "factory/+/+/+", "shop/ulm/press-1/a", nil},
		{"factory/{site}/{device}/{metric}", "factory/+/+/+", "factory//press-1/a", nil},
		{"factory/{site}/{device}/{metric}", "factory/+/+/+", "factory/u\x01m/press-1/a", nil},
		{"{device}/+/{metric...}", "+/+/#", "d/x/a/b/c", []string{"d", "a.b.c"}},
		{"{device}/+/{metric...}", "+/+/#", "d/x", nil},
		{"tele/{device}/#", "tele/+/#", "tele/plug/SENSOR", []string{"plug"}},
		{"{device}", "+", "d", []string{"d"}},
		{"a", "a", "a", []string{}},
		{"/{device}", "/+", "/d", []string{"d"}},
		{"{device}", "+", strings.Repeat("d", MaxNameLength+1), nil},
	}
	for _, tt := range tests {
		template, err := Parse(tt.template)
		require.NoError(t, err, tt.template)
		assert.Equal(t, tt.filter, template.Filter())
		require.NoError(t, CheckFilter(template.Filter()))
		values, ok := template.Match(tt.topic)
		assert.Equal(t, tt.want != nil, ok, tt.topic)
		assert.Equal(t, tt.want, values, tt.topic)
		if ok {
			assert.True(t, Matches(tt.filter, tt.topic))
		}
	}
}

func TestTemplatesThatAreNone(t *testing.T) {
	for template, want := range map[string]string{
		"": "found nothing", "a/#/b": "at the end only", "{m...}/b": "at the end only", "{}": "found \"{}\"", "{A}": "lower-case",
		"{.a}": "lower-case", "{a.}": "lower-case", "{a}/{a}": "twice", "x{a}": "whole level", "a+": "whole level", "{a": "whole level",
		"{" + strings.Repeat("a", 300) + "}": "lower-case",
	} {
		_, err := Parse(template)
		assert.ErrorContains(t, err, want, template)
	}
}

func TestCompose(t *testing.T) {
	names := []string{"site", "device"}
	values := []string{"ulm", "press"}
	for text, want := range map[string]string{"{device}": "press", "{site}/{device}": "ulm/press", "x-{site}-y": "x-ulm-y", "fixed": "fixed"} {
		c, err := ParseCompose(text, names)
		require.NoError(t, err)
		assert.Equal(t, want, c.Text(values))
	}
	for _, text := range []string{"{other}", "{site", "{}"} {
		_, err := ParseCompose(text, names)
		assert.ErrorContains(t, err, "site, device", text)
	}
}

// The examples of MQTT 5, 4.7.1 and 4.7.2.
func TestMatches(t *testing.T) {
	tests := []struct {
		filter, topic string
		want          bool
	}{
		{"sport/tennis/player1/#", "sport/tennis/player1", true},
		{"sport/tennis/player1/#", "sport/tennis/player1/ranking", true},
		{"sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true},
		{"#", "sport", true},
		{"sport/tennis/+", "sport/tennis/player1", true},
		{"sport/tennis/+", "sport/tennis/player1/ranking", false},
		{"sport/+", "sport", false},
		{"sport/+", "sport/", true},
		{"+/+", "/finance", true},
		{"/+", "/finance", true},
		{"+", "/finance", false},
		{"#", "$SYS/broker", false},
		{"+/monitor/Clients", "$SYS/monitor/Clients", false},
		{"$SYS/#", "$SYS/broker", true},
		{"$share/group/sport/+", "sport/tennis", true},
		{"sport", "sport/tennis", false},
	}
	for _, tt := range tests {
		assert.Equal(t, tt.want, Matches(tt.filter, tt.topic), "%s %s", tt.filter, tt.topic)
	}
}

func TestCheckFilter(t *testing.T) {
	for _, filter := range []string{"a/b", "+/#", "/", "$share/g/a/+"} {
		assert.NoError(t, CheckFilter(filter), filter)
	}
	for _, filter := range []string{"", "a+", "a/#/b", "#a", "a\x00", "a\xff", strings.Repeat("a", 65536)} {
		assert.Error(t, CheckFilter(filter), filter)
	}
}

// FuzzTemplate holds that what a template matches its filter matches as well, and that values are usable.
func FuzzTemplate(f *testing.F) {
	f.Add("factory/{site}/{device}/{metric}", "factory/a/b/c")
	f.Add("{device}/+/{metric...}", "a/b/c/d")
	f.Add("tele/{device}/#", "tele/a")
	f.Fuzz(func(t *testing.T, text, topic string) {
		template, err := Parse(text)
		if err != nil {
			return
		}
		values, ok := template.Match(topic)
		if !ok {
			return
		}
		if !strings.HasPrefix(topic, "$") && !Matches(template.Filter(), topic) {
			t.Fatalf("%q matches %q, but its filter %q does not", text, topic, template.Filter())
		}
		for _, value := range values {
			if !isUsable(value) {
				t.Fatalf("%q is not usable", value)
			}
		}
	})
}
