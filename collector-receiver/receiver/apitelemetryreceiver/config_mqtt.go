package apitelemetryreceiver

import (
	"errors"
	"fmt"
	"math"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/config/configtls"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/mqtttopic"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/sparkplug"
)

// MQTTConfig defines the MQTT input: a client of one broker.
type MQTTConfig struct {
	// Broker is the broker's address: mqtt://host:port, or mqtts://host:port for TLS. Default ports: 1883 and 8883.
	Broker string `mapstructure:"broker"`
	// Version is 3.1.1 or 5. Default: 5.
	Version string `mapstructure:"version"`
	// ClientID names the session at the broker; every collector needs one of its own, which it keeps. It is also how the
	// detection service knows the collector.
	ClientID string `mapstructure:"client_id"`
	// Username and Password are sent as they are.
	Username string              `mapstructure:"username"`
	Password configopaque.String `mapstructure:"password"`
	// TLS says which certificates count, and which one to show. Default: those of the system, none.
	TLS configoptional.Optional[configtls.ClientConfig] `mapstructure:"tls"`
	// Topics are what to subscribe to, and what it means; of several that match a message the first counts.
	Topics []MQTTTopicConfig `mapstructure:"topics"`
	// Retained says what happens to a message that the broker had kept: drop, or mark with the attribute
	// mqtt.message.retained. Default: drop, for it is older than the connection.
	Retained string `mapstructure:"retained"`
	// CleanStart throws away what the broker kept while the collector was gone. Default: false.
	CleanStart bool `mapstructure:"clean_start"`
	// SessionExpiry is how long the broker keeps messages for a collector that is gone (MQTT 5). Default: 24h.
	SessionExpiry time.Duration `mapstructure:"session_expiry"`
	// ReceiveMaximum bounds the messages that wait for an acknowledgement (MQTT 5). Default: 256.
	ReceiveMaximum int `mapstructure:"receive_maximum"`
	// KeepAlive is how often a silent connection is tried. Default: 30s.
	KeepAlive time.Duration `mapstructure:"keep_alive"`
	// Timeout bounds connecting, subscribing, and answers to a try. Default: 10s.
	Timeout time.Duration `mapstructure:"timeout"`
	// Reconnect bounds the wait before another connection.
	Reconnect ReconnectConfig `mapstructure:"reconnect"`
	// Will is what the broker says when the collector is lost. Default: nothing.
	Will configoptional.Optional[MQTTWillConfig] `mapstructure:"will"`
	// Sparkplug says how the collector behaves as a host application.
	Sparkplug SparkplugConfig `mapstructure:"sparkplug"`
	// Service gives devices a namespace and an environment.
	Service MQTTServiceConfig `mapstructure:"service"`
	// Source names the source.
	Source SourceConfig `mapstructure:"source"`
	// MaxMessageSize bounds a message in bytes; a larger one is dropped and counted. Default: 256 KiB.
	MaxMessageSize int `mapstructure:"max_message_size"`
	// MaxQueueSize bounds what waits to be passed on, in bytes; then the broker has to wait. Default: 16 MiB.
	MaxQueueSize int `mapstructure:"max_queue_size"`
	// BatchSize is how many messages are passed on at once at most. Default: 1000.
	BatchSize int `mapstructure:"batch_size"`
	// MaxDevices bounds the devices that are known; messages of further ones are dropped and counted. Default: 10,000.
	MaxDevices int `mapstructure:"max_devices"`
	// MaxMetricsPerDevice bounds the metrics of a device; values of further ones are dropped and counted. Default: 1000.
	MaxMetricsPerDevice int `mapstructure:"max_metrics_per_device"`
	// MaxJSONDepth bounds how deep JSON is nested. Default: 16.
	MaxJSONDepth int `mapstructure:"max_json_depth"`
}

