package main

// #include <stdint.h>
// #include <stdlib.h>
// #ifdef __GLIBC__
// #include <malloc.h>
// #endif
//
// // The bytes that malloc has allocated; -1 if the C library does not count them.
// static int64_t allocated(void) {
// #ifdef __GLIBC__
//   const struct mallinfo2 info = mallinfo2();
//   return (int64_t)(info.uordblks + info.hblkhd);
// #else
//   return -1;
// #endif
// }
import "C"

import (
	"fmt"
	"time"

	tsc "github.com/libtsc/libtsc/bindings/go"
	"github.com/libtsc/libtsc/bindings/go/internal/counting"
)

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
	return int64(C.allocated()), handles
}

func measureCycles(before, cycles int) {
	cycle(before)
	atFirst, _ := nativeBytes()
	cycle(cycles)
	bytes, handles := nativeBytes()
	fmt.Println("bytes", bytes-atFirst)
	fmt.Println("handles", handles)
}
