package weir

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

// Answer is what the service said, unread.
type Answer struct {
	Status int
	Body   []byte
}

// Forward sends a request as it is and reads the answer without looking into it. The path is one of the service's.
func (s *Service) Forward(ctx context.Context, method, path, query string, body []byte, header http.Header) (Answer, error) {
	target := s.settings.URL + path
	if query != "" {
		target += "?" + query
	}
	request, err := http.NewRequestWithContext(ctx, method, target, bytes.NewReader(body))
	if err != nil {
		return Answer{}, backend.PluginError(err)
	}
	for name, values := range header {
		request.Header[name] = values
	}
	request.Header.Set("Accept", "application/json")
	if len(body) > 0 {
		request.Header.Set("Content-Type", "application/json")
	}
	if s.settings.Token != "" {
		request.Header.Set("Authorization", "Bearer "+s.settings.Token)
	}
	from := s.now()
	response, err := s.client.Do(request)
	if err != nil {
		return Answer{}, s.failed(from, err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return Answer{}, s.failed(from, err)
	}
	if response.StatusCode == http.StatusUnauthorized {
		return Answer{}, asError(response.StatusCode, detectionapi.ErrorBody{})
	}
	if !strings.Contains(response.Header.Get("Content-Type"), "json") {
		return Answer{}, backend.DownstreamError(ErrNotWeir)
	}
	return Answer{Status: response.StatusCode, Body: text}, nil
}