// MQTTTopicConfig is a subscription.
type MQTTTopicConfig struct {
	// Template names the levels of the topic, such as factory/{site}/{device}/{metric}. Not with Sparkplug.
	Template string `mapstructure:"template"`
	// Filter is what is subscribed to. Default: what the template matches; with Sparkplug spBv1.0/#.
	Filter string `mapstructure:"filter"`
	// QoS is the highest quality of service. Default: 1.
	QoS *int `mapstructure:"qos"`
	// Payload is json, number or sparkplug. Default: json.
	Payload string `mapstructure:"payload"`
	// Device is what device.id becomes. Default: {device}.
	Device string `mapstructure:"device"`
	// Value is the member of a JSON object that is the metric of the topic. Default: value.
	Value string `mapstructure:"value"`
	// Timestamps lists the members of a JSON object that may say when it was; an empty list: the arrival counts.
	// Default: [timestamp, time, ts].
	Timestamps []string `mapstructure:"timestamps"`
}

// ReconnectConfig bounds the wait before another connection.
type ReconnectConfig struct {
	// InitialInterval is the first wait, which doubles. Default: 1s.
	InitialInterval time.Duration `mapstructure:"initial_interval"`
	// MaxInterval is the longest wait. Default: 30s.
	MaxInterval time.Duration `mapstructure:"max_interval"`
}

// MQTTWillConfig is a last will.
type MQTTWillConfig struct {
	Topic   string `mapstructure:"topic"`
	Payload string `mapstructure:"payload"`
	QoS     int    `mapstructure:"qos"`
	Retain  bool   `mapstructure:"retain"`
}

// SparkplugConfig says how the collector behaves as a Sparkplug host application.
type SparkplugConfig struct {
	// HostID makes the collector a host application with this name, which says in STATE whether it is there.
	HostID string `mapstructure:"host_id"`
	// Rebirth lets the collector ask edge nodes to be born again when it has missed something. Default: true.
	Rebirth bool `mapstructure:"rebirth"`
	// RebirthInterval is how long an edge node has time before it is asked again. Default: 30s.
	RebirthInterval time.Duration `mapstructure:"rebirth_interval"`
	// OnlineInterval is how often it is said of each device whether it is there. Default: 30s.
	OnlineInterval time.Duration `mapstructure:"online_interval"`
}

// MQTTServiceConfig gives devices a namespace and an environment.
type MQTTServiceConfig struct {
	// Namespace becomes service.namespace.
	Namespace string `mapstructure:"namespace"`
	// Environment becomes deployment.environment.name.
	Environment string `mapstructure:"environment"`
}

// Payloads of messages.
const (
	payloadJSON      = "json"
	payloadNumber    = "number"
	payloadSparkplug = "sparkplug"
)

const (
	retainedDrop = "drop"
	retainedMark = "mark"
)

func defaultMQTTConfig() MQTTConfig {
	return MQTTConfig{
		Broker:              "mqtt://127.0.0.1:1883",
		Version:             "5",
		TLS:                 configoptional.Default(configtls.NewDefaultClientConfig()),
		Retained:            retainedDrop,
		SessionExpiry:       24 * time.Hour,
		ReceiveMaximum:      256,
		KeepAlive:           30 * time.Second,
		Timeout:             10 * time.Second,
		Reconnect:           ReconnectConfig{InitialInterval: time.Second, MaxInterval: 30 * time.Second},
		Sparkplug:           SparkplugConfig{Rebirth: true, RebirthInterval: 30 * time.Second, OnlineInterval: 30 * time.Second},
		Source:              SourceConfig{Mode: weirattr.ModeLive},
		MaxMessageSize:      256 << 10,
		MaxQueueSize:        16 * mebibyte,
		BatchSize:           1000,
		MaxDevices:          10_000,
		MaxMetricsPerDevice: 1000,
		MaxJSONDepth:        16,
	}
}

