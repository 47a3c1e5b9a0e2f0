// Probe asks a collector's health check whether it is well: exit code 0, else 1 with a sentence. It is the health check of
// an image that has no shell: `probe [url]`.
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

const (
	// fallback is where deploy/collector/config.yaml has the extension health_check answer.
	fallback = "127.0.0.1:13133"
	timeout  = 3 * time.Second
)

func main() { os.Exit(run(os.Args[1:], os.Getenv, os.Stderr)) }

func run(args []string, env func(string) string, errors io.Writer) int {
	endpoint := env("WEIR_COLLECTOR_HEALTH_ENDPOINT")
	if endpoint == "" {
		endpoint = fallback
	}
	url := "http://" + endpoint + "/"
	if len(args) > 0 {
		url = args[0]
	}
	if err := ask(url); err != nil {
		_, _ = fmt.Fprintln(errors, err)
		return 1
	}
	return 0
}

func ask(url string) error {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, answer.Status)
	}
	return nil
}
