package apitelemetryreceiver

import (
	"errors"
	"fmt"

	"go.opentelemetry.io/collector/config/configopaque"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

// serviceFromTag takes the tag of Fluentd's messages for the service of records that do not say.
const serviceFromTag = "tag"

// FluentForwardConfig defines the input of Fluentd and Fluent Bit.
type FluentForwardConfig struct {
	// Stream is the server.
	Stream StreamConfig `mapstructure:",squash"`
	// Lines says how the text of records is read.
	Lines LinesConfig `mapstructure:",squash"`
	// Service names the service of records that do not say. Here, from may also be tag: the tag of the message.
	Service ServiceConfig `mapstructure:"service"`
	// Source names the source.
	Source SourceConfig `mapstructure:"source"`
	// Security is what senders must know. Default: nothing.
	Security FluentSecurityConfig `mapstructure:"security"`
	// UDPHeartbeat answers heartbeats over UDP on the same port, for Fluentd's heartbeat_type udp. Default: false.
	UDPHeartbeat bool `mapstructure:"udp_heartbeat"`
	// MaxMessageSize bounds a message in bytes as it arrives. Default: 16 MiB.
	MaxMessageSize int `mapstructure:"max_message_size"`
	// MaxUnpackedSize bounds the entries of a compressed message in bytes. Default: 64 MiB.
	MaxUnpackedSize int `mapstructure:"max_unpacked_size"`
}

// FluentSecurityConfig is what senders must know.
type FluentSecurityConfig struct {
	// SharedKey is the secret of both sides, Fluentd's and Fluent Bit's shared_key. Empty: nobody is asked.
	SharedKey configopaque.String `mapstructure:"shared_key"`
	// Hostname is how this side calls itself. Default: the name of the machine.
	Hostname string `mapstructure:"hostname"`
	// Users may each have a password on top of the key.
	Users []FluentUserConfig `mapstructure:"users"`
}

// FluentUserConfig is one user.
type FluentUserConfig struct {
	// Username of the sender.
	Username string `mapstructure:"username"`
	// Password of the sender.
	Password configopaque.String `mapstructure:"password"`
}

func defaultFluentForwardConfig() FluentForwardConfig {
	return FluentForwardConfig{
		Stream:          defaultStreamConfig("127.0.0.1:24224"),
		Lines:           defaultLinesConfig("UTC"),
		Service:         ServiceConfig{From: requestlog.ServiceFromLine},
		Source:          SourceConfig{Mode: weirattr.ModeLive},
		MaxMessageSize:  16 * mebibyte,
		MaxUnpackedSize: 64 * mebibyte,
	}
}

// Validate checks the Fluent input.
func (c *FluentForwardConfig) Validate() error {
	err := errors.Join(
		c.Stream.validate(c.Security.SharedKey != "", "set security::shared_key, tls::client_ca_file or allow_unauthenticated"),
		c.Lines.validate(), c.service().validate(), c.Source.validate(), liveOnly(&c.Source, "fluent_forward"),
		c.Security.validate(),
		positive("max_message_size", int64(c.MaxMessageSize)),
		positive("max_unpacked_size", int64(c.MaxUnpackedSize)),
	)
	// What is read ahead counts, too.
	if least := 2*int64(c.MaxMessageSize) + int64(c.MaxUnpackedSize); c.Stream.MaxInFlightSize < least {
		err = errors.Join(err, fmt.Errorf("max_in_flight_size: expected at least twice max_message_size and max_unpacked_size (%d), found %d", least, c.Stream.MaxInFlightSize))
	}
	return err
}

// service is the setting that all inputs share.
func (c *FluentForwardConfig) service() *ServiceConfig {
	shared := c.Service
	if shared.From == serviceFromTag {
		shared.From = requestlog.ServiceFromLine
	}
	return &shared
}

func (c *FluentSecurityConfig) validate() error {
	err := named("security::hostname", c.Hostname)
	if len(c.Users) > 0 && c.SharedKey == "" {
		err = errors.Join(err, errors.New("security::shared_key: expected a key beside users, found none"))
	}
	seen := map[string]bool{}
	for i, user := range c.Users {
		if user.Username == "" || user.Password == "" || seen[user.Username] {
			err = errors.Join(err, fmt.Errorf("security::users::%d: expected a username of its own and a password, found %q", i, user.Username))
		}
		seen[user.Username] = true
	}
	return err
}