// Validate checks the MQTT input.
func (c *MQTTConfig) Validate() error {
	_, _, brokerErr := c.address()
	err := errors.Join(
		brokerErr,
		named("service::namespace", c.Service.Namespace), named("service::environment", c.Service.Environment), c.Source.validate(),
		positive("timeout", int64(c.Timeout)), positive("reconnect::initial_interval", int64(c.Reconnect.InitialInterval)),
		within("receive_maximum", c.ReceiveMaximum, 1, math.MaxUint16),
		within("max_message_size", c.MaxMessageSize, 1, 64*mebibyte), positive("max_queue_size", int64(c.MaxQueueSize)),
		positive("batch_size", int64(c.BatchSize)), positive("max_devices", int64(c.MaxDevices)),
		positive("max_metrics_per_device", int64(c.MaxMetricsPerDevice)), within("max_json_depth", c.MaxJSONDepth, 1, 1000),
		positive("sparkplug::rebirth_interval", int64(c.Sparkplug.RebirthInterval)),
		positive("sparkplug::online_interval", int64(c.Sparkplug.OnlineInterval)),
	)
	if c.ClientID == "" || !isName(c.ClientID) {
		err = errors.Join(err, fmt.Errorf("client_id: expected a name that no other client of the broker has, found %q", c.ClientID))
	}
	if c.Version != "3.1.1" && c.Version != "5" {
		err = errors.Join(err, fmt.Errorf("version: expected 3.1.1 or 5, found %q", c.Version))
	}
	if c.Retained != retainedDrop && c.Retained != retainedMark {
		err = errors.Join(err, fmt.Errorf("retained: expected drop or mark, found %q", c.Retained))
	}
	if c.Source.Mode == weirattr.ModeHistory {
		err = errors.Join(err, errors.New("source::mode: expected live over mqtt, found history"))
	}
	if c.KeepAlive < time.Second || c.KeepAlive > math.MaxUint16*time.Second {
		err = errors.Join(err, fmt.Errorf("keep_alive: expected 1s to 65535s, found %s", c.KeepAlive))
	}
	if c.SessionExpiry < 0 || c.SessionExpiry >= math.MaxUint32*time.Second {
		err = errors.Join(err, fmt.Errorf("session_expiry: expected 0s to 4294967294s, found %s", c.SessionExpiry))
	}
	if c.Reconnect.MaxInterval < c.Reconnect.InitialInterval {
		err = errors.Join(err, fmt.Errorf("reconnect::max_interval: expected at least initial_interval (%s), found %s", c.Reconnect.InitialInterval, c.Reconnect.MaxInterval))
	}
	if id := c.Sparkplug.HostID; !isName(id) || strings.ContainsAny(id, "/+#") {
		err = errors.Join(err, fmt.Errorf("sparkplug::host_id: expected a name without /, + and #, found %q", id))
	}
	return errors.Join(err, c.validateWill(), c.validateTopics())
}

func (c *MQTTConfig) validateWill() error {
	if !c.Will.HasValue() {
		return nil
	}
	will := c.Will.Get()
	err := within("will::qos", will.QoS, 0, 2)
	if will.Topic == "" || strings.ContainsAny(will.Topic, "+#") || mqtttopic.CheckFilter(will.Topic) != nil {
		err = errors.Join(err, fmt.Errorf("will::topic: expected a topic without wildcards, found %q", will.Topic))
	}
	if c.Sparkplug.HostID != "" {
		err = errors.Join(err, errors.New("will: expected none beside sparkplug::host_id, whose STATE is the will"))
	}
	return err
}

func (c *MQTTConfig) validateTopics() error {
	if len(c.Topics) == 0 {
		return errors.New("topics: expected at least one, found none")
	}
	var err error
	for i := range c.Topics {
		if _, topicErr := c.Topics[i].read(); topicErr != nil {
			err = errors.Join(err, fmt.Errorf("topics::%d::%w", i, topicErr))
		}
	}
	return err
}

