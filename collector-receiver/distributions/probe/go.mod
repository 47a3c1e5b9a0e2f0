module github.com/weir-detection/weir/collector-receiver/distributions/probe

go 1.25.0
