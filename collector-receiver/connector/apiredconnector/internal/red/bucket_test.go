package red

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestBucketOf(t *testing.T) {
	for micros, want := range map[int64]int32{
		1_000_000: -1,  // 1 s is the upper bound of the bucket that ends there
		1_000_001: 0,   // just above
		2_000_000: 15,  // an octave higher
		500_000:   -17, // an octave lower
		1:         -319,
		1e12:      318,
	} {
		assert.Equal(t, want, bucketOf(micros), "%d µs", micros)
	}
}

// Every duration lies within the bounds of its bucket, computed another way.
func TestBucketHoldsItsDurations(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	base := math.Exp2(1.0 / 16)
	for range 200_000 {
		micros := int64(math.Exp(random.Float64() * math.Log(1e12)))
		seconds, index := float64(micros)/1e6, float64(bucketOf(micros))
		if seconds <= math.Pow(base, index)*(1-1e-12) || seconds > math.Pow(base, index+1)*(1+1e-12) {
			t.Fatalf("%d µs is not within bucket %g", micros, index)
		}
	}
}

func BenchmarkBucketOf(b *testing.B) {
	micros := int64(1)
	for b.Loop() {
		bucketOf(micros)
		micros = micros*7%999_983 + 1
	}
}
