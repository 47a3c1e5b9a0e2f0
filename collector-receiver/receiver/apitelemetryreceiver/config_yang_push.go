package apitelemetryreceiver

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
	"time"

	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/confignet"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/config/configtls"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
)

// Where the name of a node that sends comes from.
const (
	nodeFromPath        = "path"
	nodeFromCertificate = "certificate"
)

// YangPushConfig defines the YANG-Push input: the receiver of draft-ietf-netconf-https-notif.
type YangPushConfig struct {
	// ServerConfig is the server: address, TLS, authentication, timeouts. Its max_request_body_size bounds a message, packed
	// and unpacked. Default: 16 MiB.
	ServerConfig confighttp.ServerConfig `mapstructure:",squash"`
	// Path is where the resources of nodes begin; each node has its name behind it. Default: /yang-push.
	Path string `mapstructure:"path"`
	// NodeFrom says where the name of a node comes from: path, or certificate, the common name of its client certificate.
	// Default: path.
	NodeFrom string `mapstructure:"node_from"`
	// Namespace and Environment of the nodes, as service.namespace and deployment.environment.name.
	Namespace   string `mapstructure:"namespace"`
	Environment string `mapstructure:"environment"`
	// Source names the source. Default: the component's id and /yang_push, live.
	Source SourceConfig `mapstructure:"source"`
	// MaxInFlightSize bounds the messages of all nodes together, in bytes; more is answered with 503. Default: 128 MiB.
	MaxInFlightSize int64 `mapstructure:"max_in_flight_size"`
	// MaxDepth bounds how deep the data of a message is. Default: 32.
	MaxDepth int `mapstructure:"max_depth"`
	// MaxValues bounds the values of one message. Default: 500,000.
	MaxValues int `mapstructure:"max_values"`
	// MaxStatuses is how many values of enumerations are remembered, to tell what has changed. Default: 100,000.
	MaxStatuses int `mapstructure:"max_statuses"`
	// Counters names leaves that count, beside those that are known: Weir knows those of ietf-interfaces and openconfig.
	Counters []CounterConfig `mapstructure:"counters"`
	// Enumerations gives numbers to leaves, beside those that are known: oper-status and admin-status.
	Enumerations []EnumerationConfig `mapstructure:"enumerations"`
	// Keys names the keys of lists whose entries are not told apart by name, id, index or key.
	Keys []KeyConfig `mapstructure:"keys"`
	// Interfaces names lists of interfaces, beside those of ietf-interfaces and openconfig-interfaces.
	Interfaces []string `mapstructure:"interfaces"`
	// Ignore names leaves that are no telemetry, beside names, descriptions, indexes and what is configuration.
	Ignore []string `mapstructure:"ignore"`
	// Subscriptions are made and kept on the nodes; without it, somebody else does.
	Subscriptions configoptional.Optional[SubscriptionsConfig] `mapstructure:"subscriptions"`
	// AllowUnauthenticated lets the server listen beyond loopback without authentication. Default: false.
	AllowUnauthenticated bool `mapstructure:"allow_unauthenticated"`
}

// CounterConfig names counters.
type CounterConfig struct {
	// Path is that of leaves without keys, such as /ietf-interfaces:interfaces/interface/statistics/*.
	Path string `mapstructure:"path"`
	// Unit is in UCUM, such as By or {packet}.
	Unit string `mapstructure:"unit"`
}

// EnumerationConfig gives numbers to the values of leaves.
type EnumerationConfig struct {
	Path   string           `mapstructure:"path"`
	Values map[string]int64 `mapstructure:"values"`
}

// KeyConfig names the keys of a list.
type KeyConfig struct {
	Path string   `mapstructure:"path"`
	Keys []string `mapstructure:"keys"`
}

// SubscriptionsConfig says which subscriptions are kept on which nodes, and how nodes are spoken to.
type SubscriptionsConfig struct {
	// Service is the detection service that has the list, and is told how subscriptions are.
	Service configoptional.Optional[confighttp.ClientConfig] `mapstructure:"service"`
	// File has the same list, where there is no service to ask.
	File string `mapstructure:"file"`
	// Collector names this collector to the service, and marks on nodes what is its own. Default: weir.
	Collector string `mapstructure:"collector"`
	// Interval is how often the list and the nodes are looked at. Default: 30s.
	Interval time.Duration `mapstructure:"interval"`
	// Callback is the URL of this input as nodes reach it, without a path. Default: https:// and endpoint.
	Callback string `mapstructure:"callback"`
	// Truststore is the bag of authorities in the central truststore of nodes that vouch for this input.
	Truststore string `mapstructure:"truststore"`
	// Keystore names in the central keystore of nodes what they show for themselves.
	Keystore KeystoreConfig `mapstructure:"keystore"`
	// Groups are the credentials for the nodes of each group; a node of another group is not spoken to.
	Groups map[string]NodeGroupConfig `mapstructure:"groups"`
}

// KeystoreConfig names a key and its certificate in a keystore.
type KeystoreConfig struct {
	Key         string `mapstructure:"key"`
	Certificate string `mapstructure:"certificate"`
}

// NodeGroupConfig says how the nodes of a group are spoken to.
type NodeGroupConfig struct {
	// Username and Password are those of HTTP basic authentication.
	Username string              `mapstructure:"username"`
	Password configopaque.String `mapstructure:"password"`
	// TLS is the authority that vouches for the nodes, and the certificate that is shown to them.
	TLS configtls.ClientConfig `mapstructure:"tls"`
	// Timeout bounds one request. Default: 10s.
	Timeout time.Duration `mapstructure:"timeout"`
}

