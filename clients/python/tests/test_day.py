"""What a backend does in a day; KDIFFE_URL names the service, KDIFFE_USER a user whom it knows."""

import os
import time
import unittest

from kdiffe import Client, Problem

USER = os.environ.get("KDIFFE_USER", "nobody")


@unittest.skipUnless("KDIFFE_URL" in os.environ, "KDIFFE_URL names no service")
class DayTests(unittest.TestCase):
    def setUp(self):
        self.service = Client(os.environ["KDIFFE_URL"], os.environ.get("KDIFFE_API_KEY"))

    def test_asks_and_tells_what_became_of_the_answer(self):
        answer = self.service.get_recommendations(USER, n=3)
        self.assertEqual((answer["userId"], answer["source"], len(answer["items"])), (USER, "model", 3))
        entry = {"recommendationId": answer["recommendationId"], "itemId": answer["items"][0]["id"]}
        kept = self.service.add_feedback({"entries": [{**entry, "kind": "impression"}, {**entry, "kind": "click"}]})
        self.assertEqual(kept["refused"], 0)
        rows = self.service.get_online_metrics(by="snapshot")
        self.assertIn(answer["snapshotVersion"], [row["snapshotVersion"] for row in rows])

    def test_writes_rows_and_asks_with_a_filter_and_for_reasons(self):
        liked, other = self.service.get_popular_items(n=2)["items"]
        user = "writer/of Python"
        self.service.put_user(user, {"attributes": {"country": "NL"}})
        self.assertEqual(self.service.get_user(user)["attributes"], {"country": "NL"})
        written = self.service.post_interactions([{"user": user, "item": liked["id"], "occurredAt": "2026-01-31T12:00:00Z"}])
        self.assertEqual(written, {"inserted": 1, "updated": 0, "unchanged": 0})
        lines = f"user,item,occurredAt\n{user},{liked['id']},2026-01-31T12:00:00Z\n{user},{other['id']},yesterday\n"
        bulk = self.service.bulk_write_interactions(lines.encode(), content_type="text/csv")
        self.assertEqual((bulk["read"], bulk["rejected"], bulk["errors"][0]["line"]), (2, 1, 3))
        # The API hears of what was written within two seconds.
        until = time.monotonic() + 30
        while (answer := self.service.get_recommendations(user, n=2, where="year >= 1900", fields="year", explain=True))["source"] != "fold_in":
            self.assertLess(time.monotonic(), until)
            time.sleep(0.1)
        self.assertEqual(answer["items"][0]["because"]["likedItems"][0]["id"], liked["id"])
        self.assertIn(f'"{user}"', "".join(line for line in self.service.export_rows("users") if user in line))
        self.assertIsNone(self.service.delete_user(user))

    def test_a_problem_comes_with_its_type(self):
        with self.assertRaises(Problem) as raised:
            self.service.get_similar_items("nobody knows/this")
        self.assertEqual((raised.exception.status, raised.exception.type), (404, "/errors/unknown-item"))

    def test_follows_a_run(self):
        run = self.service.list_training_runs(n=1)["runs"][0]
        events = list(self.service.get_training_run_events(run["id"]))
        self.assertEqual(events[-1].data["state"], "succeeded")
        self.assertEqual([event.data["epoch"] for event in events if event.kind == "epoch"], [1, 2])


if __name__ == "__main__":
    unittest.main()
