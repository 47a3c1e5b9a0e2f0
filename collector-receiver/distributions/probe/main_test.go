package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestProbe(t *testing.T) {
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	defer server.Close()
	here := func(string) string { return strings.TrimPrefix(server.URL, "http://") }
	nowhere := func(string) string { return "127.0.0.1:1" }
	for _, tt := range []struct {
		name   string
		status int
		args   []string
		env    func(string) string
		want   int
		says   string
	}{
		{"well", 200, nil, here, 0, ""},
		{"well, by an argument", 200, []string{server.URL}, nowhere, 0, ""},
		{"not ready", 503, nil, here, 1, "503"},
		{"not there", 200, nil, nowhere, 1, "refused"},
		{"no URL", 200, []string{"::"}, here, 1, "protocol scheme"},
	} {
		status = tt.status
		var said strings.Builder
		if got := run(tt.args, tt.env, &said); got != tt.want || !strings.Contains(said.String(), tt.says) {
			t.Errorf("%s: exit code %d, %q", tt.name, got, said.String())
		}
	}
}

func TestWithoutEnvironmentItAsksTheDefault(t *testing.T) {
	var said strings.Builder
	if run(nil, func(string) string { return "" }, &said) == 1 && !strings.Contains(said.String(), fallback) {
		t.Errorf("asked %q", said.String())
	}
}
