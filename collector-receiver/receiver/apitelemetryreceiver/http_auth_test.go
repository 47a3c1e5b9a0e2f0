package apitelemetryreceiver

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/config/configauth"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadata"
)

// tokenCheck is an authentication extension that knows one token.
type tokenCheck struct {
	component.StartFunc
	component.ShutdownFunc
}

func (tokenCheck) Authenticate(ctx context.Context, headers map[string][]string) (context.Context, error) {
	if given := headers["Authorization"]; len(given) != 1 || given[0] != "Bearer right" {
		return ctx, errors.New("wrong token")
	}
	return ctx, nil
}

type hostWith struct {
	extensions map[component.ID]component.Component
}

func (h hostWith) GetExtensions() map[component.ID]component.Component { return h.extensions }

func TestHTTPAuthentication(t *testing.T) {
	id := component.MustNewID("token_check")
	next := &sink{}
	cfg := httpConfig(func(_ *Config, h *HTTPConfig) {
		h.ServerConfig.Auth = configoptional.Some(confighttp.AuthConfig{Config: configauth.Config{AuthenticatorID: id}})
		h.ServerConfig.NetAddr.Endpoint = "0.0.0.0:1"
		require.NoError(t, h.Validate(), "with authentication it may listen to everybody")
		h.ServerConfig.NetAddr.Endpoint = "127.0.0.1:0"
	})
	r, err := newReceiver(cfg, receivertest.NewNopSettings(metadata.Type))
	require.NoError(t, err)
	r.logs = next
	require.Error(t, r.Start(t.Context(), componenttest.NewNopHost()), "the extension is missing")
	require.NoError(t, r.Start(t.Context(), hostWith{map[component.ID]component.Component{id: tokenCheck{}}}))
	defer func() { require.NoError(t, r.Shutdown(context.Background())) }()
	run := &running{t: t, receiver: r, url: "http://" + r.inputs[0].(*httpInput).address + linesPath, sink: next}

	for _, token := range []string{"", "Bearer wrong"} {
		got := run.post(combinedLine, "Authorization", token)
		assert.Equal(t, 401, got.status)
		assert.Equal(t, "unauthenticated", got.Code)
	}
	assert.Zero(t, next.asked)
	assert.Equal(t, 200, run.post(combinedLine, "Authorization", "Bearer right").status)
}
