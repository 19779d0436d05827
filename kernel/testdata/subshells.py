"""What protocol 5.5 adds, asked of the kernel named by KERNEL_NAME: iopub_welcome, supported features, subshells,
and a kernel that registers its ports. It runs with old and new versions of jupyter_client, whichever is found first."""
import hashlib
import hmac
import json
import os
import subprocess
import tempfile
import time
import unittest
import uuid

import zmq
from jupyter_client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

NAME = os.environ["KERNEL_NAME"]
SAMPLES = json.loads(os.environ["KERNEL_SAMPLES"])


def value_of(messages):
    return [m["content"]["data"]["text/plain"] for m in messages if m["msg_type"] == "execute_result"]


class Shells(unittest.TestCase):
    def setUp(self):
        self.km = KernelManager(kernel_name=NAME)
        self.km.start_kernel()
        self.kc = self.km.client()
        self.kc.start_channels()
        self.kc.wait_for_ready(timeout=30)
        self.replies = {}

    def tearDown(self):
        self.kc.stop_channels()
        self.km.shutdown_kernel()
        self.assertFalse(self.km.is_alive())

    def ask(self, channel, kind, content=None, subshell=None):
        m = self.kc.session.msg(kind, content or {})
        if subshell is not None:
            m["header"]["subshell_id"] = subshell
        getattr(self.kc, channel + "_channel").send(m)
        return m["header"]["msg_id"]

    def reply(self, channel, msg_id):
        while msg_id not in self.replies:
            m = getattr(self.kc, "get_%s_msg" % channel)(timeout=30)
            self.replies[m["parent_header"].get("msg_id")] = m
        return self.replies[msg_id]

    def control(self, kind, content=None):
        return self.reply("control", self.ask("control", kind, content))["content"]

    def execute(self, code, subshell=None):
        return self.ask("shell", "execute_request", {"code": code, "silent": False}, subshell)

    def until_idle(self, *msg_ids):
        """The iopub messages of some requests, until all of them have ended."""
        got, open_ = {i: [] for i in msg_ids}, set(msg_ids)
        while open_:
            m = self.kc.get_iopub_msg(timeout=30)
            i = m["parent_header"].get("msg_id")
            if i in got:
                got[i].append(m)
                if m["content"].get("execution_state") == "idle":
                    open_.discard(i)
        return got

    def test_features(self):
        info = self.reply("shell", self.ask("shell", "kernel_info_request"))["content"]
        self.assertEqual(info["protocol_version"], "5.5")
        self.assertIn("kernel subshells", info["supported_features"])
        self.assertNotIn("debugger", info["supported_features"])

    def test_lifetime(self):
        self.assertEqual(self.control("list_subshell_request")["subshell_id"], [])
        ids = [self.control("create_subshell_request")["subshell_id"] for _ in range(3)]
        self.assertEqual(sorted(self.control("list_subshell_request")["subshell_id"]), sorted(ids))
        for i in ids:
            self.assertEqual(self.control("delete_subshell_request", {"subshell_id": i})["status"], "ok")
        self.assertEqual(self.control("list_subshell_request")["subshell_id"], [])
        self.assertEqual(self.control("delete_subshell_request", {"subshell_id": ids[0]})["status"], "error")
        gone = self.ask("shell", "kernel_info_request", subshell=ids[0])
        self.assertEqual(self.reply("shell", gone)["content"]["status"], "error")

    def test_answers_while_a_cell_runs(self):
        sub = self.control("create_subshell_request")["subshell_id"]
        cell = self.execute(SAMPLES["endless"])
        while self.kc.get_iopub_msg(timeout=30)["msg_type"] != "execute_input":
            pass
        for kind, content in [
            ("complete_request", {"code": SAMPLES["prefix"], "cursor_pos": len(SAMPLES["prefix"])}),
            ("inspect_request", {"code": SAMPLES["known"], "cursor_pos": len(SAMPLES["known"]), "detail_level": 0}),
            ("is_complete_request", {"code": "x"}),
            ("history_request", {"hist_access_type": "tail", "n": 3, "raw": True, "output": False}),
            ("comm_info_request", {}),
        ]:
            r = self.reply("shell", self.ask("shell", kind, content, sub))
            self.assertIn(r["content"]["status"], ("ok", "complete"), kind)
            self.assertEqual(r["parent_header"]["subshell_id"], sub)
            if kind == "complete_request":
                self.assertTrue(r["content"]["matches"])
        created = self.control("create_subshell_request")
        self.assertEqual(created["status"], "ok")
        self.assertNotIn(cell, self.replies)
        self.km.interrupt_kernel()
        self.assertEqual(self.reply("shell", cell)["content"]["status"], "error")

    def test_cells_share_names(self):
        sub = self.control("create_subshell_request")["subshell_id"]
        for n, (code, shell) in enumerate([(SAMPLES["define"], sub), (SAMPLES["use"], None), (SAMPLES["use"], sub)], 1):
            i = self.execute(code, shell)
            got = self.until_idle(i)[i]
            r = self.reply("shell", i)["content"]
            self.assertEqual((r["status"], r["execution_count"]), ("ok", n))
            if n > 1:
                self.assertEqual(value_of(got), [SAMPLES["value"]])
            for m in got:
                self.assertEqual(m["parent_header"].get("subshell_id"), shell)

    def test_outputs_keep_to_their_cells(self):
        subs = [None] + [self.control("create_subshell_request")["subshell_id"] for _ in range(3)]
        ids = [self.execute(SAMPLES["print"] % n, subs[n % 4]) for n in range(20)]
        got = self.until_idle(*ids)
        for n, i in enumerate(ids):
            self.assertEqual(self.reply("shell", i)["content"]["status"], "ok")
            text = "".join(m["content"]["text"] for m in got[i] if m["msg_type"] == "stream")
            self.assertEqual(text.strip(), "n%d" % n)
            states = [m["content"]["execution_state"] for m in got[i] if m["msg_type"] == "status"]
            self.assertEqual(states, ["busy", "idle"])

    def test_error_stops_its_own_shell_only(self):
        sub = self.control("create_subshell_request")["subshell_id"]
        fails, aborted, other = self.execute(SAMPLES["fail"]), self.execute(SAMPLES["print"] % 1), self.execute(SAMPLES["print"] % 2, sub)
        self.assertEqual(self.reply("shell", fails)["content"]["status"], "error")
        self.assertEqual(self.reply("shell", aborted)["content"]["status"], "aborted")
        self.assertEqual(self.reply("shell", other)["content"]["status"], "ok")

    def test_silent(self):
        sub = self.control("create_subshell_request")["subshell_id"]
        i = self.ask("shell", "execute_request", {"code": SAMPLES["print"] % 1, "silent": True}, sub)
        self.assertEqual({m["msg_type"] for m in self.until_idle(i)[i]}, {"status"})

    def test_shutdown_with_subshells(self):
        sub = self.control("create_subshell_request")["subshell_id"]
        self.execute(SAMPLES["endless"], sub)
        self.kc.shutdown()
        for _ in range(100):
            if not self.km.is_alive():
                return
            time.sleep(0.1)
        self.fail("the kernel lives on")

    def test_welcome(self):
        info = self.km.get_connection_info()
        for topic in [b"", b"kernel"]:
            sub = zmq.Context.instance().socket(zmq.SUB)
            sub.LINGER, sub.RCVTIMEO = 0, 30000
            sub.connect("tcp://%s:%d" % (info["ip"], info["iopub_port"]))
            sub.subscribe(topic)
            idents, frames = self.kc.session.feed_identities(sub.recv_multipart())
            m = self.kc.session.deserialize(frames)
            self.assertEqual(m["msg_type"], "iopub_welcome")
            self.assertEqual((idents, m["content"], m["parent_header"]), ([topic], {"subscription": topic.decode()}, {}))
            sub.close()


