// Package plan decides how a routine goes through its data before it starts: how much memory it
// may take (Memory, Budget), which blocks it cuts its items to (Need, Split), and how processors
// share them (Work).
//
// A Block of frames, lags, wave vectors or patches is what one goroutine does at a time; the
// same block can be one batch of a GPU or one task of a cluster. Cutting is pure arithmetic.
package plan
