package accesslog

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

const combinedInJSON = `127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET /apache_pb.gif HTTP/1.0\" 200 2326`

var combinedAt = time.Date(2000, 10, 10, 20, 55, 36, 0, time.UTC).UnixNano()

func TestReadEvent(t *testing.T) {
	tests := map[string]struct {
		text   string
		read   bool
		event  Event
		record Record
	}{
		"filebeat around a line": {
			`{"@timestamp":"2026-01-02T03:04:05.678Z","@metadata":{"beat":"filebeat"},"message":"` + combinedInJSON + `\n","log":{"offset":42,"file":{"path":"/var/log/a.log","inode":"7"}},"fields":{"service":"shop","env":"prod"},"host":{"name":"web-1"},"agent":{"id":"a1","name":"web-1"}}`, true,
			Event{Message: `127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326`, Time: time.Date(2026, 1, 2, 3, 4, 5, 678e6, time.UTC).UnixNano(), Service: "shop", Environment: "prod", File: "/var/log/a.log", Offset: "42", Shipper: "web-1"},
			Record{Time: combinedAt, Status: 200, Method: "GET", Path: "/apache_pb.gif", ProtocolVersion: "1.0", ClientAddress: "127.0.0.1", Service: "shop", Environment: "prod"},
		},
		"the labels of Kubernetes, best first": {
			`{"kubernetes":{"container":{"name":"c"},"namespace":"eu","labels":{"app":"second","app_kubernetes_io/name":"first"}},"message":"` + combinedInJSON + `"}`, true,
			Event{Message: `127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326`, Service: "first", Namespace: "eu"},
			Record{Time: combinedAt, Status: 200, Method: "GET", Path: "/apache_pb.gif", ProtocolVersion: "1.0", ClientAddress: "127.0.0.1", Service: "first", Namespace: "eu"},
		},
		"a line that names its service wins, one without a time takes the event's": {
			`{"@timestamp":"2026-01-02T03:04:05Z","fields":{"service":{"name":"outer"}},"message":"{\"service\":\"inner\",\"method\":\"GET\",\"path\":\"/a\",\"status\":200}"}`, true,
			Event{Message: `{"service":"inner","method":"GET","path":"/a","status":200}`, Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).UnixNano(), Service: "outer"},
			Record{Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).UnixNano(), Status: 200, Method: "GET", Path: "/a", Service: "inner"},
		},
		"ECS members make a request themselves": {
			`{"@timestamp":"2026-01-02T03:04:05Z","message":"x","http":{"request":{"method":"GET"},"response":{"status_code":204}},"url":{"path":"/b"},"event":{"duration":2000000},"log":{"offset":0}}`, true,
			Event{Message: "x", Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).UnixNano(), Offset: "0"},
			Record{Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).UnixNano(), Status: 204, Method: "GET", Path: "/b", Duration: 2 * time.Millisecond, HasDuration: true},
		},
		"JSON that Filebeat kept apart": {
			`{"@timestamp":"2026-01-02T03:04:05Z","json":{"method":"GET","path":"/c","status":200}}`, true,
			Event{Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).UnixNano()},
			Record{Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).UnixNano(), Status: 200, Method: "GET", Path: "/c"},
		},
		"what Fluentd's Apache parser makes: its host is the client": {
			`{"time":"2026-01-02T03:04:05Z","host":"10.0.0.1","user":"-","method":"GET","path":"/d","code":"404","size":"1"}`, true,
			Event{Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).UnixNano()},
			Record{Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).UnixNano(), Status: 404, Method: "GET", Path: "/d", ClientAddress: "10.0.0.1"},
		},
		"a code alone is no status":      {text: `{"time":"2026-01-02T03:04:05Z","code":"404"}`, event: Event{Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).UnixNano()}},
		"a message that nobody can read": {text: `{"message":"hello","service":{"name":"x"},"offset":7}`, event: Event{Message: "hello", Service: "x", Offset: "7"}},
		"no object":                      {text: `["message"]`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			reader, _ := NewReader(Auto)
			var record Record
			var event Event
			o := Options{FallbackTime: 5}
			if tt.read {
				o.FallbackTime = 0
			}
			before := o
			read := reader.ReadEvent(tt.text, &o, &record, &event)
			assert.Equal(t, tt.read, read)
			event.scratch = nil
			assert.Equal(t, tt.event, event)
			assert.Equal(t, before, o, "the options are as they were")
			if tt.read {
				assert.Equal(t, tt.record, record)
			}
		})
	}
}

