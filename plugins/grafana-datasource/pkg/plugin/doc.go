// Package plugin is what Grafana calls, one file per method of the plugin SDK: QueryData, CheckHealth, CallResource.
package plugin
