package weir

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var k kept[int]
		asked, ended := 0, 0
		fetch := func(keep bool, err error) func(context.Context) (int, bool, error) {
			return func(ctx context.Context) (int, bool, error) {
				asked++
				mine := asked
				select {
				case <-ctx.Done():
					ended++
					return 0, false, ctx.Err()
				case <-time.After(10 * time.Millisecond):
					return mine, keep, err
				}
			}
		}
		together := func(expected int, wrong error, get func(context.Context) (int, error)) {
			t.Helper()
			var wait sync.WaitGroup
			for range 50 {
				wait.Go(func() {
					if got, err := get(t.Context()); got != expected || !errors.Is(err, wrong) {
						t.Errorf("%d %v, expected %d %v", got, err, expected, wrong)
					}
				})
			}
			wait.Wait()
		}
		broken := errors.New("broken")
		together(1, broken, func(ctx context.Context) (int, error) { return k.get(ctx, time.Now(), fetch(true, broken)) })
		together(2, nil, func(ctx context.Context) (int, error) { return k.get(ctx, time.Now(), fetch(false, nil)) })
		together(3, nil, func(ctx context.Context) (int, error) { return k.get(ctx, time.Now(), fetch(true, nil)) })
		time.Sleep(remembered - 20*time.Millisecond)
		together(3, nil, func(ctx context.Context) (int, error) { return k.get(ctx, time.Now(), fetch(true, nil)) })
		time.Sleep(20 * time.Millisecond)
		brief := func(gives bool, patience time.Duration) {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			if _, err := k.get(ctx, time.Now(), fetch(true, nil)); errors.Is(err, context.DeadlineExceeded) != gives {
				t.Error(err)
			}
		}
		brief(true, time.Millisecond)
		synctest.Wait()
		if ended != 1 {
			t.Error("a request that nobody waits for goes on")
		}
		go brief(true, time.Millisecond)
		brief(false, time.Second)
		synctest.Wait()
		if ended != 1 || asked != 5 {
			t.Errorf("%d of %d requests ended", ended, asked)
		}
	})
}
