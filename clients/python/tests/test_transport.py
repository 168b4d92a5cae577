"""What becomes of connections that fail."""

import contextlib
import socket
import threading
import unittest
import urllib.error

from kdiffe import Client

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
ROW = b'{"id":"1"}\n'


@contextlib.contextmanager
def server(answer: bytes):
    """Gives every request the same bytes and closes; yields its address and what it was asked."""
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection:
                        asked.append(connection.recv(65536).decode())
                        connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked


class TransportTests(unittest.TestCase):
    def assert_fails_after(self, rows: list[str], answer: bytes):
        received = []
        with server(answer) as (url, _), self.assertRaises(urllib.error.URLError):
            received.extend(Client(url).export_rows("users"))
        self.assertEqual(received, rows)

    def test_an_export_that_ends_between_two_chunks_is_no_whole_export(self):
        self.assert_fails_after(['{"id":"1"}'], CHUNKED + b"b\r\n" + ROW + b"\r\n")

    def test_an_export_that_ends_within_a_chunk_is_none_either(self):
        self.assert_fails_after(['{"id":"1"}'], CHUNKED + b"40\r\n" + ROW)

    def test_nor_is_one_that_is_shorter_than_it_says(self):
        self.assert_fails_after(['{"id":"1"}'], b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + ROW)

    def test_a_whole_export_is_read_line_by_line_however_it_is_cut(self):
        body = b"".join(b"1\r\n" + bytes([byte]) + b"\r\n" for byte in '{"id":"ä"}\r\n{"id":"2"}'.encode())
        with server(CHUNKED + body + b"0\r\n\r\n") as (url, _):
            self.assertEqual(list(Client(url).export_rows("users")), ['{"id":"ä"}', '{"id":"2"}'])

    def test_a_server_that_says_nothing_or_half_of_it_is_a_url_error(self):
        for answer in b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{":
            with self.subTest(answer), server(answer) as (url, _), self.assertRaises(urllib.error.URLError):
                Client(url).get_popular_items()

    def test_another_host_that_an_answer_leads_to_is_not_given_the_key(self):
        with server(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") as (other, elsewhere):
            moved = f"HTTP/1.1 302 Found\r\nLocation: {other}/\r\nContent-Length: 0\r\n\r\n".encode()
            with server(moved) as (url, here):
                Client(url, "the key").get_popular_items()
        self.assertIn("Authorization: Bearer the key", here[0])
        self.assertNotIn("the key", elsewhere[0])


if __name__ == "__main__":
    unittest.main()
