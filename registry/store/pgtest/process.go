package pgtest

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

// startOnLastingThread starts a command on a thread that no goroutine gives back, so that its parent-death signal comes
// when the process ends and not when Go drops an idle thread.
func startOnLastingThread(command *exec.Cmd) error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		started <- command.Start()
		select {} // keep the thread
	}()
	return <-started
}

// folderPattern names a server's folder after the test process that it serves.
func folderPattern() string { return "pgtest-" + strconv.Itoa(os.Getpid()) + "-" }

// sweep removes the folders of test processes that are gone. Their servers went with them.
func sweep(temporary string) {
	folders, err := filepath.Glob(filepath.Join(temporary, "pgtest-*-*"))
	if err != nil {
		return
	}
	for _, folder := range folders {
		pid, err := strconv.Atoi(strings.Split(filepath.Base(folder), "-")[1])
		if err == nil && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			_ = os.RemoveAll(folder)
		}
	}
}
