"""What one client may ask for: arithmetic, turns, names of clients, and the page that says so."""

from __future__ import annotations

import asyncio

import httpx2 as httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox_atlas.api.http.errors import TooManyRequestsError
from sandbox_atlas.api.http.rate_limit import WAITING_FACTOR, RateLimiter, network
from sandbox_atlas.api.http.token_bucket import TokenBucket
from sandbox_atlas.graph.errors import BusyError

pytestmark = pytest.mark.anyio

TIMES = st.lists(st.floats(min_value=-1, max_value=20), max_size=200)


@given(st.floats(min_value=0.01, max_value=1000), st.integers(min_value=1, max_value=50), TIMES)
def test_a_bucket_never_gives_more_than_its_burst_and_its_rate_over_time(
    rate: float, burst: int, pauses: list[float]
) -> None:
    bucket, now, given_away = TokenBucket(rate, burst, burst, 0.0), 0.0, 0
    for pause in pauses:  # clocks may go back
        now += pause
        given_away += bucket.take(now) == 0
        assert given_away <= burst + rate * bucket.since + 1e-6
        assert 0 <= bucket.tokens <= burst


@given(st.floats(min_value=0.01, max_value=1000), st.integers(min_value=1, max_value=20))
def test_who_comes_again_after_the_time_that_was_said_gets_a_token(rate: float, burst: int) -> None:
    bucket = TokenBucket(rate, burst, burst, 0.0)
    for _ in range(burst):
        assert bucket.take(0.0) == 0
    wait = bucket.take(0.0)
    assert wait > 0
    assert bucket.take(wait * (1 + 1e-9) + 1e-9) == 0


def test_a_rate_of_zero_sets_no_limit() -> None:
    bucket = TokenBucket(0, 1, 1, 0.0)
    assert [bucket.take(0.0) for _ in range(100)] == [0.0] * 100


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=200))
def test_the_table_of_clients_stays_bounded_and_no_client_runs_more_than_it_may(steps: list[tuple[int, bool]]) -> None:
    async def play() -> None:
        allowance, running = RateLimiter(0, 1, 2, most=5), dict.fromkeys(range(31), 0)
        for client, enters in steps:
            if enters:
                try:
                    await allowance.enter(str(client), 0.001 if running[client] < 2 else 0)
                except BusyError:
                    continue
                running[client] += 1
            elif running[client]:
                allowance.leave(str(client))
                running[client] -= 1
            assert len(allowance) <= 5
            assert max(running.values()) <= 2

    asyncio.run(play())


async def test_requests_beyond_those_that_run_wait_for_their_turn() -> None:
    allowance = RateLimiter(0, 1, 1)
    await allowance.enter("a", 1)
    order: list[int] = []

    async def wait(number: int) -> None:
        await allowance.enter("a", 10)
        order.append(number)
        allowance.leave("a")

    tasks = [asyncio.create_task(wait(number)) for number in range(WAITING_FACTOR)]
    await asyncio.sleep(0)
    with pytest.raises(TooManyRequestsError, match="1 requests at once"):
        await allowance.enter("a", 10)
    await allowance.enter("b", 1)  # others are not concerned
    tasks[3].cancel()
    allowance.leave("a")
    await asyncio.gather(*tasks, return_exceptions=True)
    assert order == [0, 1, 2, 4, 5, 6, 7]
    await allowance.enter("a", 0)


async def test_who_waits_longer_than_its_patience_is_refused_and_takes_no_turn() -> None:
    allowance = RateLimiter(0, 1, 1)
    await allowance.enter("a", 1)
    with pytest.raises(TooManyRequestsError) as caught:
        await allowance.enter("a", 0.01)
    assert caught.value.retry_after == 1
    allowance.leave("a")
    await allowance.enter("a", 0)
    assert allowance.refused == 1


async def test_a_client_past_its_rate_is_told_when_to_come_again() -> None:
    now = [0.0]
    allowance = RateLimiter(0.5, 2, 10, clock=lambda: now[0])
    for _ in range(2):
        await allowance.enter("a", 1)
    with pytest.raises(TooManyRequestsError, match=r"0\.5 requests a second") as caught:
        await allowance.enter("a", 1)
    assert caught.value.retry_after == 2
    now[0] = 2.0
    await allowance.enter("a", 1)


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1%eth0", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_client_is_an_address_or_a_network_of_64_bits(address: str, client: str) -> None:
    assert network(address) == client


def test_the_limits_in_force_are_a_page_in_both_languages_and_data(server: str) -> None:
    address = f"{server}/about/limits"
    data = httpx.get(address).json()
    assert data["parallel_requests"] == 8
    assert data["query_bytes"] == 262_144
    for language, title in (("en", "Limits of the service"), ("zh", "服务限制")):
        page = httpx.get(address, headers={"Accept": "text/html"}, params={"lang": language}).text
        assert title in page
        assert page.count("<tr>") == len(data)
