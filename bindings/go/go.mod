module github.com/libtsc/libtsc/bindings/go

go 1.24
