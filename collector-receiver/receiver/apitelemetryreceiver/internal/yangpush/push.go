package yangpush

import (
	"errors"
	"fmt"
	"strconv"
)

// Modules of the notifications that have a meaning of their own.
const (
	ModuleSubscribed = "ietf-subscribed-notifications"
	ModulePush       = "ietf-yang-push"
)

// Update is what a push-update says: the whole of what a subscription selects.
type Update struct {
	// Subscription is its id on the node.
	Subscription uint32
	// Contents is the data tree.
	Contents Value
	// Incomplete says that the node could not give all of it.
	Incomplete bool
}

// Change is what a push-change-update says: edits of what a subscription selects.
type Change struct {
	Subscription uint32
	Edits        []Edit
	// Incomplete says that changes were left out.
	Incomplete bool
}

// Edit is one edit of a YANG Patch (RFC 8072).
type Edit struct {
	// Operation is create, delete, insert, merge, move, replace or remove.
	Operation string
	// Target is the path of what is edited, from the root of the datastore.
	Target Path
	// Value holds the node that the target names, or for the root its children; empty for operations without.
	Value Value
}

// Lifecycle is what a notification about a subscription itself says.
type Lifecycle struct {
	Subscription uint32
	// Event is started, modified, terminated, suspended, resumed, completed or replay-completed.
	Event string
	// Reason is the identity of why, such as ietf-yang-push:datastore-not-subscribable; empty where there is none.
	Reason string
}

// IsUpdate says whether the notification is a push-update.
func (n *Notification) IsUpdate() bool { return n.Module == ModulePush && n.Name == "push-update" }

// IsChange says whether the notification is a push-change-update.
func (n *Notification) IsChange() bool {
	return n.Module == ModulePush && n.Name == "push-change-update"
}

// Update reads a push-update.
func (n *Notification) Update() (Update, error) {
	id, err := subscriptionID(n.Content)
	if err != nil {
		return Update{}, err
	}
	contents, ok := n.Content.Get("datastore-contents")
	if !ok {
		return Update{}, errors.New("push-update: expected datastore-contents")
	}
	_, incomplete := n.Content.Get("incomplete-update")
	return Update{Subscription: id, Contents: contents, Incomplete: incomplete}, nil
}

// Change reads a push-change-update.
func (n *Notification) Change() (Change, error) {
	id, err := subscriptionID(n.Content)
	if err != nil {
		return Change{}, err
	}
	changes, _ := n.Content.Get("datastore-changes")
	patch, ok := changes.Get("yang-patch")
	if !ok {
		return Change{}, errors.New("push-change-update: expected datastore-changes with a yang-patch")
	}
	_, incomplete := n.Content.Get("incomplete-update")
	c := Change{Subscription: id, Incomplete: incomplete}
	edits, _ := patch.Get("edit")
	for i, edit := range listOf(edits) {
		target, err := ParsePath(edit.text("target"))
		if err != nil {
			return c, fmt.Errorf("edit %d: target: %w", i+1, err)
		}
		value, _ := edit.Get("value")
		c.Edits = append(c.Edits, Edit{Operation: edit.text("operation"), Target: target, Value: value})
	}
	return c, nil
}

// Lifecycle reads a notification about a subscription itself; ok says whether it is one.
func (n *Notification) Lifecycle() (event Lifecycle, ok bool) {
	const prefix = "subscription-"
	switch {
	case n.Module != ModuleSubscribed:
		return Lifecycle{}, false
	case len(n.Name) > len(prefix) && n.Name[:len(prefix)] == prefix:
		event.Event = n.Name[len(prefix):]
	case n.Name == "replay-completed":
		event.Event = n.Name
	default:
		return Lifecycle{}, false
	}
	id, err := subscriptionID(n.Content)
	if err != nil {
		return Lifecycle{}, false
	}
	if event.Subscription, event.Reason = id, n.Content.text("reason"); event.Reason == "" {
		event.Reason = n.Content.text("error-id") // so RFC 8650 prints it
	}
	return event, true
}

// subscriptionID reads the id; before RFC 8641 drafts called it subscription-id, and publishers of that time live on.
func subscriptionID(content Value) (uint32, error) {
	v, ok := content.Get("id")
	if !ok {
		v, ok = content.Get("subscription-id")
	}
	id, err := strconv.ParseUint(v.Text, 10, 32)
	if !ok || err != nil {
		return 0, fmt.Errorf("id: expected the id of a subscription, found %.64q", v.Text)
	}
	return uint32(id), nil
}

// listOf returns the entries of a list. One entry that stands there without its array is an entry all the same: nodes
// that turn XML into JSON write it so, and so does RFC 8641 in its examples.
func listOf(v Value) []Value {
	switch v.Kind {
	case Array:
		return v.Items
	case Object:
		return []Value{v}
	}
	return nil
}
