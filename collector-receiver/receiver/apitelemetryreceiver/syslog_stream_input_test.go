package apitelemetryreceiver

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/config/confignet"
	"go.opentelemetry.io/collector/consumer/consumererror"
)

func syslogTCP(change func(*SyslogConfig)) *Config {
	return syslogConfig(func(s *SyslogConfig) {
		s.AddrConfig.Transport = confignet.TransportTypeTCP
		if change != nil {
			change(s)
		}
	})
}

func (r *running) syslogStream() string {
	return r.receiver.inputs[0].(*syslogStreamInput).server.Addr().String()
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func counted(message string) string { return fmt.Sprintf("%d %s", len(message), message) }

func TestSyslogOverTCP(t *testing.T) {
	line := "<190>May 17 10:05:03 web nginx: " + combinedLine
	for name, stream := range map[string]string{
		"lines":   line + "\n" + line + "\n",
		"counted": counted(line) + counted(line),
		"mixed":   counted(line) + line + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			run := start(t, syslogTCP(nil), &sink{})
			_, err := dial(t, run.syslogStream()).Write([]byte(stream))
			require.NoError(t, err)
			records := run.eventually(2)
			assert.Equal(t, map[string]any{"service.name": "nginx", "weir.source.id": "api_telemetry/syslog", "weir.source.mode": "live"}, records[1].resource)
			assert.Equal(t, "/presentations/images/kibana-search.png", records[1].attributes["url.path"])
		})
	}
}

func TestSyslogOverTCPCutsLongMessages(t *testing.T) {
	run := start(t, syslogTCP(func(s *SyslogConfig) { s.MaxDatagramSize = 100 }), &sink{})
	_, err := dial(t, run.syslogStream()).Write([]byte(counted("<13>"+strings.Repeat("x", 1<<20)) + "<13>b\n"))
	require.NoError(t, err)
	records := run.eventually(2)
	assert.Equal(t, strings.Repeat("x", 96), records[0].body)
	assert.Equal(t, "b", records[1].body)
}

func TestSyslogOverTCPEndsABrokenStream(t *testing.T) {
	run := start(t, syslogTCP(nil), &sink{})
	conn := dial(t, run.syslogStream())
	_, err := conn.Write([]byte("<13>a\n123456789012 <13>b\n"))
	require.NoError(t, err)
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(5*time.Second)))
	_, err = conn.Read(make([]byte, 1))
	require.Error(t, err)
	var timeout net.Error
	assert.False(t, errors.As(err, &timeout) && timeout.Timeout(), "the connection was not closed")
	assert.Equal(t, "a", run.eventually(1)[0].body)
}

func TestSyslogOverTCPSlowSenderIsCutOff(t *testing.T) {
	run := start(t, syslogTCP(func(s *SyslogConfig) { s.ReadTimeout = 50 * time.Millisecond }), &sink{})
	conn := dial(t, run.syslogStream())
	_, err := conn.Write([]byte("100 <13>"))
	require.NoError(t, err)
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(5*time.Second)))
	_, err = conn.Read(make([]byte, 1))
	var timeout net.Error
	assert.False(t, errors.As(err, &timeout) && timeout.Timeout(), "the connection was not closed")
}

// A sender that has nothing to say keeps its connection; what it says is not held back for more to come.
func TestSyslogOverTCPWaitsForASilentSender(t *testing.T) {
	run := start(t, syslogTCP(func(s *SyslogConfig) { s.ReadTimeout = 50 * time.Millisecond }), &sink{})
	conn := dial(t, run.syslogStream())
	for i := range 2 {
		_, err := conn.Write([]byte("<13>a\n"))
		require.NoError(t, err)
		run.eventually(i + 1)
		time.Sleep(100 * time.Millisecond)
	}
}

// While the next component refuses for now, nothing more is read: the sender's own queue fills. Nothing is lost.
func TestSyslogOverTCPPushesBack(t *testing.T) {
	refusals := 2
	run := start(t, syslogTCP(func(s *SyslogConfig) { s.BatchSize = 1 }), &sink{refuse: func(call int) error {
		switch {
		case call <= refusals:
			return errors.New("not now")
		case call == refusals+2:
			return consumererror.NewPermanent(errors.New("never"))
		}
		return nil
	}})
	_, err := dial(t, run.syslogStream()).Write([]byte("<13>a\n<13>lost\n<13>c\n"))
	require.NoError(t, err)
	records := run.eventually(2)
	assert.Equal(t, []string{"a", "c"}, []string{records[0].body, records[1].body})
}

func TestSyslogOverTLS(t *testing.T) {
	ours, theirs := newAuthority(t), newAuthority(t)
	run := start(t, syslogTCP(func(s *SyslogConfig) { s.TLS = ours.server(true) }), &sink{})
	if stranger, err := (&tls.Dialer{Config: ours.client(theirs)}).DialContext(t.Context(), "tcp", run.syslogStream()); err == nil {
		// In TLS 1.3 the client learns of the refusal with its first read.
		_, _ = stranger.Write([]byte(counted("<13>from a stranger")))
		_, err = stranger.Read(make([]byte, 1))
		require.ErrorContains(t, err, "certificate")
		_ = stranger.Close()
	}
	conn, err := tlsDial(t, run.syslogStream(), ours)
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	_, err = conn.Write([]byte(counted("<13>secret")))
	require.NoError(t, err)
	records := run.eventually(1)
	assert.Equal(t, "secret", records[0].body)
	assert.Len(t, records, 1)
}
