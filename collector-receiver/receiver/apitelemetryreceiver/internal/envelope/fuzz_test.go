package envelope

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

const fuzzLimit = 1 << 16

// checkUnpacked holds what Unpack promises for any data.
func checkUnpacked(t *testing.T, data string) {
	t.Helper()
	var out bytes.Buffer
	size, err := Unpack(&out, "data", data, fuzzLimit)
	var field *FieldError
	switch {
	case err != nil && !errors.As(err, &field) && !errors.Is(err, ErrTooLarge):
		t.Fatalf("an error of another kind: %v", err)
	case out.Len() > fuzzLimit:
		t.Fatalf("%d bytes were written", out.Len())
	case err == nil && size != int64(out.Len()):
		t.Fatalf("said %d bytes, wrote %d", size, out.Len())
	}
}

func FuzzFirehose(f *testing.F) {
	f.Add(firehoseExample)
	f.Add(`{"requestId":"a","timestamp":1,"records":[{"data":"` + packed(f, strings.Repeat("x", 2*fuzzLimit)) + `"}]}`)
	f.Add(`{"requestId":null,"timestamp":1e3,"records":[null]}`)
	f.Fuzz(func(t *testing.T, text string) {
		request, err := ReadFirehose(text, 100)
		var field *FieldError
		if err != nil {
			if !errors.As(err, &field) || field.Path == "" {
				t.Fatalf("an error that names nothing: %v", err)
			}
			return
		}
		if request.ID == "" || len(request.Records) > 100 {
			t.Fatalf("%+v", request)
		}
		for _, data := range request.Records {
			checkUnpacked(t, data)
		}
	})
}

func FuzzPubSub(f *testing.F) {
	f.Add(pubSubExample)
	f.Add(`{"message":{"messageId":"1","data":"` + packed(f, "x") + `"}}`)
	f.Fuzz(func(t *testing.T, text string) {
		message, err := ReadPubSub(text)
		var field *FieldError
		if err != nil {
			if !errors.As(err, &field) || field.Path == "" {
				t.Fatalf("an error that names nothing: %v", err)
			}
			return
		}
		if message.ID == "" || message.Key() == "" {
			t.Fatalf("%+v", message)
		}
		checkUnpacked(t, message.Data)
	})
}
