package nodesub

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var errNotFound = errors.New("404")

// datastore is that of a node, which takes what it is given.
type datastore struct {
	subscriptions map[string]json.RawMessage
	instances     map[string]json.RawMessage
	asked         []string
	refuse        map[string]error // by method and path
}

func newDatastore() *datastore {
	return &datastore{subscriptions: map[string]json.RawMessage{}, instances: map[string]json.RawMessage{}, refuse: map[string]error{}}
}

func (d *datastore) note(method, path string) error {
	short := path[strings.LastIndexByte(path, '/')+1:]
	d.asked = append(d.asked, method+" "+short)
	return d.refuse[method+" "+short]
}

func (d *datastore) Get(_ context.Context, path string) ([]byte, error) {
	if err := d.note("GET", path); err != nil {
		return nil, err
	}
	if len(d.subscriptions) == 0 && len(d.instances) == 0 {
		return nil, errNotFound
	}
	return json.Marshal(map[string]any{"ietf-subscribed-notifications:subscriptions": map[string]any{
		"subscription": values(d.subscriptions),
		"ietf-subscribed-notif-receivers:receiver-instances": map[string]any{"receiver-instance": values(d.instances)},
	}})
}

func values(m map[string]json.RawMessage) []json.RawMessage {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	out := make([]json.RawMessage, 0, len(m))
	for _, key := range keys {
		out = append(out, m[key])
	}
	return out
}

func (d *datastore) Put(_ context.Context, path string, body any) error {
	if err := d.note("PUT", path); err != nil {
		return err
	}
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	var wrapped map[string][]json.RawMessage
	if err = json.Unmarshal(text, &wrapped); err != nil {
		return err
	}
	for name, entries := range wrapped {
		into := d.subscriptions
		if strings.HasSuffix(name, "receiver-instance") {
			into = d.instances
		}
		into[path] = entries[0]
	}
	return nil
}

func (d *datastore) Delete(_ context.Context, path string) error {
	if err := d.note("DELETE", path); err != nil {
		return err
	}
	delete(d.subscriptions, path)
	delete(d.instances, path)
	return nil
}

func (d *datastore) reconcile(r *Receiver, wishes ...Wish) (map[string]Kept, error) {
	d.asked = nil
	return r.Reconcile(context.Background(), "edge-1", wishes, d, func(err error) bool { return errors.Is(err, errNotFound) })
}

var (
	weir       = Receiver{Name: "weir", Host: "collector.example.net", Port: 8443, Path: "/yang-push", Truststore: "weir-ca", KeystoreKey: "key", KeystoreCertificate: "cert"}
	interfaces = Wish{Node: "edge-1", Name: "interfaces", Datastore: "operational", Select: "/ietf-interfaces:interfaces", Period: 10 * time.Second}
	changes    = Wish{Node: "edge-1", Name: "changes", Datastore: "operational", Select: "/ietf-interfaces:interfaces", Dampening: time.Second}
)

func TestWhatIsMade(t *testing.T) {
	d := newDatastore()
	kept, err := d.reconcile(&weir, interfaces, changes)
	require.NoError(t, err)
	require.Len(t, kept, 2)
	for _, k := range kept {
		require.True(t, k.Made && k.Valid)
	}
	require.Len(t, d.asked, 4)
	assert.Equal(t, "PUT receiver-instance=weir", d.asked[1], "subscriptions refer to it")
	assert.JSONEq(t, `{"name":"weir","ietf-https-notif-transport:https-receiver":{"tls":{
		"tcp-client-parameters":{"remote-address":"collector.example.net","remote-port":8443},
		"tls-client-parameters":{
			"client-identity":{"certificate":{"central-keystore-reference":{"asymmetric-key":"key","certificate":"cert"}}},
			"server-authentication":{"ca-certs":{"central-truststore-reference":"weir-ca"}}},
		"http-client-parameters":{"path":"/yang-push/edge-1"}}}}`, string(values(d.instances)[0]))
	id := kept["interfaces"].ID
	assert.JSONEq(t, fmt.Sprintf(`{"id":%d,"purpose":"weir: interfaces","ietf-yang-push:datastore":"ietf-datastores:operational",
		"ietf-yang-push:datastore-xpath-filter":"/ietf-interfaces:interfaces","ietf-yang-push:periodic":{"period":1000},
		"transport":"ietf-https-notif-transport:https","encoding":"ietf-subscribed-notifications:encode-json",
		"receivers":{"receiver":[{"name":"weir","ietf-subscribed-notif-receivers:receiver-instance-ref":"weir"}]}}`, id),
		string(d.subscriptions[subscriptionPath(id)]))
	assert.Contains(t, string(d.subscriptions[subscriptionPath(kept["changes"].ID)]), `"ietf-yang-push:on-change":{"dampening-period":100}`)

	again, err := d.reconcile(&weir, interfaces, changes)
	require.NoError(t, err)
	assert.Equal(t, []string{"GET ietf-subscribed-notifications:subscriptions"}, d.asked, "nothing is done twice")
	assert.Equal(t, Kept{ID: id, Valid: true}, again["interfaces"])
}

