"""Directed graphs, and the circles in them."""

from collections import deque


class Graph:
    """Nodes, and for each edge the names that cause it."""

    def __init__(self, nodes=()):
        self.edges = {node: {} for node in nodes}

    def add(self, start, end, cause=()):
        """Adds an edge, or causes to one that is there; none from a node to itself."""
        self.edges.setdefault(start, {})
        self.edges.setdefault(end, {})
        if start != end:
            self.edges[start].setdefault(end, set()).update(cause)

    def merged(self, group):
        """The graph of groups of nodes.

        group: a function from a node to its group.
        """
        merged = Graph(group(node) for node in self.edges)
        for start, ends in self.edges.items():
            for end, causes in ends.items():
                merged.add(group(start), group(end), causes)
        return merged

    def circles(self, counts=lambda circle: True):
        """The shortest circle through each edge that is on one, without those that hold another.

        counts: a function that says of a circle whether it is one.
        """
        found = {}
        for start in sorted(self.edges):
            for end in sorted(self.edges[start]):
                if way := self._way(end, start):
                    circle = self._from_the_first([start, *way][:-1])
                    if counts(circle):
                        found.setdefault(frozenset(way), circle)
        return sorted(
            circle
            for nodes, circle in found.items()
            if not any(others < nodes for others in found)
        )

    def causes(self, circle):
        """The names that cause each edge of a circle, in its order."""
        ends = circle[1:] + circle[:1]
        return [sorted(self.edges[start][end]) for start, end in zip(circle, ends)]

    def _way(self, start, goal):
        """A shortest way as a list of nodes from the start to the goal, or None."""
        before, queue = {start: None}, deque([start])
        while queue:
            node = queue.popleft()
            if node == goal:
                way = []
                while node is not None:
                    way.append(node)
                    node = before[node]
                return way[::-1]
            for next_node in sorted(self.edges[node]):
                if next_node not in before:
                    before[next_node] = node
                    queue.append(next_node)
        return None

    @staticmethod
    def _from_the_first(circle):
        first = circle.index(min(circle))
        return circle[first:] + circle[:first]
