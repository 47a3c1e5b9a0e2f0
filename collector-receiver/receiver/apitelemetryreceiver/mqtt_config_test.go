package apitelemetryreceiver

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/config/configtls"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/xconfmap"
)

func TestMQTTConfigDefaults(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	require.NoError(t, confmap.NewFromStringMap(map[string]any{"protocols": map[string]any{"mqtt": map[string]any{
		"client_id": "weir", "password": "secret", "topics": []any{map[string]any{"template": "f/{device}/{metric}"}, map[string]any{"payload": "sparkplug"}},
	}}}).Unmarshal(cfg))
	require.NoError(t, xconfmap.Validate(cfg))
	m := cfg.Protocols.MQTT.Get()
	want := defaultMQTTConfig()
	want.ClientID, want.Password = "weir", "secret"
	want.Topics = []MQTTTopicConfig{{Template: "f/{device}/{metric}"}, {Payload: "sparkplug"}}
	assert.Equal(t, want, *m)
	assert.NotContains(t, m.Password.GoString()+m.Password.String(), "secret")
	topic, err := m.Topics[0].read()
	require.NoError(t, err)
	assert.Equal(t, "f/+/+", topic.filter)
	assert.Equal(t, byte(1), topic.qos)
	spark, err := m.Topics[1].read()
	require.NoError(t, err)
	assert.Equal(t, "spBv1.0/#", spark.filter)
}

func TestMQTTAddresses(t *testing.T) {
	for broker, want := range map[string]string{
		"mqtt://broker": "broker:1883", "mqtts://broker": "broker:8883", "mqtt://[::1]": "[::1]:1883", "mqtts://10.0.0.1:9": "10.0.0.1:9", "mqtt://b/": "b:1883",
	} {
		c := defaultMQTTConfig()
		c.Broker = broker
		address, secure, err := c.address()
		require.NoError(t, err)
		assert.Equal(t, want, address)
		assert.Equal(t, strings.HasPrefix(broker, "mqtts"), secure)
	}
}

func TestMQTTConfigNamesTheSetting(t *testing.T) {
	three := 3
	for want, change := range map[string]func(*MQTTConfig){
		"broker: expected mqtt://host:port":       func(c *MQTTConfig) { c.Broker = "tcp://broker" },
		"broker: expected no user":                func(c *MQTTConfig) { c.Broker = "mqtt://weir:secret@broker" },
		"broker: expected mqtts://":               func(c *MQTTConfig) { c.TLS = configoptional.Some(configtls.NewDefaultClientConfig()) },
		"version: expected 3.1.1 or 5":            func(c *MQTTConfig) { c.Version = "3.1" },
		"client_id: expected a name":              func(c *MQTTConfig) { c.ClientID = "" },
		"retained: expected drop or mark":         func(c *MQTTConfig) { c.Retained = "keep" },
		"source::mode: expected live over mqtt":   func(c *MQTTConfig) { c.Source.Mode = "history" },
		"keep_alive: expected 1s":                 func(c *MQTTConfig) { c.KeepAlive = time.Millisecond },
		"session_expiry: expected 0s":             func(c *MQTTConfig) { c.SessionExpiry = -1 },
		"timeout: expected more than 0":           func(c *MQTTConfig) { c.Timeout = 0 },
		"reconnect::max_interval: expected at":    func(c *MQTTConfig) { c.Reconnect.MaxInterval = time.Millisecond },
		"reconnect::initial_interval: expected":   func(c *MQTTConfig) { c.Reconnect.InitialInterval = 0 },
		"receive_maximum: expected 1 to 65535":    func(c *MQTTConfig) { c.ReceiveMaximum = 70_000 },
		"max_message_size: expected 1 to":         func(c *MQTTConfig) { c.MaxMessageSize = 0 },
		"max_queue_size: expected more":           func(c *MQTTConfig) { c.MaxQueueSize = 0 },
		"batch_size: expected more":               func(c *MQTTConfig) { c.BatchSize = 0 },
		"max_devices: expected more":              func(c *MQTTConfig) { c.MaxDevices = 0 },
		"max_metrics_per_device: expected more":   func(c *MQTTConfig) { c.MaxMetricsPerDevice = 0 },
		"max_json_depth: expected 1 to 1000":      func(c *MQTTConfig) { c.MaxJSONDepth = 5000 },
		"sparkplug::host_id: expected a name":     func(c *MQTTConfig) { c.Sparkplug.HostID = "a/b" },
		"sparkplug::rebirth_interval: expected":   func(c *MQTTConfig) { c.Sparkplug.RebirthInterval = 0 },
		"sparkplug::online_interval: expected":    func(c *MQTTConfig) { c.Sparkplug.OnlineInterval = 0 },
		"service::namespace: expected":            func(c *MQTTConfig) { c.Service.Namespace = "a\x00" },
		"topics: expected at least one":           func(c *MQTTConfig) { c.Topics = nil },
		"topics::0::template: expected levels":    func(c *MQTTConfig) { c.Topics[0].Template = "" },
		"topics::0::template: expected {metric}":  func(c *MQTTConfig) { c.Topics[0] = MQTTTopicConfig{Template: "{device}", Payload: "number"} },
		"topics::0::template: expected a name of": func(c *MQTTConfig) { c.Topics[0].Template = "{weir.source.id}/{device}" },
		"topics::0::template: expected none with": func(c *MQTTConfig) { c.Topics[0].Payload = "sparkplug" },
		"topics::0::device: expected names":       func(c *MQTTConfig) { c.Topics[0].Device = "{site}/{plant}" },
		"topics::0::payload: expected json":       func(c *MQTTConfig) { c.Topics[0].Payload = "xml" },
		"topics::0::qos: expected 0 to 2":         func(c *MQTTConfig) { c.Topics[0].QoS = &three },
		"topics::0::filter: + and # must be":      func(c *MQTTConfig) { c.Topics[0].Filter = "a+" },
		"will::topic: expected a topic without":   func(c *MQTTConfig) { c.Will = configoptional.Some(MQTTWillConfig{Topic: "a/#"}) },
		"will::qos: expected 0 to 2":              func(c *MQTTConfig) { c.Will = configoptional.Some(MQTTWillConfig{Topic: "a", QoS: 3}) },
		"will: expected none beside sparkplug::host": func(c *MQTTConfig) {
			c.Will, c.Sparkplug.HostID = configoptional.Some(MQTTWillConfig{Topic: "a"}), "weir"
		},
	} {
		c := mqttConfig("127.0.0.1:1883", nil).Protocols.MQTT.Get()
		require.NoError(t, c.Validate())
		change(c)
		assert.ErrorContains(t, c.Validate(), want)
	}
}

