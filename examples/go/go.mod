module github.com/libtsc/libtsc/examples/go

go 1.24

require github.com/libtsc/libtsc/bindings/go v0.1.0

// In this repository the two go together.
replace github.com/libtsc/libtsc/bindings/go => ../../bindings/go
