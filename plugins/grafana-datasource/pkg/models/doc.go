// Package models holds what Grafana sends: the settings of a data source and the queries of panels, rules and Explore.
package models
