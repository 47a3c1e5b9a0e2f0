package plugin

import (
	"context"
	"net/http"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"
	"github.com/grafana/grafana-plugin-sdk-go/backend/resource/httpadapter"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/models"
	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/weir"
)

var (
	_ backend.QueryDataHandler      = (*Datasource)(nil)
	_ backend.CheckHealthHandler    = (*Datasource)(nil)
	_ backend.CallResourceHandler   = (*Datasource)(nil)
	_ instancemgmt.InstanceDisposer = (*Datasource)(nil)
)

// mostIdle is how many connections to the service are kept open while nobody needs them.
const mostIdle = 200

// Datasource is one data source as it is set up in Grafana; a change of its settings makes a new one.
type Datasource struct {
	service  *weir.Service
	settings models.Settings
	client   *http.Client
	// broken says what is wrong with the settings; everything asked of the data source is answered with it.
	broken error
	now    func() time.Time

	backend.CallResourceHandler
}

// NewDatasource makes a data source of its settings. Settings that cannot work are reported when it is used, where a
// person sees it, not here.
func NewDatasource(ctx context.Context, source backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
	d := &Datasource{now: time.Now}
	d.CallResourceHandler = httpadapter.New(d.routes())
	settings, err := models.LoadSettings(source)
	if err != nil {
		d.broken = backend.DownstreamError(err)
		return d, nil
	}
	options, err := source.HTTPClientOptions(ctx)
	if err != nil {
		d.broken = backend.DownstreamErrorf("the settings cannot be used: %w", err)
		return d, nil
	}
	options.Middlewares = middlewares()
	// All requests of a data source go to one host: connections are kept for as many panels as ask at once.
	options.ConfigureTransport = func(_ httpclient.Options, transport *http.Transport) {
		transport.MaxIdleConns, transport.MaxIdleConnsPerHost = mostIdle, mostIdle
	}
	client, err := httpclient.New(options)
	if err != nil {
		d.broken = backend.DownstreamErrorf("the settings cannot be used: %w", err)
		return d, nil
	}
	// The token goes to the address that was set up, and nowhere else.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	service, err := weir.New(settings, client)
	if err != nil {
		return nil, err
	}
	d.service, d.settings, d.client = service, settings, client
	return d, nil
}

// middlewares are Grafana's, with a limit on answers also where Grafana itself sets none.
func middlewares() []httpclient.Middleware {
	list := httpclient.DefaultMiddlewares()
	for i, middleware := range list {
		named, is := middleware.(httpclient.MiddlewareName)
		if is && named.MiddlewareName() == httpclient.ResponseLimitMiddlewareName {
			list[i] = httpclient.ResponseLimitMiddleware(weir.AnswerLimit)
		}
	}
	return list
}

// Dispose closes what idles.
func (d *Datasource) Dispose() {
	if d.client != nil {
		d.client.CloseIdleConnections()
	}
}
