package idempotency

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRepeatsOfAnAcceptedKeyAreDuplicatesWithinTheHorizon(t *testing.T) {
	keys := NewKeys(time.Minute, 10)
	start := time.Unix(1_700_000_000, 0)
	done, duplicate, err := keys.Claim(t.Context(), "a", start)
	require.NoError(t, err)
	require.False(t, duplicate)
	done(true)

	_, duplicate, err = keys.Claim(t.Context(), "a", start.Add(time.Minute))
	require.NoError(t, err)
	assert.True(t, duplicate)

	done, duplicate, err = keys.Claim(t.Context(), "a", start.Add(time.Minute+1))
	require.NoError(t, err)
	assert.False(t, duplicate, "beyond the horizon")
	done(false)
}

func TestAFailedAttemptLeavesTheKeyFree(t *testing.T) {
	keys := NewKeys(time.Minute, 10)
	done, _, err := keys.Claim(t.Context(), "a", time.Now())
	require.NoError(t, err)
	done(false)
	done, duplicate, err := keys.Claim(t.Context(), "a", time.Now())
	require.NoError(t, err)
	assert.False(t, duplicate)
	done(true)
}

func TestTheOldestKeyGoesFirst(t *testing.T) {
	keys := NewKeys(time.Hour, 100)
	now := time.Now()
	for i := range 10_000 {
		done, duplicate, err := keys.Claim(t.Context(), strconv.Itoa(i), now)
		require.NoError(t, err)
		require.False(t, duplicate)
		done(true)
	}
	assert.Equal(t, 100, keys.Len())
	assert.LessOrEqual(t, cap(keys.order), 1000, "the ring stays bounded")
	_, duplicate, _ := keys.Claim(t.Context(), "9900", now)
	assert.True(t, duplicate)
	done, duplicate, _ := keys.Claim(t.Context(), "9899", now)
	assert.False(t, duplicate)
	done(false)
}

func TestARepeatWaitsForTheFirst(t *testing.T) {
	keys := NewKeys(time.Hour, 100)
	done, _, err := keys.Claim(t.Context(), "a", time.Now())
	require.NoError(t, err)

	short, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, _, err = keys.Claim(short, "a", time.Now())
	require.ErrorIs(t, err, ErrUnderWay)

	var accepted, duplicates atomic.Int32
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			mine, duplicate, claimErr := keys.Claim(context.Background(), "a", time.Now())
			switch {
			case claimErr != nil:
				t.Error(claimErr)
			case duplicate:
				duplicates.Add(1)
			default:
				accepted.Add(1)
				mine(true)
			}
		})
	}
	done(false)
	wg.Wait()
	assert.Equal(t, int32(1), accepted.Load(), "one of those that waited works on the key")
	assert.Equal(t, int32(19), duplicates.Load())
}