func TestReadMembers(t *testing.T) {
	reader, _ := NewReader(Auto)
	var record Record
	var event Event
	var m Members
	m.Begin(&Options{}, &record, &event)
	for _, member := range [][2]string{{"log", `127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET /a HTTP/1.0" 200 2326` + "\n"}, {"container_name", "/web"}, {"time", "-"}} {
		field, known := Root.Field(member[0])
		assert.True(t, known)
		m.Keep(field, member[1])
	}
	assert.True(t, reader.ReadMembers(&m))
	assert.Equal(t, Record{Time: combinedAt, Status: 200, Method: "GET", Path: "/a", ProtocolVersion: "1.0", ClientAddress: "127.0.0.1", Service: "web"}, record)
	m.Begin(&Options{FallbackTime: 7}, &record, &event)
	for _, number := range []struct {
		name  string
		value float64
	}{{"status", 503}, {"duration", 2}, {"request_time", 1e300}} {
		field, _ := Root.Field(number.name)
		if number.name == "status" {
			m.KeepInt(field, int64(number.value))
		} else {
			m.KeepFloat(field, number.value)
		}
	}
	assert.True(t, reader.ReadMembers(&m))
	assert.Equal(t, Record{Time: 7, Status: 503, Duration: 2 * time.Second, HasDuration: true}, record)
	_, known := Root.Field("nobody knows")
	assert.False(t, known)
	labels, known := Root.Inner("kubernetes.labels")
	assert.True(t, known)
	_, known = labels.Field("app")
	assert.True(t, known)
	_, known = labels.Inner("app")
	assert.False(t, known)
}

// FuzzReadEvent checks that any text can be read, and that the options are as they were.
func FuzzReadEvent(f *testing.F) {
	f.Add(`{"@timestamp":"2026-01-02T03:04:05.678Z","message":"` + combinedInJSON + `","log":{"offset":42,"file":{"path":"/a"}},"fields":{"service":"shop"}}`)
	f.Add(`{"message":"{\"message\":\"{\\\"a\\\":1}\"}"}`)
	f.Fuzz(func(t *testing.T, text string) {
		reader, _ := NewReader(Auto)
		var record Record
		var event Event
		o := Options{FallbackTime: 3}
		reader.ReadEvent(text, &o, &record, &event)
		if o.FallbackTime != 3 || len(event.Message) > len(text) {
			t.Fatalf("%+v %+v", o, event)
		}
	})
}

func TestMembersThatNobodyWantsAreSkippedWhole(t *testing.T) {
	reader, _ := NewReader(Auto)
	for _, value := range []string{`"\""`, `"\\"`, `"a\\\"b"`, `""`, `{"a":"}\"]"}`, `[["\\\\"],{"b":{}}]`, `{}`, `-1.5e3`} {
		var record Record
		var event Event
		for _, name := range []string{"unknown", "ecs"} {
			text := `{"` + name + `":` + value + `,"message":"x","unknown2":` + value + `}`
			assert.False(t, reader.ReadEvent(text, &Options{}, &record, &event))
			assert.Equal(t, "x", event.Message, text)
		}
	}
	for _, text := range []string{`{"ecs":{"a":"b}`, `{"ecs":{"a":"\"}`, `{"ecs":{`, `{"unknown":"\"}`} {
		var record Record
		var event Event
		assert.False(t, reader.ReadEvent(text, &Options{}, &record, &event))
		assert.Empty(t, event.Message, text)
	}
}