// address returns where the broker is, and whether TLS is spoken there.
func (c *MQTTConfig) address() (address string, secure bool, err error) {
	u, err := url.Parse(c.Broker)
	port := map[string]string{"mqtt": "1883", "mqtts": "8883"}
	if err != nil || u.Hostname() == "" || port[u.Scheme] == "" || (u.Path != "" && u.Path != "/") {
		return "", false, errors.New("broker: expected mqtt://host:port or mqtts://host:port, found something else")
	}
	if u.User != nil {
		return "", false, errors.New("broker: expected no user in the address: set username and password")
	}
	secure = u.Scheme == "mqtts"
	if c.TLS.HasValue() && !secure {
		return "", false, errors.New("broker: expected mqtts:// where tls is set, found mqtt://")
	}
	if at := u.Port(); at != "" {
		return u.Host, secure, nil
	}
	return net.JoinHostPort(u.Hostname(), port[u.Scheme]), secure, nil
}

// mqttTopic is a subscription, read.
type mqttTopic struct {
	filter   string
	qos      byte
	payload  string
	template *mqtttopic.Template
	device   *mqtttopic.Compose
	// metric is the index of {metric} among the names of the template, -1 where there is none.
	metric     int
	attributes []topicAttribute
	value      string
	timestamps []string
}

// topicAttribute is a level of the topic that becomes a resource attribute.
type topicAttribute struct {
	key string
	at  int
}

// read checks the subscription; errors begin with the name of the setting.
func (c *MQTTTopicConfig) read() (*mqttTopic, error) {
	t := &mqttTopic{filter: c.Filter, qos: 1, payload: c.Payload, metric: -1, value: c.Value, timestamps: c.Timestamps}
	if t.payload == "" {
		t.payload = payloadJSON
	}
	if t.value == "" {
		t.value = "value"
	}
	if t.timestamps == nil {
		t.timestamps = []string{"timestamp", "time", "ts"}
	}
	if c.QoS != nil {
		if err := within("qos", *c.QoS, 0, 2); err != nil {
			return nil, err
		}
		t.qos = byte(*c.QoS)
	}
	switch t.payload {
	case payloadJSON, payloadNumber:
		if err := t.readTemplate(c); err != nil {
			return nil, err
		}
	case payloadSparkplug:
		if c.Template != "" || c.Device != "" {
			return nil, errors.New("template: expected none with sparkplug, whose topics say what they are")
		}
		if t.filter == "" {
			t.filter = sparkplug.Namespace + "/#"
		}
	default:
		return nil, fmt.Errorf("payload: expected json, number or sparkplug, found %q", t.payload)
	}
	if err := mqtttopic.CheckFilter(t.filter); err != nil {
		return nil, fmt.Errorf("filter: %w", err)
	}
	return t, nil
}

func (t *mqttTopic) readTemplate(c *MQTTTopicConfig) error {
	var err error
	if t.template, err = mqtttopic.Parse(c.Template); err != nil {
		return fmt.Errorf("template: %w", err)
	}
	names := t.template.Names()
	device := c.Device
	if device == "" {
		device = "{device}"
	}
	if t.device, err = mqtttopic.ParseCompose(device, names); err != nil {
		return fmt.Errorf("device: %w", err)
	}
	t.metric = slices.Index(names, "metric")
	if t.metric < 0 && t.payload == payloadNumber {
		return errors.New("template: expected {metric} for plain numbers, found none")
	}
	for i, name := range names {
		if name == "device" || name == "metric" {
			continue
		}
		if strings.HasPrefix(name, "weir.") || name == "device.id" {
			return fmt.Errorf("template: expected a name of yours, found {%s}", name)
		}
		t.attributes = append(t.attributes, topicAttribute{key: name, at: i})
	}
	if t.filter == "" {
		t.filter = t.template.Filter()
	}
	return nil
}

func within(path string, value, from, to int) error {
	if value < from || value > to {
		return fmt.Errorf("%s: expected %d to %d, found %d", path, from, to, value)
	}
	return nil
}