func defaultYangPushConfig() YangPushConfig {
	server := confighttp.NewDefaultServerConfig()
	server.NetAddr.Endpoint = "127.0.0.1:8443"
	server.MaxRequestBodySize = 16 * mebibyte
	server.CompressionAlgorithms = []string{"", "gzip"}
	server.ReadHeaderTimeout = 10 * time.Second
	// The whole message must be there by then; the handler lifts it once it is.
	server.ReadTimeout = time.Minute
	// An answer waits for the next component, which may block for as long as its queue is full.
	server.WriteTimeout = 0
	return YangPushConfig{
		ServerConfig:    server,
		Path:            "/yang-push",
		NodeFrom:        nodeFromPath,
		Source:          SourceConfig{Mode: weirattr.ModeLive},
		MaxInFlightSize: 128 * mebibyte,
		MaxDepth:        32,
		MaxValues:       500_000,
		MaxStatuses:     100_000,
		Subscriptions: configoptional.Default(SubscriptionsConfig{
			Collector: "weir",
			Interval:  30 * time.Second,
			Service:   configoptional.Default(confighttp.NewDefaultClientConfig()),
		}),
	}
}

var (
	pathPattern      = regexp.MustCompile(`^(/[A-Za-z0-9._~-]+)+$`)
	collectorPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)
)

// Validate checks the YANG-Push input.
func (c *YangPushConfig) Validate() error {
	err := errors.Join(
		c.Source.validate(), named("namespace", c.Namespace), named("environment", c.Environment),
		positive("max_request_body_size", c.ServerConfig.MaxRequestBodySize),
		positive("max_in_flight_size", c.MaxInFlightSize),
		positive("max_depth", int64(c.MaxDepth)),
		positive("max_values", int64(c.MaxValues)),
		positive("max_statuses", int64(c.MaxStatuses)),
	)
	if !pathPattern.MatchString(c.Path) {
		err = errors.Join(err, fmt.Errorf("path: expected a path such as /yang-push, found %q", c.Path))
	}
	hasClientCA := c.ServerConfig.TLS.HasValue() && c.ServerConfig.TLS.Get().ClientCAFile != ""
	switch {
	case c.NodeFrom != nodeFromPath && c.NodeFrom != nodeFromCertificate:
		err = errors.Join(err, fmt.Errorf("node_from: expected path or certificate, found %q", c.NodeFrom))
	case c.NodeFrom == nodeFromCertificate && !hasClientCA:
		err = errors.Join(err, errors.New("node_from: expected tls::client_ca_file beside certificate, found none"))
	}
	if _, rulesErr := c.rules(); rulesErr != nil {
		err = errors.Join(err, rulesErr)
	}
	if c.ServerConfig.NetAddr.Transport != confignet.TransportTypeUnix && !c.ServerConfig.Auth.HasValue() && !hasClientCA && !c.AllowUnauthenticated {
		err = errors.Join(err, loopbackOnly(c.ServerConfig.NetAddr.Endpoint, "set auth, tls::client_ca_file or allow_unauthenticated"))
	}
	return err
}

// Validate checks the keeping of subscriptions.
func (c *SubscriptionsConfig) Validate() error {
	var err error
	if c.Interval < 100*time.Millisecond {
		err = fmt.Errorf("interval: expected at least 100ms, found %s", c.Interval)
	}
	if !collectorPattern.MatchString(c.Collector) {
		err = errors.Join(err, fmt.Errorf("collector: expected a name of letters, digits, '.', '_' and '-', found %q", c.Collector))
	}
	if c.Service.HasValue() == (c.File != "") {
		err = errors.Join(err, errors.New("expected either service or file"))
	}
	if c.Service.HasValue() && c.Service.Get().Endpoint == "" {
		err = errors.Join(err, errors.New("service::endpoint: expected the URL of the detection service, found none"))
	}
	if c.Callback != "" {
		if _, _, callbackErr := callbackAddress(c.Callback, ""); callbackErr != nil {
			err = errors.Join(err, callbackErr)
		}
	}
	if (c.Keystore.Key == "") != (c.Keystore.Certificate == "") {
		err = errors.Join(err, errors.New("keystore: expected key and certificate, found one of them"))
	}
	if len(c.Groups) == 0 {
		err = errors.Join(err, errors.New("groups: expected the credentials of at least one group, found none"))
	}
	for name, group := range c.Groups {
		if group.TLS.InsecureSkipVerify {
			err = errors.Join(err, fmt.Errorf("groups::%s::tls::insecure_skip_verify: expected false: give tls::ca_file of the authority that vouches for the nodes", name))
		}
		if (group.Username == "") != (group.Password == "") {
			err = errors.Join(err, fmt.Errorf("groups::%s: expected username and password, found one of them", name))
		}
		if group.Timeout < 0 {
			err = errors.Join(err, fmt.Errorf("groups::%s::timeout: expected no less than 0, found %s", name, group.Timeout))
		}
	}
	return err
}

// callbackAddress is the host and port that nodes are told to send to: those of the callback, else of the endpoint.
func callbackAddress(callback, endpoint string) (host string, port uint16, err error) {
	address := endpoint
	if callback != "" {
		u, parseErr := url.Parse(callback)
		if parseErr != nil || u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" {
			return "", 0, fmt.Errorf("callback: expected a URL such as https://collector.example.net:8443, found %q", callback)
		}
		if address = u.Host; u.Port() == "" {
			address = net.JoinHostPort(u.Hostname(), "443")
		}
	}
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return "", 0, fmt.Errorf("callback: expected host and port, found %q", address)
	}
	number, err := net.LookupPort("tcp", text)
	if err != nil {
		return "", 0, fmt.Errorf("callback: expected a port, found %q", text)
	}
	return host, uint16(number), nil
}
