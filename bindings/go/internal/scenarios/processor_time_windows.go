package main

import (
	"syscall"
	"time"
)

// processorTime returns the processor time of all threads of this process.
func processorTime() time.Duration {
	process, err := syscall.GetCurrentProcess()
	check(err)
	var created, ended, kernel, user syscall.Filetime
	check(syscall.GetProcessTimes(process, &created, &ended, &kernel, &user))
	return hundredNanoseconds(kernel) + hundredNanoseconds(user)
}

func hundredNanoseconds(count syscall.Filetime) time.Duration {
	return time.Duration(int64(count.HighDateTime)<<32|int64(count.LowDateTime)) * 100
}
