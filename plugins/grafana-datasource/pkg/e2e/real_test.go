package e2e

import (
	"encoding/json"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

// TestRealService follows what Grafana does with a data source, with nothing in between that is not real but Grafana.
func TestRealService(t *testing.T) {
	url := startService(t)
	grafana := startHost(t)
	at := pluginContext(url, readToken, "Editor")
	address := strings.TrimPrefix(url, "http://")

	t.Run("before any telemetry", func(t *testing.T) {
		health := grafana.health(t, at)
		if expected := "Connected, but no telemetry yet. Point a collector at 127.0.0.1:4318."; health.Message != expected || health.Status != pluginv2.CheckHealthResponse_OK {
			t.Errorf("%s %q", health.Status, health.Message)
		}
	})
	from := tellHistory(t, url)
	to := from.Add(historyMinutes * time.Minute)
	ask := func(refID, query string) backend.DataQuery {
		return backend.DataQuery{RefID: refID, JSON: []byte(query), MaxDataPoints: 600, TimeRange: backend.TimeRange{From: from, To: to}}
	}
	const errorsOfPayments = `{"queryType":"series","entity":"payments","indicator":"error_ratio","environment":"prod"}`

	t.Run("series with the band and the anomaly", func(t *testing.T) {
		var answer backend.DataResponse
		eventually(t, func() bool {
			answer = grafana.query(t.Context(), t, at, nil, ask("A", errorsOfPayments))["A"]
			return answer.Error == nil && len(answer.Frames) == 1 && answer.Frames[0].Rows() > 0 && has(answer.Frames[0], "anomaly")
		})
		frame := answer.Frames[0]
		for _, name := range []string{"time", "value", "upper", "lower", "expected", "anomaly"} {
			if !has(frame, name) {
				t.Errorf("the field %s is missing", name)
			}
		}
		marks, _ := frame.FieldByName("anomaly")
		marked := 0
		for row := range marks.Len() {
			value, is := marks.ConcreteAt(row)
			if !is {
				continue
			}
			// What the detector says once the outage is over is its own affair.
			when := frame.Fields[0].At(row).(time.Time).Sub(from)
			if when < outageFrom*time.Minute {
				t.Errorf("%v at %s is marked", value, when)
			}
			if when < outageEnd*time.Minute {
				marked++
			}
		}
		if marked < (outageEnd-outageFrom)/2 {
			t.Errorf("%d minutes of the outage are marked", marked)
		}
	})

	t.Run("a whole panel in one call", func(t *testing.T) {
		answers := grafana.query(t.Context(), t, at, nil,
			ask("A", errorsOfPayments),
			ask("B", `{"queryType":"series","entities":["orders","payments"],"indicator":"latency_p95"}`),
			ask("C", `{"queryType":"series","entity":"payments","indicator":"error_ratio","score":true}`),
			ask("D", `{"queryType":"problems"}`),
			ask("E", `{"queryType":"anomalies","format":"annotations","environment":"prod"}`),
			ask("F", `{"queryType":"entities","kind":"endpoint"}`),
			ask("G", `{"queryType":"series","entity":"nobody","indicator":"error_ratio"}`),
			ask("H", `{"queryType":"problems","format":"lanes"}`),
			ask("I", `{"queryType":"forecast","entity":"payments","indicator":"latency_p95"}`),
			ask("J", `{"queryType":"rating","entity":"payments"}`),
		)
		for refID, frames := range map[string]int{"A": 1, "B": 2, "C": 1, "D": 1, "E": 1, "F": 1, "G": 1, "H": 1, "I": 1, "J": 1} {
			if answer := answers[refID]; answer.Error != nil || len(answer.Frames) != frames {
				t.Errorf("%s: %d frames, error %v", refID, len(answer.Frames), answer.Error)
			}
		}
		if problems := answers["D"].Frames[0]; problems.Rows() == 0 || problems.Fields[1].At(0) != "payments" {
			t.Errorf("no problem of payments: %v", problems)
		}
		if regions := answers["E"].Frames[0]; regions.Rows() == 0 || !has(regions, "timeEnd") {
			t.Error("no region")
		}
		if endpoints := answers["F"].Frames[0]; endpoints.Rows() != 2 {
			t.Errorf("%d endpoints", endpoints.Rows())
		}
		if empty := answers["G"].Frames[0]; len(empty.Fields) != 0 || len(empty.Meta.Notices) != 1 {
			t.Errorf("nothing matches: %v", empty)
		}
	})

	t.Run("an alert rule reduces numbers", func(t *testing.T) {
		answer := grafana.query(t.Context(), t, at, map[string]string{"FromAlert": "true"}, ask("A", errorsOfPayments))["A"]
		if answer.Error != nil || len(answer.Frames) != 1 {
			t.Fatal(answer.Error)
		}
		frame := answer.Frames[0]
		if len(frame.Fields) != 2 || frame.TimeSeriesSchema().Type != data.TimeSeriesTypeWide {
			t.Fatalf("%v", frame)
		}
		highest := 0.0
		for row := range frame.Rows() {
			if value, is := frame.Fields[1].ConcreteAt(row); is {
				highest = max(highest, value.(float64))
			}
		}
		if highest < 0.4 || highest > 0.6 {
			t.Errorf("half of the calls failed; the highest ratio is %v", highest)
		}
	})

	t.Run("health", func(t *testing.T) {
		health := grafana.health(t, at)
		if !strings.HasPrefix(health.Message, "Connected to Weir ") || !strings.Contains(health.Message, " at "+address+".") || health.Status != pluginv2.CheckHealthResponse_OK {
			t.Errorf("%s %q", health.Status, health.Message)
		}
		if wrong := grafana.health(t, pluginContext(url, "wrong-token-0123456789", "Editor")); wrong.Message != "Weir answered 401: the token is wrong or expired. Create one with `weir token`." {
			t.Errorf("%q", wrong.Message)
		}
	})

	t.Run("what editors ask for", func(t *testing.T) {
		for path, contains := range map[string]string{
			"entities?q=pay":              `"payments"`,
			"entities/check?name=paymnts": `"suggestion":"payments"`,
			"indicators?entity=payments":  `"latency_p95"`,
			"endpoints?entity=payments":   `{"method":"POST","route":"/pay"}`,
			"environments":                `"prod"`,
			"v1/problems":                 `"payments"`,
		} {
			if status, body := grafana.call(t, at, "GET", path, ""); status != 200 || !strings.Contains(body, contains) {
				t.Errorf("%s: %d %s", path, status, body)
			}
		}
	})

	t.Run("a word in the person's name", func(t *testing.T) {
		_, body := grafana.call(t, at, "GET", "v1/problems", "")
		var page struct {
			Items []struct{ ID string }
		}
		if err := json.Unmarshal([]byte(body), &page); err != nil || len(page.Items) == 0 {
			t.Fatalf("%v %s", err, body)
		}
		word := `{"word":"confirmed","problemId":"` + page.Items[0].ID + `"}`
		if status, body := grafana.call(t, at, "POST", "v1/feedback", word); status != 200 || !strings.Contains(body, `"id":"ana"`) {
			t.Errorf("%d %s", status, body)
		}
		if status, _ := grafana.call(t, pluginContext(url, readToken, "Viewer"), "POST", "v1/feedback", word); status != 403 {
			t.Errorf("a viewer's word: %d", status)
		}
		table := grafana.query(t.Context(), t, at, nil, ask("A", `{"queryType":"problems"}`))["A"].Frames[0]
		if said, _ := table.FieldByName("Feedback"); said == nil || !strings.Contains(said.At(0).(string)+said.At(said.Len()-1).(string), "Real problem (Ana)") {
			t.Errorf("the table does not show the word: %v", said)
		}
	})
}

// TestHealthOfSilence: something accepts the connection and never answers.
func TestHealthOfSilence(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	address := listener.Addr().String()
	health := startHost(t).health(t, pluginContext("http://"+address, readToken, "Editor"))
	expected := "No answer from " + address + " in 5 s. Is it running, and reachable from the Grafana server (not your browser)?"
	if health.Message != expected || health.Status != pluginv2.CheckHealthResponse_ERROR {
		t.Errorf("%s %q", health.Status, health.Message)
	}
}

func has(frame *data.Frame, field string) bool {
	_, at := frame.FieldByName(field)
	return at >= 0
}

func eventually(t *testing.T, holds func() bool) {
	t.Helper()
	for range 300 {
		if holds() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Error("it did not come about in 30 s")
}
