package apitelemetryreceiver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.uber.org/zap"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/nodesub"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/restconf"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/subscriptionlist"
)

const (
	// maxNodesAtOnce is how many nodes are spoken to at a time: one that does not answer must not hold up the others.
	maxNodesAtOnce = 8
	// defaultNodeTimeout bounds one request to a node.
	defaultNodeTimeout = 10 * time.Second
	// shortestRound is the least time between two rounds, whatever nodes say.
	shortestRound = time.Second
)

// subscriptionList is where the wishes come from.
type subscriptionList interface {
	Read(ctx context.Context) ([]nodesub.Wish, error)
}

// subscriptionKeeper reads which subscriptions are wanted, makes the nodes' own be the same, and reports how they are.
type subscriptionKeeper struct {
	config   *SubscriptionsConfig
	book     *nodesub.Book
	logger   *zap.Logger
	receiver nodesub.Receiver
	list     subscriptionList
	service  *subscriptionlist.Service // nil with a file
	clients  map[string]*http.Client   // by group

	nodes map[nodeAddress]*keptNode
	said  string

	kick    chan struct{}
	cancel  context.CancelFunc
	running sync.WaitGroup
}

// nodeAddress is a node, and how it is spoken to.
type nodeAddress struct{ node, group, address string }

// keptNode is what is wanted of a node. One that had wishes and has none any more stays until it is cleared.
type keptNode struct {
	nodeAddress
	wishes []nodesub.Wish
	store  *restconf.Client
	broken error // why there is no store
}

func newSubscriptionKeeper(ctx context.Context, in *yangPushInput, host component.Host) (*subscriptionKeeper, error) {
	cfg := in.config.Subscriptions.Get()
	address, port, err := callbackAddress(cfg.Callback, in.address)
	if err != nil {
		return nil, err
	}
	k := &subscriptionKeeper{
		config: cfg, book: in.book, logger: in.receiver.logger(),
		receiver: nodesub.Receiver{
			Name: cfg.Collector, Host: address, Port: port, Path: in.config.Path,
			Truststore: cfg.Truststore, KeystoreKey: cfg.Keystore.Key, KeystoreCertificate: cfg.Keystore.Certificate,
		},
		clients: map[string]*http.Client{}, nodes: map[nodeAddress]*keptNode{}, kick: make(chan struct{}, 1),
	}
	if cfg.Service.HasValue() {
		client, err := cfg.Service.Get().ToClient(ctx, host.GetExtensions(), in.receiver.set.TelemetrySettings)
		if err != nil {
			return nil, fmt.Errorf("service: %w", err)
		}
		k.service = subscriptionlist.NewService(client, cfg.Service.Get().Endpoint)
		k.list = k.service
	} else {
		k.list = subscriptionlist.NewFile(cfg.File)
	}
	for name, group := range cfg.Groups {
		if k.clients[name], err = group.client(ctx); err != nil {
			return nil, fmt.Errorf("groups::%s: %w", name, err)
		}
	}
	return k, nil
}

// client verifies the nodes' certificates and follows no redirects, which could carry credentials elsewhere.
func (c *NodeGroupConfig) client(ctx context.Context) (*http.Client, error) {
	config, err := c.TLS.LoadTLSConfig(ctx)
	if err != nil {
		return nil, err
	}
	timeout := c.Timeout
	if timeout == 0 {
		timeout = defaultNodeTimeout
	}
	return &http.Client{
		Transport:     &http.Transport{TLSClientConfig: config, MaxIdleConnsPerHost: 1, IdleConnTimeout: time.Minute},
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}

func (k *subscriptionKeeper) start() {
	ctx, cancel := context.WithCancel(context.Background())
	k.cancel = cancel
	k.running.Go(func() { k.run(ctx) })
}

func (k *subscriptionKeeper) stop() {
	k.cancel()
	k.running.Wait()
	for _, client := range k.clients {
		client.CloseIdleConnections()
	}
}

// hurry asks for a round now: a node has lost a subscription.
func (k *subscriptionKeeper) hurry() {
	select {
	case k.kick <- struct{}{}:
	default:
	}
}

func (k *subscriptionKeeper) run(ctx context.Context) {
	for {
		began := time.Now()
		k.round(ctx)
		timer := time.NewTimer(k.config.Interval)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		case <-k.kick:
			timer.Stop()
			if !pauseUntil(ctx, began.Add(shortestRound)) {
				return
			}
		}
	}
}

