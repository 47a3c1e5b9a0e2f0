package models

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// Settings is what an administrator has set up, checked.
type Settings struct {
	// URL of the detection service, without a slash at its end.
	URL string
	// Host is the part of the URL that people recognise, for sentences.
	Host string
	// Token is sent as a bearer token; it must never be logged. Empty for a service that asks for none.
	Token string
	// Tenant that the token is expected to belong to; empty when any will do.
	Tenant string
}

type jsonData struct {
	Tenant string `json:"tenant"`
}

// LoadSettings reads and checks the settings of one data source.
func LoadSettings(source backend.DataSourceInstanceSettings) (Settings, error) {
	if strings.TrimSpace(source.URL) == "" {
		return Settings{}, errors.New("the data source has no URL; enter where Grafana's server reaches Weir, such as http://weir:8780")
	}
	address, err := url.Parse(strings.TrimSpace(source.URL))
	if err != nil || address.Host == "" || (address.Scheme != "http" && address.Scheme != "https") {
		return Settings{}, fmt.Errorf("the URL %q is not of the form http://weir:8780 or https://weir:8780", source.URL)
	}
	if address.User != nil {
		return Settings{}, errors.New("the URL holds a user name or password; put the token into the field Token instead")
	}
	if address.RawQuery != "" || address.Fragment != "" {
		return Settings{}, fmt.Errorf("the URL %q holds more than an address and a path", source.URL)
	}
	var more jsonData
	if len(source.JSONData) > 0 {
		if err := json.Unmarshal(source.JSONData, &more); err != nil {
			return Settings{}, fmt.Errorf("the settings cannot be read: %w", err)
		}
	}
	return Settings{
		URL:    strings.TrimRight(address.String(), "/"),
		Host:   address.Host,
		Token:  strings.TrimSpace(source.DecryptedSecureJSONData["token"]),
		Tenant: strings.TrimSpace(more.Tenant),
	}, nil
}
