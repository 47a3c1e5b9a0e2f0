package nodesub

import (
	"fmt"
	"strings"
	"time"
)

// Wish is one subscription that is wanted.
type Wish struct {
	// Node and Name tell it apart; neither holds a slash.
	Node, Name string
	// Address is the base URL of the node's RESTCONF server.
	Address string
	// Group names the credentials.
	Group string
	// Datastore is operational, running, intended, candidate or startup.
	Datastore string
	// Select is an XPath filter.
	Select string
	// Period is how often, when periodic; zero when on change, and then Dampening counts.
	Period, Dampening time.Duration
}

// Key tells wishes apart.
func (w *Wish) Key() string { return w.Node + "/" + w.Name }

// Receiver is where nodes send to: the HTTPS-notif server as they reach it.
type Receiver struct {
	// Name is that of the receiver instance on nodes, and the mark of what belongs to it.
	Name string
	// Host and Port are the address that nodes connect to.
	Host string
	Port uint16
	// Path is where the resources of all nodes begin; the node's name is put behind it.
	Path string
	// Truststore is the bag of certificate authorities in the node's central truststore that vouch for the server; empty
	// leaves it to the node.
	Truststore string
	// KeystoreKey and KeystoreCertificate name what the node shows for itself, in its central keystore; empty for none.
	KeystoreKey, KeystoreCertificate string
}

// mark is what stands in the purpose of a subscription.
func (r *Receiver) mark(name string) string { return r.Name + ": " + name }

// marked returns the name in a purpose that bears the mark.
func (r *Receiver) marked(purpose string) (name string, ok bool) {
	return strings.CutPrefix(purpose, r.Name+": ")
}

// The data as RFC 7951 writes it.
type subscription struct {
	ID          uint32    `json:"id"`
	Datastore   string    `json:"ietf-yang-push:datastore,omitempty"`
	XPath       string    `json:"ietf-yang-push:datastore-xpath-filter,omitempty"`
	Periodic    *periodic `json:"ietf-yang-push:periodic,omitempty"`
	OnChange    *onChange `json:"ietf-yang-push:on-change,omitempty"`
	Transport   string    `json:"transport,omitempty"`
	Encoding    string    `json:"encoding,omitempty"`
	Purpose     string    `json:"purpose,omitempty"`
	Receivers   receivers `json:"receivers"`
	StateOnNode string    `json:"configured-subscription-state,omitempty"`
}

type periodic struct {
	Period uint32 `json:"period"`
}

type onChange struct {
	Dampening   uint32 `json:"dampening-period"`
	SyncOnStart *bool  `json:"sync-on-start,omitempty"`
}

type receivers struct {
	Receiver []receiver `json:"receiver"`
}

type receiver struct {
	Name     string `json:"name"`
	Instance string `json:"ietf-subscribed-notif-receivers:receiver-instance-ref,omitempty"`
	State    string `json:"state,omitempty"`
}

// wanted is what a wish is on a node.
func (r *Receiver) wanted(w *Wish, id uint32) subscription {
	s := subscription{
		ID: id, Datastore: "ietf-datastores:" + w.Datastore, XPath: w.Select,
		Transport: "ietf-https-notif-transport:https", Encoding: "ietf-subscribed-notifications:encode-json",
		Purpose: r.mark(w.Name), Receivers: receivers{[]receiver{{Name: r.Name, Instance: r.Name}}},
	}
	if w.Period > 0 {
		s.Periodic = &periodic{Period: centiseconds(w.Period)}
	} else {
		s.OnChange = &onChange{Dampening: centiseconds(w.Dampening)}
	}
	return s
}

func centiseconds(d time.Duration) uint32 { return uint32(d / (10 * time.Millisecond)) }

// isAs says whether what a node has is what is wanted. Identities may come without their module where it is that of the
// parent.
func (s *subscription) isAs(want *subscription) bool {
	if !sameIdentity(s.Datastore, want.Datastore) || s.XPath != want.XPath || !sameIdentity(s.Transport, want.Transport) ||
		!sameIdentity(s.Encoding, want.Encoding) || len(s.Receivers.Receiver) != 1 ||
		s.Receivers.Receiver[0].Instance != want.Receivers.Receiver[0].Instance {
		return false
	}
	if want.Periodic != nil {
		return s.Periodic != nil && s.Periodic.Period == want.Periodic.Period
	}
	return s.OnChange != nil && s.OnChange.Dampening == want.OnChange.Dampening
}

func sameIdentity(a, b string) bool { return local(a) == local(b) }

func local(identity string) string {
	if _, name, ok := strings.Cut(identity, ":"); ok {
		return name
	}
	return identity
}

// instance is a receiver instance.
type instance struct {
	Name  string         `json:"name"`
	HTTPS *httpsReceiver `json:"ietf-https-notif-transport:https-receiver,omitempty"`
}

type httpsReceiver struct {
	TLS struct {
		TCP struct {
			Address string `json:"remote-address"`
			Port    uint16 `json:"remote-port"`
		} `json:"tcp-client-parameters"`
		TLS  *tlsParameters `json:"tls-client-parameters,omitempty"`
		HTTP struct {
			Path string `json:"path"`
		} `json:"http-client-parameters"`
	} `json:"tls"`
}

type tlsParameters struct {
	Client *clientIdentity       `json:"client-identity,omitempty"`
	Server *serverAuthentication `json:"server-authentication,omitempty"`
}

type clientIdentity struct {
	Certificate struct {
		Reference struct {
			Key         string `json:"asymmetric-key"`
			Certificate string `json:"certificate"`
		} `json:"central-keystore-reference"`
	} `json:"certificate"`
}

type serverAuthentication struct {
	Authorities struct {
		Reference string `json:"central-truststore-reference"`
	} `json:"ca-certs"`
}

// instanceFor is the receiver instance as a node is to have it.
func (r *Receiver) instanceFor(node string) instance {
	var to httpsReceiver
	to.TLS.TCP.Address, to.TLS.TCP.Port = r.Host, r.Port
	to.TLS.HTTP.Path = r.Path + "/" + node
	if r.Truststore != "" || r.KeystoreKey != "" {
		to.TLS.TLS = &tlsParameters{}
	}
	if r.Truststore != "" {
		to.TLS.TLS.Server = &serverAuthentication{}
		to.TLS.TLS.Server.Authorities.Reference = r.Truststore
	}
	if r.KeystoreKey != "" {
		to.TLS.TLS.Client = &clientIdentity{}
		to.TLS.TLS.Client.Certificate.Reference.Key = r.KeystoreKey
		to.TLS.TLS.Client.Certificate.Reference.Certificate = r.KeystoreCertificate
	}
	return instance{Name: r.Name, HTTPS: &to}
}

func (r *Receiver) isThere(have *instance, node string) bool {
	if have.HTTPS == nil {
		return false
	}
	want := r.instanceFor(node)
	return fmt.Sprint(have.HTTPS.TLS.TCP, have.HTTPS.TLS.HTTP, reference(have.HTTPS.TLS.TLS)) ==
		fmt.Sprint(want.HTTPS.TLS.TCP, want.HTTPS.TLS.HTTP, reference(want.HTTPS.TLS.TLS))
}

// reference is what of the TLS parameters is ours to say.
func reference(p *tlsParameters) string {
	if p == nil {
		return ""
	}
	text := ""
	if p.Server != nil {
		text = p.Server.Authorities.Reference
	}
	if p.Client != nil {
		text += " " + p.Client.Certificate.Reference.Key + " " + p.Client.Certificate.Reference.Certificate
	}
	return text
}
