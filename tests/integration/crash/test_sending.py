"""A worker that dies while it answers: Amazon gets every answer, never two different ones, and our orders follow."""

from tests.sending.run import send

KILLED = -9


def test_an_answer_arrives_whatever_happens_to_its_worker_and_never_in_two_wordings():
    run = send("sending", orders=8, kills=["before", "after", "before", "after", "lost", "lost"])
    assert run["deaths"] == [KILLED] * 4
    assert len(run["heard"]) == 8
    for number, answers in run["heard"].items():
        assert answers, f"{number} was never answered"
        assert all(answer == run["said"][number] for answer in answers)
    assert {message["state"] for message in run["messages"]} == {"accepted"}
    # What had arrived was read back and not sent again; only the two that never left went out a second time.
    assert sorted(message["attempts"] for message in run["messages"]) == [1, 1, 1, 1, 1, 1, 2, 2]
    assert sum(len(answers) for answers in run["heard"].values()) == 8
    # Our own orders say the same as our answers, once each, whoever died while they followed.
    assert set(run["deaths_following"]) <= {KILLED, 0}
    assert KILLED in run["deaths_following"]
    for order in run["followed"].values():
        assert order["answers"] == ["accepted"]
        assert order["rejected"] > 0
        assert order["to_ship"] == order["accepted"]
        assert order["changes"] == [["rejected", "done"]]
    asked, with_open_transaction = run["idle"]
    assert asked > 8
    assert with_open_transaction == 0