func TestMQTTWill(t *testing.T) {
	cfg := mqttConfig("127.0.0.1:1883", func(m *MQTTConfig) {
		m.Version = "3.1.1"
		m.Will = configoptional.Some(MQTTWillConfig{Topic: "weir/state", Payload: "gone", QoS: 1, Retain: true})
	})
	r := &apiTelemetryReceiver{config: cfg}
	in := &mqttInput{config: cfg.Protocols.MQTT.Get(), receiver: r, queue: newMessageQueue(1), reader: &mqttReader{}}
	options, err := in.options(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "weir/state", options.Will.Topic)
	assert.Nil(t, options.Birth)
	in.config.Broker, in.config.TLS = "mqtts://127.0.0.1", configoptional.Some(configtls.ClientConfig{Config: configtls.Config{CAFile: "/nowhere"}})
	_, err = in.options(t.Context())
	assert.ErrorContains(t, err, "/nowhere")
}

func TestMQTTDevicesMakeRoomWhenTheyHaveBeenSilentForADay(t *testing.T) {
	book := &deviceBook{maxDevices: 1, maxMetrics: 1, devices: map[string]*knownDevice{}}
	none := func() []attributePair { return nil }
	now := time.Unix(1_700_000_000, 0)
	require.NotNil(t, book.device("a", now, none))
	assert.Nil(t, book.device("b", now.Add(time.Hour), none))
	assert.NotNil(t, book.device("b", now.Add(forgetAfter), none))
	assert.Nil(t, book.device("c", now.Add(2*forgetAfter-time.Hour), none))
	assert.Nil(t, book.device("c", now.Add(2*forgetAfter-time.Hour), none), "and is not searched for each time")
}

func TestMQTTCoverage(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	at := func(seconds float64) time.Time { return now.Add(time.Duration(seconds * float64(time.Second))) }
	var c coverage
	assert.False(t, c.covers(now))
	c.connected(now, false)
	assert.True(t, c.covers(now), "there was nothing before")
	assert.True(t, c.lost())
	assert.False(t, c.lost())
	assert.False(t, c.covers(at(1)))
	c.connected(at(10), true)
	assert.False(t, c.covers(at(10.5)))
	c.message(at(10.8), at(5).UnixNano())
	assert.False(t, c.covers(at(11.5)), "the broker still sends what it kept")
	c.message(at(11.6), 0)
	assert.False(t, c.covers(at(12.4)), "nobody knows how old that is")
	c.message(at(12.5), at(12.5).UnixNano())
	assert.True(t, c.covers(at(12.7)))
	c.message(at(12.8), at(1).UnixNano())
	assert.True(t, c.covers(at(12.9)), "once it has caught up it has")
	c.lost()
	c.connected(at(20), true)
	for second := 20.0; second < 400; second += 0.5 {
		c.message(at(second), at(1).UnixNano())
		if second < 319 {
			assert.False(t, c.covers(at(second)))
		}
	}
	assert.True(t, c.covers(at(400)), "a clock that is behind holds it up for so long only")
}

func TestMQTTQueueWaitsForRoom(t *testing.T) {
	q := newMessageQueue(300)
	message := queuedMessage{}
	message.Payload = make([]byte, 200)
	q.push(t.Context(), message)
	pushed := make(chan struct{})
	go func() {
		q.push(t.Context(), message)
		close(pushed)
	}()
	select {
	case <-pushed:
		t.Fatal("there was no room")
	case <-time.After(20 * time.Millisecond):
	}
	assert.Len(t, q.take(10), 1)
	q.done()
	<-pushed
	assert.Equal(t, message.size(), q.size())
}
