package stackio

import (
	"syscall"
	"unsafe"
)

// memoryStatus is MEMORYSTATUSEX of the Windows API.
type memoryStatus struct {
	length, load                            uint32
	totalPhys, availPhys                    uint64
	totalPage, availPage                    uint64
	totalVirtual, availVirtual, availExtend uint64
}

var globalMemoryStatus = syscall.NewLazyDLL("kernel32.dll").NewProc("GlobalMemoryStatusEx")

// availableMemory gives the memory that is free or can be freed at once.
func availableMemory() int64 {
	var m memoryStatus
	m.length = uint32(unsafe.Sizeof(m))
	if ok, _, _ := globalMemoryStatus.Call(uintptr(unsafe.Pointer(&m))); ok == 0 {
		return fallbackMemory
	}
	return int64(m.availPhys)
}
