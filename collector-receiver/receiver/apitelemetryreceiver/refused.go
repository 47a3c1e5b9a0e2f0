package apitelemetryreceiver

import (
	"errors"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	weirerrors "github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/errors"
)

// refusedByCode holds the attributes under which a protocol counts what it refuses, by the code of the error table.
type refusedByCode map[string]metric.MeasurementOption

func newRefusedByCode(protocol string) refusedByCode {
	refused := refusedByCode{}
	for _, code := range weirerrors.Codes {
		refused[code] = labelled(protocol, attribute.String("reason", code))
	}
	return refused
}

// labelled is the attribute set of a protocol's counters. Made once: to make it for every count costs more than counting.
func labelled(protocol string, more ...attribute.KeyValue) metric.MeasurementOption {
	return metric.WithAttributeSet(attribute.NewSet(append(more, attribute.String("protocol", protocol))...))
}

// refusal is why a connection is closed by this side: code is one of the error table.
type refusal struct {
	code  string
	cause error
}

func (e *refusal) Error() string { return e.cause.Error() }

func (e *refusal) Unwrap() error { return e.cause }

func refuse(code string, cause error) error { return &refusal{code, cause} }

// frameRefusal is how an error of a frame reader is answered: a frame that cannot be read is refused for good, one for
// which there was no room (noRoom is the reader's word for that) may come again. F is the reader's own error.
func frameRefusal[F interface {
	error
	OverLimit() bool
}](err, noRoom error,
) error {
	var broken F
	switch {
	case errors.Is(err, noRoom):
		return errInFlight()
	case errors.As(err, &broken) && broken.OverLimit():
		return refuse(weirerrors.CodeTooLarge, err)
	case errors.As(err, &broken):
		return refuse(weirerrors.CodeInvalidArgument, err)
	}
	return err
}
