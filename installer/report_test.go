package installer

import "testing"

func TestReportInWords(t *testing.T) {
	for _, c := range []struct {
		r    Report
		want string
	}{
		{Report{Name: "talbot", Folder: "/k/talbot", Argv: []string{"/bin/talbot", "kernel"}},
			"Installed the kernel talbot in /k/talbot\nIt starts /bin/talbot: leave that where it is, or install again after moving it\n"},
		{Report{Name: "talbot", Folder: "/k/talbot", Argv: []string{"/c/talbot"}, Copy: "/c/talbot", Replaced: true, Notes: []string{"look out"}},
			"Replaced the kernel talbot in /k/talbot\nIt starts /c/talbot, a copy of this program that stays when the build folder is cleaned\nNote: look out\n"},
		{Report{Name: "talbot", Folder: "/k/talbot", Argv: []string{"/c/talbot"}, Copy: "/c/talbot", Removed: true, Kept: []string{"/k/talbot/kernel.js"}},
			"Removed the kernel talbot from /k/talbot\nRemoved the program's copy /c/talbot\nLeft /k/talbot/kernel.js\n"},
	} {
		if got := c.r.String(); got != c.want {
			t.Errorf("got\n%swant\n%s", got, c.want)
		}
	}
}
