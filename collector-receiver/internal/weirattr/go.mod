module github.com/weir-detection/weir/collector-receiver/internal/weirattr

go 1.25.0
