package main

// #include <malloc.h>
import "C"

import (
	"fmt"
	"syscall"
	"time"

	tsc "github.com/libtsc/libtsc/bindings/go"
	"github.com/libtsc/libtsc/bindings/go/internal/counting"
)

// processorTime returns the processor time of all threads of this process.
func processorTime() time.Duration {
	var used syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func measureReading(rounds int) {
	session := alice()
	for range rounds {
		begun, used := time.Now(), processorTime()
		items, lengths := 0, 0
		for workbook, err := range session.List(ctx, "workbooks", tsc.WithPageSize(1000)).All() {
			check(err)
			id, name := workbook.Attr("id"), workbook.Attr("name")
			lengths += len(id)
			if name != "" {
				lengths++
			}
			items++
		}
		fmt.Println("read", items, lengths, time.Since(begun).Microseconds(), (processorTime() - used).Microseconds())
	}
	signOut(session)
}

func cycle(times int) {
	for range times {
		check(withAlice(func(*tsc.Session) error { return nil }))
	}
}

// nativeBytes returns the number of allocated bytes after a garbage collection.
func nativeBytes() (bytes, handles int64) {
	handles = counting.LiveHandles()
	info := C.mallinfo2()
	return int64(info.uordblks + info.hblkhd), handles
}

func measureCycles(before, cycles int) {
	cycle(before)
	atFirst, _ := nativeBytes()
	cycle(cycles)
	bytes, handles := nativeBytes()
	fmt.Println("bytes", bytes-atFirst)
	fmt.Println("handles", handles)
}
