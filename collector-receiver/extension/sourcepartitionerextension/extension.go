package sourcepartitionerextension

import (
	"github.com/twmb/franz-go/pkg/kgo"
	"go.opentelemetry.io/collector/component"
)

// sourcePartitioner is what the kafka exporter asks for under `record_partitioner::extension`.
type sourcePartitioner struct {
	component.StartFunc
	component.ShutdownFunc
}

// GetPartitioner gives the partitioner of one exporter.
func (*sourcePartitioner) GetPartitioner() kgo.Partitioner { return partitioner{} }

// partitioner gives every record its key, and leaves the choice to the rule that all of Kafka's producers have for keys
// (murmur2), so that others who write the same keys meet in the same partitions.
type partitioner struct{}

func (partitioner) ForTopic(topic string) kgo.TopicPartitioner {
	return topicPartitioner{kgo.StickyKeyPartitioner(nil).ForTopic(topic)}
}

type topicPartitioner struct{ byKey kgo.TopicPartitioner }

// RequiresConsistency says that a record waits for its partition to come back rather than go to another one.
func (topicPartitioner) RequiresConsistency(*kgo.Record) bool { return true }

// Partition also sets the record's key: the exporter knows none that would do, and the record is not yet part of a batch.
// What is no OTLP in protobuf keeps the key it has.
func (t topicPartitioner) Partition(r *kgo.Record, n int) int {
	if key := keyOf(r.Value); key != nil {
		r.Key = key
	}
	return t.byKey.Partition(r, n)
}
