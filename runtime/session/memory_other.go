//go:build !linux

package session

// defaultMemory gives no limit: only Linux says simply how much memory is free.
func defaultMemory() uint64 { return 0 }
