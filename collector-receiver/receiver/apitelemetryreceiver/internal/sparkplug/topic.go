package sparkplug

import "strings"

// Namespace is the first level of all topics.
const Namespace = "spBv1.0"

// Kind is what a message is.
type Kind string

// The kinds of messages that edge nodes and devices send.
const (
	NBirth Kind = "NBIRTH"
	NDeath Kind = "NDEATH"
	NData  Kind = "NDATA"
	DBirth Kind = "DBIRTH"
	DDeath Kind = "DDEATH"
	DData  Kind = "DDATA"
)

// Topic is what a topic says.
type Topic struct {
	Group, Node, Device string
	Kind                Kind
}

// ParseTopic reads a topic of an edge node or device. Other topics (STATE, commands) are none.
func ParseTopic(topic string) (Topic, bool) {
	parts := strings.Split(topic, "/")
	if len(parts) < 4 || len(parts) > 5 || parts[0] != Namespace {
		return Topic{}, false
	}
	for _, part := range parts {
		if part == "" || len(part) > maxTextLength {
			return Topic{}, false
		}
	}
	t := Topic{Group: parts[1], Kind: Kind(parts[2]), Node: parts[3]}
	if len(parts) == 5 {
		t.Device = parts[4]
	}
	switch t.Kind {
	case NBirth, NDeath, NData:
		return t, t.Device == ""
	case DBirth, DDeath, DData:
		return t, t.Device != ""
	}
	return Topic{}, false
}

// CommandTopic is where an edge node listens for commands.
func CommandTopic(group, node string) string { return Namespace + "/" + group + "/NCMD/" + node }

// StateTopic is where a host application says whether it is there.
func StateTopic(host string) string { return Namespace + "/STATE/" + host }