func pauseUntil(ctx context.Context, at time.Time) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(time.Until(at)):
		return true
	}
}

// round reads the list, looks at every node, and reports. When the list cannot be read, the last one holds.
func (k *subscriptionKeeper) round(ctx context.Context) {
	list, err := k.list.Read(ctx)
	if err == nil {
		k.take(list)
	}
	if errors.Is(err, subscriptionlist.ErrUnchanged) {
		err = nil
	}
	k.say(ctx, "The list of subscriptions cannot be read; the last one holds", err)
	k.reconcile(ctx)
	if k.service == nil || ctx.Err() != nil {
		return
	}
	if err = k.service.Report(ctx, k.config.Collector, k.book.States(time.Now())); err != nil {
		k.say(ctx, "The states of subscriptions cannot be reported", err)
	}
}

// say logs an error when it is another than the last.
func (k *subscriptionKeeper) say(ctx context.Context, what string, err error) {
	text := ""
	if err != nil {
		text = err.Error()
	}
	if text == k.said || ctx.Err() != nil {
		return
	}
	if k.said = text; err != nil {
		k.logger.Warn(what, zap.Error(err))
	}
}

// take makes the wishes those of a list. Nodes of other groups are another collector's business.
func (k *subscriptionKeeper) take(list []nodesub.Wish) {
	for _, n := range k.nodes {
		n.wishes = nil
	}
	mine := make([]nodesub.Wish, 0, len(list))
	for _, wish := range list {
		if k.clients[wish.Group] == nil {
			continue
		}
		mine = append(mine, wish)
		at := nodeAddress{wish.Node, wish.Group, wish.Address}
		n, ok := k.nodes[at]
		if !ok {
			n = k.newNode(at)
			k.nodes[at] = n
		}
		n.wishes = append(n.wishes, wish)
	}
	k.book.Want(mine)
	k.logger.Info("Subscriptions are wanted", zap.Int("subscriptions", len(mine)), zap.Int("nodes", len(k.nodes)),
		zap.Int("of_other_groups", len(list)-len(mine)))
}

// newNode prepares to speak to a node: never in the clear, but for one on this machine.
func (k *subscriptionKeeper) newNode(at nodeAddress) *keptNode {
	n := &keptNode{nodeAddress: at}
	u, err := url.Parse(at.address)
	if err == nil && u.Scheme == "http" {
		if loopbackOnly(net.JoinHostPort(u.Hostname(), "1"), "") != nil {
			n.broken = fmt.Errorf("%s: expected https, because the node is not on this machine", at.address)
			return n
		}
	}
	group := k.config.Groups[at.group]
	var authorize func(*http.Request)
	if group.Username != "" {
		authorize = func(r *http.Request) { r.SetBasicAuth(group.Username, string(group.Password)) }
	}
	n.store, n.broken = restconf.NewClient(at.address, k.clients[at.group], authorize)
	return n
}

// reconcile looks at every node, a few at a time.
func (k *subscriptionKeeper) reconcile(ctx context.Context) {
	slots := make(chan struct{}, maxNodesAtOnce)
	var all sync.WaitGroup
	var mu sync.Mutex
	var cleared []nodeAddress
	for at, n := range k.nodes {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			if k.keep(ctx, n) && len(n.wishes) == 0 {
				mu.Lock()
				defer mu.Unlock()
				cleared = append(cleared, at)
			}
		})
	}
	all.Wait()
	for _, at := range cleared {
		delete(k.nodes, at)
	}
}

// keep makes one node as it is wanted, and says whether that was done.
func (k *subscriptionKeeper) keep(ctx context.Context, n *keptNode) bool {
	kept, err := map[string]nodesub.Kept(nil), n.broken
	if err == nil {
		kept, err = k.receiver.Reconcile(ctx, n.node, n.wishes, n.store, restconf.IsNotFound)
	}
	if ctx.Err() != nil {
		return false
	}
	k.book.Reconciled(n.node, kept, err, time.Now())
	for name, one := range kept {
		if one.Made {
			k.logger.Info("A subscription was made on a node", zap.String("node", n.node), zap.String("subscription", name), zap.Uint32("id", one.ID))
		}
	}
	return err == nil
}