class Registration(unittest.TestCase):
    """A launcher that lets the kernel choose its ports."""

    def test_handshake(self):
        spec = KernelSpecManager().get_kernel_spec(NAME)
        key, kernel_id = str(uuid.uuid4()), str(uuid.uuid4())
        sign = lambda content: hmac.new(key.encode(), content, hashlib.sha256).hexdigest().encode()
        socket = zmq.Context.instance().socket(zmq.ROUTER)
        socket.LINGER, socket.RCVTIMEO = 0, 30000
        port = socket.bind_to_random_port("tcp://127.0.0.1")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "kernel-%s.json" % kernel_id)
            registration = {"kernel_id": kernel_id, "transport": "tcp", "registration_ip": "127.0.0.1", "registration_port": port,
                            "signature_scheme": "hmac-sha256", "key": key}
            with open(path, "w") as f:
                json.dump(registration, f)
            for _ in range(2):  # a restart registers anew
                kernel = subprocess.Popen([a.replace("{connection_file}", path) for a in spec.argv], env={**os.environ, **spec.env})
                try:
                    identity, delimiter, signature, content = socket.recv_multipart()
                    self.assertEqual((delimiter, signature), (b"<IDS|MSG>", sign(content)))
                    ports = json.loads(content)
                    self.assertEqual(ports.pop("kernel_id"), kernel_id)
                    socket.send_multipart([identity, b"<IDS|MSG>", sign(b'"ACK"'), b'"ACK"'])
                    kc = BlockingKernelClient()
                    kc.load_connection_info({"transport": "tcp", "ip": "127.0.0.1", "key": key, "signature_scheme": "hmac-sha256",
                                             **{name: int(p) for name, p in ports.items()}})
                    kc.start_channels()
                    kc.wait_for_ready(timeout=30)
                    kc.stop_channels()
                    other = BlockingKernelClient(connection_file=path)  # which the kernel has written
                    other.load_connection_file()
                    other.start_channels()
                    other.wait_for_ready(timeout=30)
                    other.shutdown()
                    self.assertEqual(kernel.wait(timeout=30), 0)
                    other.stop_channels()
                finally:
                    kernel.kill()
                    kernel.wait()
        socket.close()


if __name__ == "__main__":
    unittest.main()
