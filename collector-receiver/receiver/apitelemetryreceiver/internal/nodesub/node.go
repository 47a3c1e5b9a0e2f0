package nodesub

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/url"
	"sort"
	"strconv"
)

// Datastore is where the subscriptions of a node stand: the client of its RESTCONF server.
type Datastore interface {
	Get(ctx context.Context, path string) ([]byte, error)
	Put(ctx context.Context, path string, body any) error
	Delete(ctx context.Context, path string) error
}

const (
	subscriptionsPath = "ietf-subscribed-notifications:subscriptions"
	instancesPath     = subscriptionsPath + "/ietf-subscribed-notif-receivers:receiver-instances/receiver-instance="
)

// Kept is how one wish is on its node.
type Kept struct {
	// ID is that of the subscription on the node; 0 where it could not be made.
	ID uint32
	// Made says whether it was made or changed just now.
	Made bool
	// Valid is false when the node says that it cannot serve it.
	Valid bool
	// Receiver is what the node says of where it sends to: active, suspended, connecting or disconnected; empty where it
	// does not say.
	Receiver string
	// Err is why it could not be made; nil when it is there.
	Err error
}

// present is what stands in the datastore of a node.
type present struct {
	Subscriptions struct {
		Subscription []subscription `json:"subscription"`
		Instances    struct {
			Instance []instance `json:"receiver-instance"`
		} `json:"ietf-subscribed-notif-receivers:receiver-instances"`
	} `json:"ietf-subscribed-notifications:subscriptions"`
}

// Reconcile makes the subscriptions of a node what the wishes say: makes and changes what is wanted, deletes what bears
// the receiver's mark and is not wanted, and touches nothing else. All wishes are of that node. The result is by name; an
// error says that the node could not be asked at all. notFound tells which errors of the datastore mean that there is no
// such data.
func (r *Receiver) Reconcile(ctx context.Context, node string, wishes []Wish, store Datastore, notFound func(error) bool) (map[string]Kept, error) {
	var have present
	text, err := store.Get(ctx, subscriptionsPath)
	switch {
	case err != nil && notFound(err):
	case err != nil:
		return nil, err
	default:
		if len(text) > 0 {
			if err = json.Unmarshal(text, &have); err != nil {
				return nil, fmt.Errorf("the node's subscriptions cannot be read: %w", err)
			}
		}
	}
	n := nodeState{receiver: r, node: node, store: store, have: &have.Subscriptions.Subscription, ours: map[string]*subscription{}, taken: map[uint32]bool{}}
	n.index()
	kept := make(map[string]Kept, len(wishes))
	hasInstance := false
	for i := range have.Subscriptions.Instances.Instance {
		in := &have.Subscriptions.Instances.Instance[i]
		if in.Name == r.Name {
			hasInstance = true
			n.instanceRight = r.isThere(in, node)
		}
	}
	if len(wishes) > 0 && !n.instanceRight {
		if err = store.Put(ctx, instancesPath+url.PathEscape(r.Name), map[string]any{
			"ietf-subscribed-notif-receivers:receiver-instance": []instance{r.instanceFor(node)},
		}); err != nil {
			return nil, fmt.Errorf("receiver instance %s: %w", r.Name, err)
		}
	}
	sort.Slice(wishes, func(i, j int) bool { return wishes[i].Name < wishes[j].Name })
	for i := range wishes {
		kept[wishes[i].Name] = n.keep(ctx, &wishes[i])
	}
	if err = n.clear(ctx, kept); err != nil {
		return kept, err
	}
	if len(wishes) == 0 && hasInstance {
		return kept, store.Delete(ctx, instancesPath+url.PathEscape(r.Name))
	}
	return kept, nil
}

type nodeState struct {
	receiver      *Receiver
	node          string
	store         Datastore
	have          *[]subscription
	ours          map[string]*subscription
	extra         []uint32
	taken         map[uint32]bool
	instanceRight bool
}

// index finds what bears the mark. Of two under one name, the later is left over from an attempt whose answer was lost.
func (n *nodeState) index() {
	for i := range *n.have {
		s := &(*n.have)[i]
		n.taken[s.ID] = true
		name, marked := n.receiver.marked(s.Purpose)
		if !marked {
			continue
		}
		if n.ours[name] != nil {
			n.extra = append(n.extra, s.ID)
			continue
		}
		n.ours[name] = s
	}
}

func (n *nodeState) keep(ctx context.Context, w *Wish) Kept {
	have := n.ours[w.Name]
	id := uint32(0)
	if have != nil {
		id = have.ID
	} else {
		id = n.freeID(w)
	}
	want := n.receiver.wanted(w, id)
	if have != nil && have.isAs(&want) {
		k := Kept{ID: id, Valid: local(have.StateOnNode) != "invalid"}
		k.Receiver = have.Receivers.Receiver[0].State
		return k
	}
	err := n.store.Put(ctx, subscriptionPath(id), map[string]any{"ietf-subscribed-notifications:subscription": []subscription{want}})
	if err != nil {
		return Kept{Err: err}
	}
	return Kept{ID: id, Made: true, Valid: true}
}

// clear deletes what bears the mark and is not wanted.
func (n *nodeState) clear(ctx context.Context, kept map[string]Kept) error {
	for name, s := range n.ours {
		if _, wanted := kept[name]; !wanted {
			n.extra = append(n.extra, s.ID)
		}
	}
	for _, id := range n.extra {
		if err := n.store.Delete(ctx, subscriptionPath(id)); err != nil {
			return fmt.Errorf("subscription %d, which is not wanted: %w", id, err)
		}
	}
	return nil
}

func subscriptionPath(id uint32) string {
	return subscriptionsPath + "/subscription=" + strconv.FormatUint(uint64(id), 10)
}

// idBit keeps ids away from the small numbers that people choose, and from those above 2^31 that publishers give to
// dynamic subscriptions.
const idBit = 1 << 30

// freeID is the same for a name whenever nothing stands in its way.
func (n *nodeState) freeID(w *Wish) uint32 {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(n.receiver.mark(w.Name)))
	id := hash.Sum32()&(idBit-1) | idBit
	for n.taken[id] {
		id = (id+1)&(idBit-1) | idBit
	}
	n.taken[id] = true
	return id
}
