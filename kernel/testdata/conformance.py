"""Runs jupyter_kernel_test against the kernel named by KERNEL_NAME, with the samples in KERNEL_SAMPLES (JSON)."""
import json
import os
import unittest

import jupyter_kernel_test

samples = json.loads(os.environ["KERNEL_SAMPLES"])


class Conformance(jupyter_kernel_test.KernelTests):
    kernel_name = os.environ["KERNEL_NAME"]


for name, value in samples.items():
    if not hasattr(Conformance, name):
        raise SystemExit("jupyter_kernel_test has no sample %s" % name)
    setattr(Conformance, name, value)

if __name__ == "__main__":
    unittest.main()
