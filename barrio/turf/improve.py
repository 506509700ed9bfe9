"""Shortening routes: one round tour over the stops, cut into turfs by marks without a place.

A mark is as near to every stop as asked (0 for a route that may begin and end anywhere), so
bettering the round tour betters all turfs at once, inside and between them. Moves: turning a
stretch round (2-opt, which also swaps the ends of two turfs) and moving one to three stops
(Or-opt), among near neighbours only; then kicks that change a few links and are undone when the
repair comes out longer.
"""

import random
from collections.abc import Sequence

EPSILON = 1e-7
TOO_UNEVEN = 1_000.0  # metres that a door too many or too few counts for
KICK = 25  # the longest stretch that a kick moves


class Routes:
    """Stops are 0…n-1, marks n…n+k-1; `far` is the matrix of both, `weights` doors a stop."""

    def __init__(
        self,
        tour: Sequence[int],
        far: list[list[float]],
        near: list[list[int]],
        weights: Sequence[int],
        least: float,
        most: float,
    ) -> None:
        self.tour, self.far, self.near, self.weights = list(tour), far, near, weights
        self.least, self.most = least, most
        self.stops, self.all = len(near), len(tour)
        self.place = [0] * self.all
        for i, node in enumerate(self.tour):
            self.place[node] = i
        self.undo: list[tuple[int, list[int]]] = []

    def run(self, kicks: int, seed: int) -> list[int]:
        if self.stops < 2:
            return self.tour
        self.settle(list(range(self.stops)))
        chance = random.Random(seed)
        for _kick in range(kicks if self.all > 7 else 0):
            self.undo.clear()
            gain, touched = self.kick(chance)
            if touched and gain + self.settle(touched) < -EPSILON:
                for start, items in reversed(self.undo):
                    self.put(start, items)
        return self.tour

    def settle(self, waiting: list[int]) -> float:
        """Makes moves about these stops, and those they touch, until none helps."""
        total, queued = 0.0, set(waiting)
        stops = self.stops
        while waiting:
            node = waiting.pop()
            queued.discard(node)
            gain, touched = self.turn(node)
            if not touched:
                gain, touched = self.shift(node)
            total += gain
            for other in touched:
                if other < stops and other not in queued:
                    queued.add(other)
                    waiting.append(other)
        return total

    def kick(self, chance: random.Random) -> tuple[float, list[int]]:
        """Swaps two short stretches that follow each other inside a turf."""
        place = int(chance.random() * self.all)
        first, second = 1 + int(chance.random() * KICK), 1 + int(chance.random() * KICK)
        items = self.window(place + 1, min(first + second, self.all - 2))
        for i, node in enumerate(items):
            if node >= self.stops:
                items = items[:i]
                break
        if len(items) < 2:
            return 0.0, []
        if first >= len(items):
            first = 1 + int(chance.random() * (len(items) - 1))
        a, b, c, d = self.tour[place], items[first - 1], items[first], items[-1]
        after = self.tour[(place + len(items) + 1) % self.all]
        far = self.far
        gain = far[a][items[0]] + far[b][c] + far[d][after]
        gain -= far[a][c] + far[d][items[0]] + far[b][after]
        self.put((place + 1) % self.all, items[first:] + items[:first])
        return gain, [n for n in (a, items[0], b, c, d, after) if n < self.stops]

    def turn(self, a: int) -> tuple[float, Sequence[int]]:
        """2-opt: the first better way to link `a` to a near stop instead of one beside it."""
        tour, place, far, size = self.tour, self.place, self.far, self.all
        from_a = far[a]
        here = place[a]
        after, before = tour[here + 1 - size], tour[here - 1]
        from_after, from_before = far[after], far[before]
        to_after, to_before = from_a[after], from_a[before]
        longest = to_after if to_after > to_before else to_before
        for c in self.near[a]:
            to_c = from_a[c]
            if to_c >= longest:
                break
            there = place[c]
            d = tour[there + 1 - size]
            gain = to_after - to_c + far[c][d] - from_after[d]
            if gain > EPSILON:
                gain -= self.uneven(a, after, c, d, -1)
                if gain > EPSILON:
                    self.reverse(place[after], there)
                    return gain, (a, after, c, d)
            d = tour[there - 1]
            gain = to_before - to_c + far[c][d] - from_before[d]
            if gain > EPSILON:
                gain -= self.uneven(a, before, c, d, 1)
                if gain > EPSILON:
                    self.reverse(here, place[d])
                    return gain, (a, before, c, d)
        return 0.0, ()

    def uneven(self, a: int, b: int, c: int, d: int, way: int) -> float:
        """What linking a to c and b to d, with their rests, costs in balance."""
        mark_a, load_a = self.load(a, way)
        mark_c, load_c = self.load(c, way)
        if mark_a == mark_c:
            return 0.0
        load_b, load_d = self.load(b, -way)[1], self.load(d, -way)[1]
        return self.worse((load_a + load_b, load_c + load_d), (load_a + load_c, load_b + load_d))

    def load(self, node: int, way: int) -> tuple[int, int]:
        """The doors from this stop on to the next mark, and that mark; none when unmarked."""
        stops, tour, weights, size = self.stops, self.tour, self.weights, self.all
        if size == stops:
            return -1, 0
        total, i = 0, self.place[node]
        while node < stops:
            total += weights[node]
            i += way
            if i == size:
                i = 0
            node = tour[i]
        return node, total

    def worse(self, before: tuple[int, int], after: tuple[int, int]) -> float:
        least, most = self.least, self.most
        change = 0.0
        for load in after:
            change += least - load if load < least else load - most if load > most else 0
        for load in before:
            change -= least - load if load < least else load - most if load > most else 0
        return change * TOO_UNEVEN

    def shift(self, a: int) -> tuple[float, Sequence[int]]:
        """Or-opt: one to three stops that begin at `a`, either way, to beside a near stop."""
        tour, place, far, size, stops = self.tour, self.place, self.far, self.all, self.stops
        from_a, near = far[a], self.near[a]
        for way in (1, -1):
            here = place[a]
            before = tour[(here - way) % size]
            last, segment = a, [a]
            for length in range(1, min(4, size - 2)):
                if length > 1:
                    last = tour[(here + way * (length - 1)) % size]
                    if last >= stops:
                        break
                    segment.append(last)
                after = tour[(here + way * length) % size]
                from_last = far[last]
                freed = from_a[before] + from_last[after] - far[before][after]
                for c in near:
                    room = freed - from_a[c]
                    if room <= EPSILON:
                        break
                    if c in segment:
                        continue
                    there = place[c]
                    # c, a … last, d: on either side of c.
                    for step in (1, -1):
                        d = tour[(there + step) % size]
                        if d in segment:
                            continue
                        gain = room + far[c][d] - from_last[d]
                        if gain > EPSILON:
                            gain -= self.overfull(segment, c)
                            if gain > EPSILON:
                                self.move(segment, way, c, d, step)
                                return gain, (before, after, a, last, c, d)
        return 0.0, ()

    def overfull(self, segment: Sequence[int], c: int) -> float:
        from_mark, left = self.load(segment[0], -1)
        to_mark, there = self.load(c, -1)
        if from_mark == to_mark:
            return 0.0
        moved = sum(self.weights[node] for node in segment)
        old = left + self.load(segment[0], 1)[1] - self.weights[segment[0]]
        new = there + self.load(c, 1)[1] - self.weights[c]
        return self.worse((old, new), (old - moved, new + moved))

    def move(self, segment: list[int], way: int, c: int, d: int, step: int) -> None:
        """Takes the segment out and puts it between c and d, its first stop beside c."""
        size, place = self.all, self.place
        first, last = (segment[0], segment[-1]) if way == 1 else (segment[-1], segment[0])
        start, end = place[first], place[last]
        low = c if step == 1 else d  # the one that stands first in the tour
        put = segment if step == 1 else segment[::-1]
        onward = (place[low] - end) % size
        if onward <= size - onward - len(segment):
            self.put(start, self.window(end + 1, onward) + put)
        else:
            high = place[d if step == 1 else c]
            self.put(high, put + self.window(high, (start - high) % size))

    def window(self, start: int, length: int) -> list[int]:
        start %= self.all
        end = start + length
        if end <= self.all:
            return self.tour[start:end]
        return self.tour[start:] + self.tour[: end - self.all]

    def reverse(self, start: int, end: int) -> None:
        """Turns round what lies from one place on to the other, or else all the rest."""
        size = self.all
        length = (end - start) % size + 1
        if 2 * length > size:
            start, length = (end + 1) % size, size - length
        self.put(start, self.window(start, length)[::-1])

    def put(self, start: int, items: list[int]) -> None:
        self.undo.append((start, self.window(start, len(items))))
        tour, place = self.tour, self.place
        end = start + len(items)
        if end <= self.all:
            tour[start:end] = items
            for i, node in enumerate(items, start):
                place[node] = i
            return
        for i, node in enumerate(items, start):
            i -= self.all if i >= self.all else 0
            tour[i] = node
            place[node] = i
