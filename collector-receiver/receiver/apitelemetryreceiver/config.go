package apitelemetryreceiver

import (
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/configoptional"
)

// Config defines the configuration of the receiver. Each protocol's stands in a file of its own.
type Config struct {
	// Protocols are the inputs; each is off unless it is named.
	Protocols Protocols `mapstructure:"protocols"`
	// HeartbeatInterval is how often each live source says up to when it has delivered everything. Default: 2s.
	HeartbeatInterval time.Duration `mapstructure:"heartbeat_interval"`
}

// Protocols are the inputs of the receiver.
type Protocols struct {
	// HTTP takes lines and JSON records over HTTP. Default endpoint: 127.0.0.1:8321.
	HTTP configoptional.Optional[HTTPConfig] `mapstructure:"http"`
	// Syslog takes RFC 5424 and RFC 3164 messages over UDP, TCP or TLS. Default endpoint: 127.0.0.1:5514.
	Syslog configoptional.Optional[SyslogConfig] `mapstructure:"syslog"`
	// Lumberjack takes events of Filebeat and Logstash. Default endpoint: 127.0.0.1:5044.
	Lumberjack configoptional.Optional[LumberjackConfig] `mapstructure:"lumberjack"`
	// FluentForward takes messages of Fluentd and Fluent Bit. Default endpoint: 127.0.0.1:24224.
	FluentForward configoptional.Optional[FluentForwardConfig] `mapstructure:"fluent_forward"`
	// MQTT takes what devices publish at a broker. Default broker: mqtt://127.0.0.1:1883.
	MQTT configoptional.Optional[MQTTConfig] `mapstructure:"mqtt"`
	// YangPush takes what network nodes push over HTTPS-notif. Default endpoint: 127.0.0.1:8443.
	YangPush configoptional.Optional[YangPushConfig] `mapstructure:"yang_push"`
}

var _ component.Config = (*Config)(nil)

// Validate checks what concerns the receiver as a whole.
func (c *Config) Validate() error {
	p := &c.Protocols
	if !p.HTTP.HasValue() && !p.Syslog.HasValue() && !p.Lumberjack.HasValue() && !p.FluentForward.HasValue() && !p.MQTT.HasValue() && !p.YangPush.HasValue() {
		return errors.New("must specify at least one protocol when using the API telemetry receiver")
	}
	if c.HeartbeatInterval < 100*time.Millisecond {
		return fmt.Errorf("heartbeat_interval: expected at least 100ms, found %s", c.HeartbeatInterval)
	}
	return nil
}

func positive(path string, value int64) error {
	if value <= 0 {
		return fmt.Errorf("%s: expected more than 0, found %d", path, value)
	}
	return nil
}

func named(path, value string) error {
	if !isName(value) {
		return fmt.Errorf("%s: expected at most %d bytes of UTF-8 without control characters, found %d bytes", path, maxNameLength, len(value))
	}
	return nil
}
