package weir

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/models"
)

const (
	// AnswerLimit is the largest answer that is read: 100 series of 11,000 rows are about a third of it.
	AnswerLimit = 256 << 20
	// remembered is how long what seldom changes (capabilities, the list of services) is used again.
	remembered = 30 * time.Second
)

// Service is a client of one detection service. It is safe for concurrent use and never tries again what has failed.
type Service struct {
	api      *detectionapi.ClientWithResponses
	settings models.Settings
	client   *http.Client
	// gathering joins queries for series.
	gathering gathering
	info      kept[*detectionapi.Info]
	entities  kept[Inventory]
	owners    kept[map[string]string]
	now       func() time.Time
}

// New makes a client that sends its requests through the given HTTP client.
func New(settings models.Settings, client *http.Client) (*Service, error) {
	api, err := detectionapi.NewClientWithResponses(settings.URL,
		detectionapi.WithHTTPClient(client),
		detectionapi.WithRequestEditorFn(func(_ context.Context, request *http.Request) error {
			request.Header.Set("Accept", "application/json")
			if settings.Token != "" {
				request.Header.Set("Authorization", "Bearer "+settings.Token)
			}
			return nil
		}))
	if err != nil {
		return nil, err
	}
	s := &Service{api: api, settings: settings, client: client, now: time.Now}
	s.gathering.ask = s.askSeries
	return s, nil
}

// Host is where the service is, for sentences.
func (s *Service) Host() string { return s.settings.Host }

// Info says who answers and what it can do; it may be some seconds old.
func (s *Service) Info(ctx context.Context) (*detectionapi.Info, error) {
	from := s.now()
	info, err := s.info.get(ctx, from, func(ctx context.Context) (*detectionapi.Info, bool, error) {
		info, err := s.FreshInfo(ctx)
		return info, true, err
	})
	return info, s.told(from, err)
}

// FreshInfo asks the service itself.
func (s *Service) FreshInfo(ctx context.Context) (*detectionapi.Info, error) {
	from := s.now()
	answer, err := s.api.GetInfoWithResponse(ctx)
	if err != nil {
		return nil, s.failed(from, err)
	}
	return settle(answer.JSON200, answer.JSON4XX, answer.JSON5XX, answer.HTTPResponse)
}

func unreadable(err error) error {
	return backend.DownstreamErrorf("Weir answered what this plugin cannot read: %w", err)
}

// told is what a caller hears who has waited for others' requests.
func (s *Service) told(from time.Time, err error) error {
	if silent, is := errors.AsType[silence](err); is {
		return s.failed(from, silent.error)
	}
	return err
}

// failed is the sentence for a request without a usable answer.
func (s *Service) failed(from time.Time, err error) error {
	var syntax *json.SyntaxError
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &syntax) || errors.As(err, &wrongType) {
		return unreadable(err)
	}
	return noAnswer(s.settings.Host, s.now().Sub(from), err)
}

// settle is the value of a success, or the refusal.
func settle[T any](value *T, refused, broken *detectionapi.ErrorBody, response *http.Response) (*T, error) {
	if value != nil {
		return value, nil
	}
	for _, body := range []*detectionapi.ErrorBody{refused, broken} {
		if body != nil {
			return nil, asError(response.StatusCode, *body)
		}
	}
	if response.StatusCode == http.StatusUnauthorized {
		return nil, asError(response.StatusCode, detectionapi.ErrorBody{})
	}
	return nil, backend.DownstreamError(ErrNotWeir)
}

// asError blames the plugin only for requests that no person could have caused.
func asError(status int, body detectionapi.ErrorBody) error {
	refusal := &Refusal{Status: status, Body: body}
	return backend.NewErrorWithSource(refusal, backend.ErrorSourceFromHTTPStatus(status))
}
