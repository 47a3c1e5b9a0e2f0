package envelope

import (
	"encoding/json"
	"strconv"
)

// Headers of Amazon Data Firehose.
const (
	// FirehoseID has the id of the request; it stays the same when the request is sent again.
	FirehoseID = "X-Amz-Firehose-Request-Id"
	// FirehoseKey has the access key that the stream was configured with.
	FirehoseKey = "X-Amz-Firehose-Access-Key"
	// FirehoseAttributes has the stream's parameters as JSON.
	FirehoseAttributes = "X-Amz-Firehose-Common-Attributes"
)

// Firehose is a request of Amazon Data Firehose, version 1.0 of its format.
type Firehose struct {
	// ID is that of the request.
	ID string
	// Timestamp is when Firehose made it, in Unix milliseconds.
	Timestamp int64
	// Records are the data, still as base64.
	Records []string
}

// FirehoseAnswer is what Firehose expects to be answered; with another form it takes the delivery for failed.
type FirehoseAnswer struct {
	ID string `json:"requestId"`
	// Timestamp is when the request was done, in Unix milliseconds.
	Timestamp int64 `json:"timestamp"`
	// Message says why a delivery failed; Firehose writes it into its error log.
	Message string `json:"errorMessage,omitempty"`
}

// ReadFirehose reads the body of a request with at most limit records. Its errors are *FieldError.
func ReadFirehose(text string, limit int) (Firehose, error) {
	var body struct {
		ID        *string `json:"requestId"`
		Timestamp *int64  `json:"timestamp"`
		Records   []struct {
			Data *string `json:"data"`
		} `json:"records"`
	}
	if err := read(text, &body); err != nil {
		return Firehose{}, err
	}
	switch {
	case body.ID == nil || *body.ID == "":
		return Firehose{}, &FieldError{"requestId", "the id of the request", "nothing"}
	case body.Timestamp == nil:
		return Firehose{}, &FieldError{"timestamp", "Unix milliseconds", "nothing"}
	case body.Records == nil:
		return Firehose{}, &FieldError{"records", "an array", "nothing"}
	case len(body.Records) > limit:
		return Firehose{}, &FieldError{"records", "at most " + strconv.Itoa(limit), strconv.Itoa(len(body.Records))}
	}
	f := Firehose{ID: *body.ID, Timestamp: *body.Timestamp, Records: make([]string, len(body.Records))}
	for i, record := range body.Records {
		if record.Data == nil {
			return Firehose{}, &FieldError{RecordPath(i), "base64", "nothing"}
		}
		f.Records[i] = *record.Data
	}
	return f, nil
}

// RecordPath names a record's data.
func RecordPath(i int) string { return "records[" + strconv.Itoa(i) + "].data" }

// ReadFirehoseAttributes reads the header FirehoseAttributes; what is no such JSON has none.
func ReadFirehoseAttributes(header string) map[string]string {
	var body struct {
		Attributes map[string]string `json:"commonAttributes"`
	}
	if json.Unmarshal([]byte(header), &body) != nil {
		return nil
	}
	return body.Attributes
}
