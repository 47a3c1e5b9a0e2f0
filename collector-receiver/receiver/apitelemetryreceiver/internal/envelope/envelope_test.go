package envelope

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// firehoseExample is the request that Amazon's documentation of the format prints.
const firehoseExample = `{
  "requestId": "ed4acda5-034f-9f42-bba1-f29aea6d7d8f",
  "timestamp": 1578090901599,
  "records": [
    {
      "data": "aGVsbG8="
    },
    {
      "data": "aGVsbG8gd29ybGQ="
    }
  ]
}`

// pubSubExample is the push that Google's documentation prints.
const pubSubExample = `{
    "message": {
        "attributes": {
            "key": "value"
        },
        "data": "SGVsbG8gQ2xvdWQgUHViL1N1YiEgSGVyZSBpcyBteSBtZXNzYWdlIQ==",
        "messageId": "2070443601311540",
        "message_id": "2070443601311540",
        "publishTime": "2021-02-26T19:13:55.749Z",
        "publish_time": "2021-02-26T19:13:55.749Z"
    },
    "subscription": "projects/myproject/subscriptions/mysubscription"
}`

func unpacked(t *testing.T, data string) string {
	t.Helper()
	var out bytes.Buffer
	size, err := Unpack(&out, "data", data, 1000)
	require.NoError(t, err)
	assert.Equal(t, int64(out.Len()), size)
	return out.String()
}

func TestFirehoseAsPrinted(t *testing.T) {
	request, err := ReadFirehose(firehoseExample, 10)
	require.NoError(t, err)
	assert.Equal(t, Firehose{
		ID: "ed4acda5-034f-9f42-bba1-f29aea6d7d8f", Timestamp: 1578090901599, Records: []string{"aGVsbG8=", "aGVsbG8gd29ybGQ="},
	}, request)
	assert.Equal(t, "hello", unpacked(t, request.Records[0]))
	assert.Equal(t, "hello world", unpacked(t, request.Records[1]))
	assert.Equal(t, map[string]string{"deployment-context": "pre-prod-gamma", "device-types": ""},
		ReadFirehoseAttributes(`{"commonAttributes":{"deployment-context":"pre-prod-gamma","device-types":""}}`))
	assert.Empty(t, ReadFirehoseAttributes(`{"commonAttributes":[1]}`))
}

func TestPubSubAsPrinted(t *testing.T) {
	message, err := ReadPubSub(pubSubExample)
	require.NoError(t, err)
	assert.Equal(t, "2070443601311540", message.ID)
	assert.Equal(t, map[string]string{"key": "value"}, message.Attributes)
	assert.Equal(t, "Hello Cloud Pub/Sub! Here is my message!", unpacked(t, message.Data))
	other := message
	other.Subscription = "projects/myproject/subscriptions/other"
	assert.NotEqual(t, message.Key(), other.Key())
	again, err := ReadPubSub(`{"message":{"message_id":"2070443601311540"},"subscription":"projects/myproject/subscriptions/mysubscription"}`)
	require.NoError(t, err)
	assert.Equal(t, message.Key(), again.Key(), "the older name of the id")
}

