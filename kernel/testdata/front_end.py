"""What the reference client does with the kernel named by KERNEL_NAME, over tcp and ipc: heartbeat, input, interrupt, restart."""
import os
import queue
import time
import unittest

import zmq
from jupyter_client.manager import KernelManager

NAME = os.environ["KERNEL_NAME"]


class FrontEnd:
    transport = "tcp"

    def setUp(self):
        self.km = KernelManager(kernel_name=NAME, transport=self.transport)
        self.km.start_kernel()
        self.kc = self.km.client()
        self.kc.start_channels()
        self.kc.wait_for_ready(timeout=30)

    def tearDown(self):
        self.kc.stop_channels()
        self.km.shutdown_kernel()
        self.assertFalse(self.km.is_alive())

    def reply(self, msg_id):
        while True:
            m = self.kc.get_shell_msg(timeout=30)
            if m["parent_header"].get("msg_id") == msg_id:
                return m["content"]

    def test_heartbeat(self):
        self.kc.hb_channel.unpause()
        time.sleep(3)  # it beats once a second
        self.assertTrue(self.kc.hb_channel.is_beating())

    def test_heartbeats_keep_a_quiet_connection(self):
        # ZMTP's own PING, which libzmq sends if it is told to: unanswered, it disconnects.
        socket = zmq.Context.instance().socket(zmq.REQ)
        socket.HEARTBEAT_IVL, socket.HEARTBEAT_TIMEOUT, socket.LINGER, socket.RCVTIMEO = 50, 2000, 0, 30000
        socket.connect(self.kc.hb_channel.address)
        events = socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        socket.send(b"ping")
        self.assertEqual(socket.recv(), b"ping")
        self.assertEqual(events.poll(3500), 0)
        socket.disable_monitor()
        socket.close()

    def test_input(self):
        msg_id = self.kc.execute("input Name?", allow_stdin=True)
        request = self.kc.get_stdin_msg(timeout=30)
        self.assertEqual(request["content"], {"prompt": "Name?", "password": False})
        self.kc.input("Fox")
        self.assertEqual(self.reply(msg_id)["status"], "ok")

    def test_interrupt_and_restart(self):
        msg_id = self.kc.execute("loop")
        time.sleep(0.3)
        self.km.interrupt_kernel()
        self.assertEqual(self.reply(msg_id)["ename"], "interrupted")
        for _ in range(2):
            self.km.restart_kernel()
            self.kc.wait_for_ready(timeout=30)
            self.assertEqual(self.reply(self.kc.execute("value 1"))["execution_count"], 1)

    def test_large_outputs(self):
        msg_id = self.kc.execute("spam 50000")
        size = 0
        while True:
            m = self.kc.get_iopub_msg(timeout=30)
            if m["parent_header"].get("msg_id") != msg_id:
                continue
            if m["msg_type"] == "stream":
                size += len(m["content"]["text"])
            if m["content"].get("execution_state") == "idle":
                break
        self.assertEqual(size, 5_000_000)


class TCP(FrontEnd, unittest.TestCase):
    pass


class IPC(FrontEnd, unittest.TestCase):
    transport = "ipc"
