package zmq

// parentVariable is how Jupyter tells a kernel of the process that started it: by its
// number, on Windows by an inherited handle. A kernel whose parent was killed ends, for
// nobody would ever shut it down.
const parentVariable = "JPY_PARENT_PID"