func TestWhatHasChangedIsPutAgain(t *testing.T) {
	d := newDatastore()
	first, err := d.reconcile(&weir, interfaces)
	require.NoError(t, err)
	for _, change := range []func(*Wish){
		func(w *Wish) { w.Period = time.Minute },
		func(w *Wish) { w.Select = "/other:x" },
		func(w *Wish) { w.Datastore = "running" },
		func(w *Wish) { w.Period = 0 },
	} {
		wish := interfaces
		change(&wish)
		kept, err := d.reconcile(&weir, wish)
		require.NoError(t, err)
		assert.True(t, kept["interfaces"].Made)
		assert.Equal(t, first["interfaces"].ID, kept["interfaces"].ID, "the same subscription")
	}
	elsewhere := weir
	elsewhere.Port = 9443
	_, err = d.reconcile(&elsewhere, interfaces)
	require.NoError(t, err)
	assert.Contains(t, d.asked, "PUT receiver-instance=weir")
}

func TestOnlyWhatIsOurOwnIsTouched(t *testing.T) {
	d := newDatastore()
	kept, err := d.reconcile(&weir, interfaces)
	require.NoError(t, err)
	id := kept["interfaces"].ID
	foreign := `{"id":7,"purpose":"another: interfaces","receivers":{"receiver":[{"name":"x"}]}}`
	d.subscriptions[subscriptionPath(7)] = json.RawMessage(foreign)
	d.subscriptions[subscriptionPath(8)] = json.RawMessage(`{"id":8,"receivers":{}}`)
	d.instances["other"] = json.RawMessage(`{"name":"other"}`)
	left := strings.Replace(string(d.subscriptions[subscriptionPath(id)]), fmt.Sprint(id), fmt.Sprint(id+1), 1)
	d.subscriptions[subscriptionPath(id+1)] = json.RawMessage(left)
	_, err = d.reconcile(&weir, interfaces)
	require.NoError(t, err)
	assert.Equal(t, []string{"GET ietf-subscribed-notifications:subscriptions", fmt.Sprintf("DELETE subscription=%d", id+1)}, d.asked, "a second one of the same name is left over")

	_, err = d.reconcile(&weir)
	require.NoError(t, err)
	assert.Len(t, d.subscriptions, 2)
	assert.JSONEq(t, foreign, string(d.subscriptions[subscriptionPath(7)]))
	assert.Equal(t, "DELETE receiver-instance=weir", d.asked[len(d.asked)-1], "behind the subscriptions that refer to it")
	assert.Contains(t, d.instances, "other")
}

func TestIDsThatAreTakenAreAvoided(t *testing.T) {
	d := newDatastore()
	kept, err := d.reconcile(&weir, interfaces)
	require.NoError(t, err)
	id := kept["interfaces"].ID
	d = newDatastore()
	d.subscriptions[subscriptionPath(id)] = json.RawMessage(fmt.Sprintf(`{"id":%d,"purpose":"of somebody"}`, id))
	kept, err = d.reconcile(&weir, interfaces)
	require.NoError(t, err)
	assert.NotEqual(t, id, kept["interfaces"].ID)
	assert.Len(t, d.subscriptions, 2)
}

func TestWhatANodeSaysOfItsState(t *testing.T) {
	d := newDatastore()
	kept, err := d.reconcile(&weir, interfaces)
	require.NoError(t, err)
	path := subscriptionPath(kept["interfaces"].ID)
	text := strings.Replace(string(d.subscriptions[path]), `{"name":"weir"`, `{"state":"active","name":"weir"`, 1)
	text = strings.Replace(text, `"ietf-datastores:operational"`, `"ietf-datastores:operational","configured-subscription-state":"ietf-subscribed-notifications:invalid"`, 1)
	d.subscriptions[path] = json.RawMessage(text)
	kept, err = d.reconcile(&weir, interfaces)
	require.NoError(t, err)
	assert.Equal(t, Kept{ID: kept["interfaces"].ID, Receiver: "active"}, kept["interfaces"])
}

func TestWhatIsRefused(t *testing.T) {
	boom := errors.New("409 Conflict")
	d := newDatastore()
	d.refuse["GET ietf-subscribed-notifications:subscriptions"] = boom
	_, err := d.reconcile(&weir, interfaces)
	require.ErrorIs(t, err, boom)

	d = newDatastore()
	d.refuse["PUT receiver-instance=weir"] = boom
	_, err = d.reconcile(&weir, interfaces)
	require.EqualError(t, err, "receiver instance weir: 409 Conflict")

	d = newDatastore()
	made, err := d.reconcile(&weir, interfaces, changes)
	require.NoError(t, err)
	other := interfaces
	other.Name = "other"
	d.refuse[fmt.Sprintf("DELETE subscription=%d", made["changes"].ID)] = boom
	kept, err := d.reconcile(&weir, interfaces, other)
	require.ErrorContains(t, err, "which is not wanted: 409")
	assert.True(t, kept["other"].Made, "the rest is done all the same")

	d = newDatastore()
	d.refuse[fmt.Sprintf("PUT subscription=%d", made["changes"].ID)] = boom
	kept, err = d.reconcile(&weir, interfaces, changes)
	require.NoError(t, err)
	require.ErrorIs(t, kept["changes"].Err, boom)
	assert.True(t, kept["interfaces"].Made)

	d = newDatastore()
	d.instances["x"] = json.RawMessage(`{"name":5}`)
	_, err = d.reconcile(&weir, interfaces)
	require.ErrorContains(t, err, "cannot be read")
}
