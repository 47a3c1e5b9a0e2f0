// Package e2e drives the built backend as Grafana does, over its gRPC plugin protocol, against a real detection service.
package e2e

import (
	"context"
	"hash/crc32"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"
)

// host is what Grafana's server is to a plugin: it starts the binary, shakes hands and calls it.
type host struct {
	data        pluginv2.DataClient
	diagnostics pluginv2.DiagnosticsClient
	resource    pluginv2.ResourceClient
}

// backendBinary builds the backend as it ships, with the race detector when the tests have it.
func backendBinary(tb testing.TB) string {
	tb.Helper()
	binary := filepath.Join(tb.TempDir(), "gpx_weir_detection")
	args := []string{"build", "-o", binary}
	if raceDetector {
		args = append(args, "-race")
	}
	build := exec.Command("go", append(args, "..")...)
	if output, err := build.CombinedOutput(); err != nil {
		tb.Fatalf("%v: %s", err, output)
	}
	return binary
}

func startHost(tb testing.TB) *host {
	tb.Helper()
	command := exec.Command(backendBinary(tb))
	command.Env = append(os.Environ(), "GORACE=halt_on_error=1")
	client := goplugin.NewClient(&goplugin.ClientConfig{
		HandshakeConfig: goplugin.HandshakeConfig{
			ProtocolVersion: grpcplugin.ProtocolVersion, MagicCookieKey: grpcplugin.MagicCookieKey, MagicCookieValue: grpcplugin.MagicCookieValue,
		},
		VersionedPlugins: map[int]goplugin.PluginSet{grpcplugin.ProtocolVersion: {
			"data": &grpcplugin.DataGRPCPlugin{}, "diagnostics": &grpcplugin.DiagnosticsGRPCPlugin{}, "resource": &grpcplugin.ResourceGRPCPlugin{},
		}},
		Cmd: command, AllowedProtocols: []goplugin.Protocol{goplugin.ProtocolGRPC}, StartTimeout: time.Minute,
		Logger: hclog.New(&hclog.LoggerOptions{Output: io.Discard}),
	})
	tb.Cleanup(client.Kill)
	connection, err := client.Client()
	if err != nil {
		tb.Fatal(err)
	}
	return &host{
		data:        dispense[pluginv2.DataClient](tb, connection, "data"),
		diagnostics: dispense[pluginv2.DiagnosticsClient](tb, connection, "diagnostics"),
		resource:    dispense[pluginv2.ResourceClient](tb, connection, "resource"),
	}
}

func dispense[T any](tb testing.TB, connection goplugin.ClientProtocol, name string) T {
	tb.Helper()
	raw, err := connection.Dispense(name)
	if err != nil {
		tb.Fatal(err)
	}
	client, is := raw.(T)
	if !is {
		tb.Fatalf("%s is a %T", name, raw)
	}
	return client
}

// pluginContext is a data source at the URL, asked by a person of the role. Grafana dates each change of the settings.
func pluginContext(url, token, role string) backend.PluginContext {
	return backend.PluginContext{
		OrgID: 1, PluginID: "weir-detection-datasource",
		User: &backend.User{Login: "ana", Name: "Ana", Email: "ana@example.com", Role: role},
		DataSourceInstanceSettings: &backend.DataSourceInstanceSettings{
			ID: 1, UID: "weir", Name: "Weir", URL: url, JSONData: []byte(`{}`), Updated: time.UnixMilli(int64(crc32.ChecksumIEEE([]byte(url + token)))),
			DecryptedSecureJSONData: map[string]string{"token": token},
		},
	}
}

func (h *host) query(ctx context.Context, tb testing.TB, at backend.PluginContext, headers map[string]string, queries ...backend.DataQuery) backend.Responses {
	tb.Helper()
	answer, err := h.data.QueryData(ctx, backend.ToProto().QueryDataRequest(&backend.QueryDataRequest{PluginContext: at, Headers: headers, Queries: queries}))
	if err != nil {
		tb.Fatal(err)
	}
	response, err := backend.FromProto().QueryDataResponse(answer)
	if err != nil {
		tb.Fatal(err)
	}
	return response.Responses
}

func (h *host) health(tb testing.TB, at backend.PluginContext) *pluginv2.CheckHealthResponse {
	tb.Helper()
	answer, err := h.diagnostics.CheckHealth(tb.Context(), &pluginv2.CheckHealthRequest{PluginContext: backend.ToProto().PluginContext(at)})
	if err != nil {
		tb.Fatal(err)
	}
	return answer
}

func (h *host) call(tb testing.TB, at backend.PluginContext, method, path, body string) (int32, string) {
	tb.Helper()
	plain, _, _ := strings.Cut(path, "?")
	stream, err := h.resource.CallResource(tb.Context(), &pluginv2.CallResourceRequest{
		PluginContext: backend.ToProto().PluginContext(at), Method: method, Path: plain, Url: path, Body: []byte(body),
	})
	if err != nil {
		tb.Fatal(err)
	}
	var status int32
	var text strings.Builder
	for {
		part, err := stream.Recv()
		if err == io.EOF { //nolint:errorlint // gRPC returns it as it is
			return status, text.String()
		}
		if err != nil {
			tb.Fatal(err)
		}
		status = part.Code
		text.Write(part.Body)
	}
}
