package nodesub

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// printedConfiguration is the configuration that draft-ietf-netconf-https-notif prints for publishers of RFC 8639, in XML
// there: this is the JSON of RFC 7951 for it.
const printedConfiguration = `{"ietf-subscribed-notifications:subscriptions":{
  "ietf-subscribed-notif-receivers:receiver-instances":{"receiver-instance":[{
    "name":"global-receiver-def",
    "ietf-https-notif-transport:https-receiver":{
      "tls":{
        "tcp-client-parameters":{"remote-address":"receiver.example.com","remote-port":443},
        "tls-client-parameters":{"server-authentication":{"ca-certs":{"local-definition":{"certificate":[
          {"name":"Server Cert Issuer #1","cert-data":"base64encodedvalue=="}]}}}},
        "http-client-parameters":{
          "client-identity":{"basic":{"user-id":"my-name","cleartext-password":"my-password"}},
          "path":"/some/path"}},
      "receiver-identity":{"cert-maps":{"cert-to-name":[
        {"id":1,"fingerprint":"11:0A:05:11:00","map-type":"ietf-x509-cert-to-name:san-any"}]}}}}]},
  "subscription":[{
    "id":6666,
    "transport":"ietf-https-notif-transport:https",
    "stream-subtree-filter":{"some-subtree-filter":{}},
    "stream":"some-stream",
    "receivers":{"receiver":[{
      "name":"subscription-specific-receiver-def",
      "ietf-subscribed-notif-receivers:receiver-instance-ref":"global-receiver-def"}]}}]}}`

func TestThePrintedConfigurationIsRead(t *testing.T) {
	var have present
	require.NoError(t, json.Unmarshal([]byte(printedConfiguration), &have))
	require.Len(t, have.Subscriptions.Instances.Instance, 1)
	receiver := Receiver{Name: "global-receiver-def", Host: "receiver.example.com", Port: 443, Path: "/some"}
	assert.True(t, receiver.isThere(&have.Subscriptions.Instances.Instance[0], "path"))
	receiver.Port = 8443
	assert.False(t, receiver.isThere(&have.Subscriptions.Instances.Instance[0], "path"))
	assert.Equal(t, uint32(6666), have.Subscriptions.Subscription[0].ID)
	assert.Equal(t, "global-receiver-def", have.Subscriptions.Subscription[0].Receivers.Receiver[0].Instance)
}

// TestThePrintedConfigurationIsLeftAlone has a node that is configured so by somebody else.
func TestThePrintedConfigurationIsLeftAlone(t *testing.T) {
	var printed struct {
		Subscriptions struct {
			Instances struct {
				List []json.RawMessage `json:"receiver-instance"`
			} `json:"ietf-subscribed-notif-receivers:receiver-instances"`
			List []json.RawMessage `json:"subscription"`
		} `json:"ietf-subscribed-notifications:subscriptions"`
	}
	require.NoError(t, json.Unmarshal([]byte(printedConfiguration), &printed))
	node := newDatastore()
	node.subscriptions["6666"] = printed.Subscriptions.List[0]
	node.instances["global-receiver-def"] = printed.Subscriptions.Instances.List[0]
	receiver := Receiver{Name: "weir", Host: "collector.example.net", Port: 8443, Path: "/yang-push"}
	_, err := receiver.Reconcile(t.Context(), "edge-1", nil, node, func(err error) bool { return errors.Is(err, errNotFound) })
	require.NoError(t, err)
	assert.Equal(t, []string{"GET ietf-subscribed-notifications:subscriptions"}, node.asked)
}