func TestWrongEnvelopesNameTheMember(t *testing.T) {
	pubSub := func(text string) error { _, err := ReadPubSub(text); return err }
	firehose := func(text string) error { _, err := ReadFirehose(text, 2); return err }
	for name, tt := range map[string]struct {
		read func(string) error
		text string
		want string
	}{
		"no JSON":                  {firehose, `x`, "body: expected a JSON object, found invalid character 'x' looking for beginning of value"},
		"an array":                 {firehose, `[]`, "body: expected an object, found array"},
		"no id":                    {firehose, `{"timestamp":1,"records":[]}`, "requestId: expected the id of the request, found nothing"},
		"no time":                  {firehose, `{"requestId":"a","records":[]}`, "timestamp: expected Unix milliseconds, found nothing"},
		"a time that is text":      {firehose, `{"requestId":"a","timestamp":"1","records":[]}`, "timestamp: expected a number, found string"},
		"no records":               {firehose, `{"requestId":"a","timestamp":1}`, "records: expected an array, found nothing"},
		"records that are none":    {firehose, `{"requestId":"a","timestamp":1,"records":{}}`, "records: expected an array, found object"},
		"too many records":         {firehose, `{"requestId":"a","timestamp":1,"records":[{},{},{}]}`, "records: expected at most 2, found 3"},
		"a record without data":    {firehose, `{"requestId":"a","timestamp":1,"records":[{"data":""},{}]}`, "records[1].data: expected base64, found nothing"},
		"data that are a number":   {firehose, `{"requestId":"a","timestamp":1,"records":[{"data":1}]}`, "records.data: expected a string, found number"},
		"no message":               {pubSub, `{"subscription":"s"}`, "message: expected an object, found nothing"},
		"a message that is none":   {pubSub, `{"message":1}`, "message: expected an object, found number"},
		"a message without an id":  {pubSub, `{"message":{"data":""}}`, "message.messageId: expected the id of the message, found nothing"},
		"attributes that are none": {pubSub, `{"message":{"attributes":[]}}`, "message.attributes: expected an object, found array"},
	} {
		t.Run(name, func(t *testing.T) {
			err := tt.read(tt.text)
			var field *FieldError
			require.ErrorAs(t, err, &field)
			assert.Equal(t, tt.want, err.Error())
		})
	}
}

func packed(tb testing.TB, text string) string {
	tb.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := w.Write([]byte(text))
	require.NoError(tb, err)
	require.NoError(tb, w.Close())
	return base64.StdEncoding.EncodeToString(out.Bytes())
}

func TestUnpack(t *testing.T) {
	assert.Empty(t, unpacked(t, ""))
	assert.Equal(t, "a", unpacked(t, "YQ=="))
	assert.Equal(t, "a line\n", unpacked(t, packed(t, "a line\n")))
	whole := packed(t, strings.Repeat("x", 5000))
	for name, tt := range map[string]struct {
		data, want string
	}{
		"no base64":          {"a line", "records[0].data: expected base64, found something else"},
		"no base64 later":    {"aGVsbG8gd29ybGQ!", "records[0].data: expected base64, found something else"},
		"cut":                {"aGVsbG8gd2", "records[0].data: expected base64, found something else"},
		"a cut gzip":         {whole[:len(whole)/8*4], "records[0].data: expected data that are whole when they are packed with gzip, found unexpected EOF"},
		"only gzip's magic":  {"H4s=", "records[0].data: expected data that are whole when they are packed with gzip, found unexpected EOF"},
		"gzip that is wrong": {base64.StdEncoding.EncodeToString([]byte("\x1f\x8bnothing of the kind")), "records[0].data: expected data that are whole when they are packed with gzip, found gzip: invalid header"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Unpack(&bytes.Buffer{}, RecordPath(0), tt.data, 10_000)
			var field *FieldError
			require.ErrorAs(t, err, &field)
			assert.Equal(t, tt.want, err.Error())
		})
	}
}

// errFull is what a writer says that has no room.
var errFull = errors.New("full")

type fullWriter struct{}

func (fullWriter) Write([]byte) (int, error) { return 0, errFull }

func TestUnpackIsBounded(t *testing.T) {
	var out bytes.Buffer
	_, err := Unpack(&out, "data", packed(t, strings.Repeat("x", 100_000_000)), 1_000_000)
	require.ErrorIs(t, err, ErrTooLarge)
	assert.LessOrEqual(t, out.Len(), 1_000_000, "a bomb is not unpacked")
	_, err = Unpack(&out, "data", "aGVsbG8=", 4)
	require.ErrorIs(t, err, ErrTooLarge)
	_, err = Unpack(fullWriter{}, "data", "aGVsbG8=", 5)
	require.ErrorIs(t, err, errFull)
}
