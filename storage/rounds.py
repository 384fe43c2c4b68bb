"""Partners, rounds and what belongs to a round: participants, chapters, assignments."""

from __future__ import annotations

from review.partners import Partner, PartnerId
from review.publications import Chapter, ChapterId
from review.rounds import Assignment, AssignmentId, Participant, Round, RoundId
from storage import tables
from storage.rows import Rows

__all__ = ["Assignments", "Chapters", "Participants", "Partners", "Rounds"]


class Partners(Rows[Partner]):
    """The partners, over all rounds."""

    def put(self, partner: Partner) -> None:
        """Add the partner, or write it over the one of the same id."""
        if self._exists(tables.partners.c.id == partner.id):
            self._replace(partner)
        else:
            self._insert([partner])

    def get(self, partner_id: PartnerId) -> Partner | None:
        """The partner, none where there is none of that id."""
        return self._one(tables.partners.c.id == partner_id)

    def all(self) -> list[Partner]:
        """Every partner, by id."""
        return self._many(order=["id"])


class Rounds(Rows[Round]):
    """The rounds."""

    def add(self, opened: Round) -> None:
        """Add a round; raises `Contradiction` where its id is taken."""
        self._insert([opened])

    def get(self, round_id: RoundId) -> Round | None:
        """The round, none where there is none of that id."""
        return self._one(tables.rounds.c.id == round_id)

    def all(self) -> list[Round]:
        """Every round, oldest launch first."""
        return self._many(order=["launched_at", "id"])

    def put(self, opened: Round) -> None:
        """Write the round over the one of the same id; raises `Unknown`."""
        self._replace(opened)


class Participants(Rows[Participant]):
    """The partners of each round as its launch froze them."""

    def add(self, participant: Participant) -> None:
        """Add a participant; raises `Contradiction` where it or its token is there already."""
        self._insert([participant])

    def of_round(self, round_id: RoundId) -> list[Participant]:
        """The participants of a round, by partner."""
        return self._many(tables.participants.c.round == round_id, order=["partner"])

    def get(self, round_id: RoundId, partner: PartnerId) -> Participant | None:
        """The participant, none where the partner is not in the round."""
        columns = tables.participants.c
        return self._one(columns.round == round_id, columns.partner == partner)

    def by_token(self, token: str) -> Participant | None:
        """The participant with this token in its address, none where nobody has it."""
        return self._one(tables.participants.c.token == token)


class Chapters(Rows[Chapter]):
    """The chapters that rounds circulate."""

    def add(self, chapter: Chapter) -> None:
        """Add a chapter; raises `Contradiction` where its id is taken."""
        self._insert([chapter])

    def get(self, chapter_id: ChapterId) -> Chapter | None:
        """The chapter, none where there is none of that id."""
        return self._one(tables.chapters.c.id == chapter_id)

    def of_round(self, round_id: RoundId) -> list[Chapter]:
        """The chapters of a round, in the order of the guide."""
        return self._many(tables.chapters.c.round == round_id, order=["place", "number", "id"])

    def put(self, chapter: Chapter) -> None:
        """Write the chapter over the one of the same id; raises `Unknown`."""
        self._replace(chapter)


class Assignments(Rows[Assignment]):
    """Who is asked for which chapter."""

    def add(self, assignment: Assignment) -> None:
        """Add an assignment; raises `Contradiction` where the partner has that chapter already."""
        self._insert([assignment])

    def get(self, assignment_id: AssignmentId) -> Assignment | None:
        """The assignment, none where there is none of that id."""
        return self._one(tables.assignments.c.id == assignment_id)

    def of_round(self, round_id: RoundId) -> list[Assignment]:
        """The assignments of a round, by partner, then chapter."""
        return self._many(
            tables.assignments.c.round == round_id, order=["partner", "chapter", "id"]
        )

    def of_chapter(self, chapter: ChapterId) -> list[Assignment]:
        """The assignments of a chapter, by partner."""
        return self._many(tables.assignments.c.chapter == chapter, order=["partner", "id"])

    def of_partner(self, round_id: RoundId, partner: PartnerId) -> list[Assignment]:
        """What a partner was asked for in a round, by chapter."""
        columns = tables.assignments.c
        return self._many(
            columns.round == round_id, columns.partner == partner, order=["chapter", "id"]
        )

    def put(self, assignment: Assignment) -> None:
        """Write the assignment over the one of the same id; raises `Unknown`."""
        self._replace(assignment)
