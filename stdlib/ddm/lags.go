package ddm

import "math"

// LinearLags gives the lags 1, 2, … last.
func LinearLags(last int) []int {
	lags := make([]int, max(last, 0))
	for i := range lags {
		lags[i] = i + 1
	}
	return lags
}

// LogLags gives about n lags from 1 to last, evenly on a logarithmic axis. Where that would
// repeat a lag (the first few) there are fewer.
func LogLags(last, n int) []int {
	if last < 1 || n < 1 {
		return []int{}
	}
	lags := []int{1}
	for i := 1; i < n; i++ {
		l := int(math.Round(math.Pow(float64(last), float64(i)/float64(n-1))))
		if l > lags[len(lags)-1] {
			lags = append(lags, l)
		}
	}
	return lags
}
